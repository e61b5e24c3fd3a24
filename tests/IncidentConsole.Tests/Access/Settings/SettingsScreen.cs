using System.Security.Claims;
using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Access.Settings;

/// <summary>A console's settings as one signed-in person sees them, on the real services.</summary>
internal sealed class SettingsScreen : IAsyncDisposable
{
    private SettingsScreen(AccessHost host) => Host = host;

    public AccessHost Host { get; }
    public BunitContext Bunit { get; } = new();

    public static async Task<SettingsScreen> OpenAsync(AccessRole role)
    {
        var screen = new SettingsScreen(await AccessHost.StartWithAnaAsync());
        var user = await screen.Host.AddAsync("Ben", role);
        screen.Bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        screen.Bunit.Services.AddSingleton(screen.Host.People).AddSingleton(screen.Host.Keys).AddSingleton(screen.Host.Callers);
        var signed = screen.Bunit.AddAuthorization();
        signed.SetAuthorized("ben@meetsolis.test");
        signed.SetClaims(new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim("AspNet.Identity.SecurityStamp", (await screen.Host.UserAsync("ben@meetsolis.test")).SecurityStamp!));
        return screen;
    }

    public async ValueTask DisposeAsync()
    {
        await Bunit.DisposeAsync();
        await Host.DisposeAsync();
    }
}
