using Bunit;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Exports.Settings;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Exports;

public sealed class ProofPageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly BunitContext _screen = new();

    public void Dispose()
    {
        _screen.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Page_ShowsThePublicKeyAndNeverThePrivateOne()
    {
        var key = Key(null);

        var page = _screen.Render<ProofPage>();

        Assert.Equal(key.Fingerprint(), page.Find("[data-test=fingerprint]").TextContent);
        Assert.Contains("BEGIN PUBLIC KEY", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithoutAKey_SaysThatNothingCanBeExported()
    {
        Key(_folder.PathOf("none.pem"));

        Assert.Contains($"There is no file {_folder.PathOf("none.pem")}", _screen.Render<ProofPage>().Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private SigningKey Key(string? file)
    {
        var key = new SigningKey(new DataFolder(_folder.FullPath), new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Exports:KeyFile"] = file }).Build());
        _screen.AddAuthorization().SetAuthorized("ben@meetsolis.test");
        _screen.Services.AddSingleton(key);
        return key;
    }
}
