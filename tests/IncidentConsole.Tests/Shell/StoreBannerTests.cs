using Bunit;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Shell;

public sealed class StoreBannerTests : IDisposable
{
    private readonly BunitContext _screen = new();
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _screen.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Banner_WhileTheDataFolderIsFull_SaysSoSinceWhenAndGoesByItself()
    {
        using var disk = new SmallDisk(64);
        using var folder = new DataFolder(disk.Path);
        var time = new FakeTimeProvider(new(2030, 1, 7, 14, 22, 31, TimeSpan.Zero));
        var watch = new StoreWatch(new(new NowhereFactory(), folder, time), time, NullLogger<StoreWatch>.Instance);
        _screen.Services.AddSingleton<TimeProvider>(time).AddSingleton(watch);
        var banner = _screen.Render<StoreBanner>();
        await watch.LookAsync(Ct);
        Assert.Empty(banner.FindAll("[data-test=store-away]"));

        disk.Fill();
        await watch.LookAsync(Ct);
        time.Advance(TimeSpan.FromMinutes(1));
        await watch.LookAsync(Ct);

        var said = banner.WaitForElement("[data-test=store-away]");
        Assert.Equal("alert", said.GetAttribute("role"));
        Assert.Contains("Nothing can be saved: the disk of the data folder is full.", said.TextContent, StringComparison.Ordinal);
        Assert.Contains("14:22:31", said.TextContent, StringComparison.Ordinal);
        disk.Free();
        await watch.LookAsync(Ct);
        banner.WaitForState(() => banner.FindAll("[data-test=store-away]").Count == 0);
    }

    /// <summary>A store that answers, without one.</summary>
    private sealed class NowhereFactory : IDbContextFactory<ConsoleDbContext>
    {
        public ConsoleDbContext CreateDbContext() => new SqliteConsoleDbContext(new DbContextOptionsBuilder<SqliteConsoleDbContext>().UseSqlite("Data Source=:memory:").Options);
    }
}
