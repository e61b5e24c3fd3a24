using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>Incidents as screens get them, by the runbook that is shipped.</summary>
internal static class DeckStory
{
    public static readonly Runbook Runbook = RunbookReader.Read(
        "meetsolis-deployment-rollback.yaml", File.ReadAllText(Repository.PathOf("runbooks", "meetsolis-deployment-rollback.yaml"))).Runbook!;

    public static readonly Caller Commander = new(Story.Ana, AccessRole.Commander);
    public static readonly Caller Observer = new(new(ActorKind.Person, "u-oto", "Oto"), AccessRole.Observer);

    public static readonly IncidentEvent AnaCommands = new CommanderAssigned(new("u-ana", "Ana"));
    public static readonly IncidentEvent[] Checked = [.. Runbook.Checklists["pre-rollback"].Items.Keys.Select(i => new ChecklistItemDone(i, null))];
    public static readonly IncidentEvent NoMigration = new QuestionAnswered("migration", "no", null, [], null, null);
    public static readonly IncidentEvent HighErrorRate = new QuestionAnswered("error-rate", "yes", null, [], null, null);
    public static readonly IncidentEvent MethodA = new MethodChosen(1, "method-a", true, null, [.. Runbook.Methods["method-a"].Steps.Keys], []);

    public static StepStarted Started(string step) => new(1, step, AttemptId.New(), 1, "shell", "vercel env ls", "hash", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), null);

    public static SignalReading ErrorRate(double value, SignalTrend trend = SignalTrend.Steady) => new(
        "error_rate", "production", value, "percent", Story.Start, ReadingState.Fresh, Story.Start, 500, trend, TimeSpan.FromMinutes(1));

    public static WatchedIncident At(IReadOnlyList<SignalReading> readings, params IncidentEvent[] events)
    {
        var append = Incident.Empty(IncidentNumber.First).Next([Story.Declared(), .. events]);
        var now = append.After.UpdatedAt;
        var board = BoardSnapshot.Empty("production") with { At = now, Readings = readings.ToDictionary(r => r.Signal) };
        var view = IncidentView.Of(append.After, Runbook, board.Readings, now);
        return new(view, TimelineWindow.Of(view, append.Entries, new Dictionary<Guid, string?>()), board, null, []);
    }

    public static IncidentView View(params IncidentEvent[] events) => At([], events).View;
}
