using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>What declares nothing in an incident's environment, where its signals are looked at.</summary>
public sealed class SilencesOnDeckTests
{
    [Fact]
    public void Silence_OfTheEnvironment_IsToldBesideTheSignals()
    {
        using var screen = new DeckScreen(Silenced().SeenBy(Scene.Oto));

        var held = screen.Text("silence-active");
        Assert.All(["silenced", "5xx responses", "until 2026-01-07 16:22:", "Ben: The load test <b>", "Fires untold: 5xx responses"], said => Assert.Contains(said, held, StringComparison.Ordinal));
        var planned = Assert.Single(screen.All("silence-planned")).TextContent;
        Assert.All(["planned maintenance", "Every trigger", "from 2026-01-07 20:22:", "The database moves", "Not silenced: "], said => Assert.Contains(said, planned, StringComparison.Ordinal));
        Assert.Empty(screen.Deck.FindAll("[data-test=silences-here] button, [data-test=silences-here] a"));
    }

    [Fact]
    public void Silence_OnTheWatchPage_IsToldAndAnnouncedToScreensWhenItComesAndGoes()
    {
        var scene = Silenced();
        using var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(scene.Now)).AddSingleton(new TimelineReader(null!, null!));
        var at = scene.At;
        var watch = context.Render<WatchView>(p => p.Add(x => x.At, at));
        Pictures.Keep(watch.Markup);
        Assert.Contains("Ben: The load test", watch.Find("[data-test=silence-active]").TextContent, StringComparison.Ordinal);

        WatchedIncident After(TimeSpan later) => at.After(at.View, at.Board with { At = at.Board.At + later }, at.Timeline);
        Assert.True(After(TimeSpan.FromSeconds(1)).LooksLike(at));
        var over = After(TimeSpan.FromHours(2));
        Assert.False(over.LooksLike(at));
        watch.Render(p => p.Add(x => x.At, over));
        Assert.Empty(watch.FindAll("[data-test=silence-active]"));
        Assert.False(at.After(at.View, at.Board with { Silences = [] }, at.Timeline).LooksLike(at));
    }

    private static Scene Silenced()
    {
        var scene = DeckStates.Running();
        var (now, made) = (scene.Now, scene.Now.AddMinutes(-5));
        Silence Of(string? trigger, SilenceKind kind, DateTimeOffset from, DateTimeOffset until, string reason) => new()
        {
            Id = Guid.NewGuid(), Environment = "production", Trigger = trigger, Kind = kind, From = from, Until = until, Reason = reason, ById = "u-ben", ByName = "Ben", MadeAt = made,
        };
        IReadOnlyList<Silence> silences =
        [
            Of("server-errors", SilenceKind.Silence, made, now.AddHours(2), "The load test <b>"),
            Of(null, SilenceKind.Maintenance, now.AddHours(6), now.AddHours(7), "The database moves"),
            Of(null, SilenceKind.Maintenance, now.AddDays(6), now.AddDays(6.1), "Another week"),
        ];
        var trigger = scene.View.Runbook.Triggers["server-errors"];
        scene.Found = board => board with
        {
            Silences = silences,
            Triggers = new Dictionary<string, BoardTrigger>
            {
                [trigger.Id] = new(trigger, TriggerState.Unjudged(now) with { Phase = TriggerPhase.Firing, FiringSince = now }, trigger.For) { Silenced = silences[0] },
            },
        };
        return scene;
    }
}
