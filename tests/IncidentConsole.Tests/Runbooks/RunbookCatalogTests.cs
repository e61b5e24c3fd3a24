using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

public sealed class RunbookCatalogTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly string _text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "runbooks", "meetsolis-deployment-rollback.yaml"));
    private TestStore _store = null!;
    private IServiceProvider _services = null!;
    private RunbookCatalog _catalog = null!;
    private int _written;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private string File_ => _folder.PathOf("sop.yaml");

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.MakeAsync(StoreKind.Sqlite);
        _services = await _store.OpenAsync();
        _catalog = Make();
        await WriteAsync(_text);
    }

    public async ValueTask DisposeAsync()
    {
        _catalog.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("id:\ntitle: \"half")]
    [InlineData("id: meetsolis deployment rollback: twice\n")]
    [InlineData("id: another\ntitle: [")]
    public async Task File_ThatCanNoLongerBeRead_LeavesWhatItGaveLastInUse(string broken)
    {
        var good = Assert.Single(_catalog.Active);

        await WriteAsync(broken);

        Assert.Equal(good.Hash, Assert.Single(_catalog.Active).Hash);
        Assert.Equal(good.Hash, Assert.Single(_catalog.Problems).Kept?.Hash);
        await WriteAsync(broken + "\n");
        Assert.Equal(good.Hash, Assert.Single(_catalog.Active).Hash);
        await WriteAsync(_text);
        Assert.Empty(_catalog.Problems);
    }

    [Fact]
    public async Task Restart_WithABrokenFile_TakesTheVersionThatWasInUseLast()
    {
        var first = Assert.Single(_catalog.Active);
        await WriteAsync(_text + "\n# another\n");
        Assert.NotEqual(first.Hash, Assert.Single(_catalog.Active).Hash);
        await WriteAsync(_text);
        await WriteAsync($"id: {first.Id}\ntitle: [");

        using var restarted = Make();
        await restarted.RefreshAsync(Ct);

        Assert.Equal(first.Hash, Assert.Single(restarted.Active).Hash);
        Assert.Equal(first.Hash, Assert.Single(restarted.Problems).Kept?.Hash);
    }

    private RunbookCatalog Make() => ActivatorUtilities.CreateInstance<RunbookCatalog>(
        _services, (IConfiguration)new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Runbooks:Folder"] = _folder.FullPath }).Build());

    /// <summary>Written and read again, each time with a later time of its own.</summary>
    private async Task WriteAsync(string text)
    {
        await File.WriteAllTextAsync(File_, text, Ct);
        File.SetLastWriteTimeUtc(File_, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(_written++));
        await _catalog.RefreshAsync(Ct);
    }
}
