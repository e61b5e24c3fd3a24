using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>One incident, decided command by command as the service does it, and shown as a screen gets it.</summary>
internal sealed class Scene
{
    public static readonly Caller Ana = new(new(ActorKind.Person, "u-ana", "Ana"), AccessRole.Commander);
    public static readonly Caller Ben = new(new(ActorKind.Person, "u-ben", "Ben"), AccessRole.Commander);
    public static readonly Caller Rea = new(new(ActorKind.Person, "u-rea", "Rea"), AccessRole.Responder);
    public static readonly Caller Oto = new(new(ActorKind.Person, "u-oto", "Oto"), AccessRole.Observer);
    public static readonly IReadOnlyList<PersonRef> Approvers = [new("u-ana", "Ana"), new("u-ben", "Ben"), new("u-chi", "Chi")];

    private const string Backup = "backups/backup-epic1-production-20260107.sql.gz";
    private static readonly Dictionary<string, FilePick> _files = new() { ["BACKUP_FILE"] = new FilePick.Found(Backup, 4_200_000, new(2026, 1, 7, 4, 0, 0, TimeSpan.Zero), true, null) };

    private readonly Runbook _runbook;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<Guid, string?> _texts = [];
    private readonly Dictionary<string, SignalReading> _readings = [];

    public Scene(string environment = "production", string? trigger = "error-rate-spike", string title = "Error rate spike", Runbook? runbook = null)
    {
        _runbook = runbook ?? DeckStory.Runbook;
        var definition = _runbook.Environments[environment];
        Record(new IncidentDeclared(title, environment, IncidentSeverity.Sev2, new(_runbook.Id, _runbook.Version, _runbook.Hash),
            definition.PracticeTarget, definition.TimeScale, trigger is null ? null : Fired(trigger)), Caller.Console);
    }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 7, 14, 22, 8, TimeSpan.Zero);
    public Incident Incident { get; private set; } = Incident.Empty(IncidentNumber.First);
    public IncidentView View => IncidentView.Of(Incident, _runbook, _readings, Now) with { Channels = Channels };
    /// <summary>Where messages go; nothing is set up unless a test says so.</summary>
    public ChannelBook Channels { get; init; } = ChannelBook.None;
    public List<MeetSolis.IncidentConsole.Controls.OutputLine> Output { get; } = [];
    public DeckDraft Draft { get; } = new();
    /// <summary>What the resolver would say of the step at hand.</summary>
    public StepResolution Resolution { get; set; } = new("", null, "vercel env ls \"$VERCEL_ENVIRONMENT\"", "hash", [], null);
    public StepResolution? Ready => View.Wanted is { } step ? Resolution with { Step = step.Step.Id } : null;
    /// <summary>What else the evaluator found.</summary>
    public Func<BoardSnapshot, BoardSnapshot> Found { get; set; } = board => board;
    /// <summary>Who looks.</summary>
    public Caller Reader { get; private set; } = Ana;

    public WatchedIncident At
    {
        get
        {
            var history = _readings.Values.ToDictionary(r => r.Signal, r => (IReadOnlyList<SignalPoint>)[.. Enumerable.Range(0, 30).Select(i => new SignalPoint(Now.AddSeconds(-300 + i * 10), r.Value is { } v ? v + (30 - i) * 0.1 : null))]);
            var board = Found(BoardSnapshot.Empty(Incident.Environment) with { At = Now, Readings = _readings, History = history });
            var view = View;
            return new(view, TimelineWindow.Of(view, _entries, _texts), board, WatchedIncident.AttemptAtHand(view), [.. Output]);
        }
    }

    public Scene SeenBy(Caller reader)
    {
        Reader = reader;
        return this;
    }

    public FiredTrigger Fired(string id)
    {
        var t = _runbook.Triggers[id];
        return new(id, t.Title, t.Severity, t.Recommend, t.DecideWithin, t.OverridesTree, Now.AddMinutes(-1), [], null);
    }

    public Scene Reading(string signal, double? value, ReadingState state = ReadingState.Fresh, SignalTrend trend = SignalTrend.Steady)
    {
        _readings[signal] = new(signal, Incident.Environment, value, _runbook.Signals[signal].Unit, Now, state, state == ReadingState.Missing ? null : Now.AddSeconds(state == ReadingState.Stale ? -200 : -2), 2140, trend, TimeSpan.FromMinutes(1));
        return this;
    }

    public Decision Try(IncidentCommand command, Caller? caller = null)
    {
        var step = command switch { IncidentCommand.StartStep s => s.Step, IncidentCommand.RetryStep s => s.Step, IncidentCommand.ApproveStep s => s.Step, _ => null };
        var texts = new TextKeeper();
        var context = new DecisionContext(_runbook, caller ?? Ana, Now, _readings, texts) { Resolution = step is null ? null : Resolution with { Step = step }, Files = _files, Written = _texts, Named = Named(command), Channels = Channels };
        var decision = Incident.Decide(command, context);
        foreach (var text in texts.Texts) _texts[text.Id] = text.Text;
        if (decision is Decision.Recorded recorded)
            foreach (var e in recorded.Events) Record(e, caller ?? Ana);
        Draft.MakeFor(View.Next);
        return decision;
    }

    private Entry? Named(IncidentCommand command) => command switch
    {
        IncidentCommand.CorrectNote c => _entries.Find(e => e.Version == c.Version),
        IncidentCommand.PinEntry c => _entries.Find(e => e.Version == c.Version),
        _ => null,
    };

    public Scene Do(IncidentCommand command, Caller? caller = null)
    {
        var decision = Try(command, caller);
        Assert.True(decision is Decision.Recorded, $"{command}: {(decision as Decision.Refused)?.Sentence ?? "nothing to do"}");
        return this;
    }

    public Scene Later(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public Scene With(Action<Scene> change)
    {
        change(this);
        Draft.MakeFor(View.Next);
        return this;
    }

    public Scene Commanded() => Do(new IncidentCommand.AssignCommander(new("u-ana", "Ana"), AccessRole.Commander));

    public Scene Ticked()
    {
        foreach (var item in IncidentView.Holding(Incident, _runbook, View.Facts).SelectMany(c => c.Items).Where(i => i.Holds).ToList())
            Do(new IncidentCommand.TickItem(item.Item.Id, true, item.Item.Finding is null ? null : Backup));
        return this;
    }

    public Scene Answered(string question, string answer) => Do(new IncidentCommand.AnswerQuestion(question, answer));
    public Scene Chosen(string method, string? reason = null) => Do(new IncidentCommand.ChooseMethod(method, reason));

    /// <summary>Method A chosen by the tree, its checklist done.</summary>
    public Scene AtMethodA() => Commanded().Reading("error_rate", 8.3).Ticked().Answered("migration", "no").Answered("error-rate", "yes").Chosen("method-a");

    /// <summary>In front of the step of a method, all before it done by hand.</summary>
    public Scene AtStep(string method, string step)
    {
        Commanded().Chosen(method, "because it has to be").Ticked();
        foreach (var before in _runbook.Methods[method].Steps.Values.TakeWhile(s => s.Id != step))
            Do(new IncidentCommand.CompleteStep(before.Id, "done in the dashboard", Choice: "maintenance-mode", File: Backup));
        return this;
    }

    public Scene Started(string step) => Do(new IncidentCommand.StartStep(step, "production"));

    public Scene Printed(params string[] lines)
    {
        foreach (var line in lines) Output.Add(new(Output.Count + 1, Now, line.StartsWith('!'), line.TrimStart('!')));
        return this;
    }

    public Scene Ended(string step, StepStatus status = StepStatus.Succeeded, string? failure = null, params CheckResult[] checks) => Do(new IncidentCommand.EndStep(
        Incident.CurrentRun!.Find(step)!.Current!.Id, status, status == StepStatus.Unknown ? null : status == StepStatus.Failed ? 1 : 0, failure, checks, new Dictionary<string, string>()), Caller.Console);

    public Scene RanAll()
    {
        foreach (var step in Incident.CurrentRun!.Steps.Select(s => s.Id).ToList()) Started(step).Later(TimeSpan.FromSeconds(20)).Ended(step);
        return this;
    }

    /// <summary>Every command that may run before a form, or beside it.</summary>
    public Scene RanCommands()
    {
        for (var most = 10; most > 0 && View.Wanted is { IsExecuted: true } step; most--) Started(step.Step.Id).Ended(step.Step.Id);
        return this;
    }

    public Scene Judged(string criterion, CriterionResult result) =>
        Do(new IncidentCommand.JudgeCriterion(Incident.Runs.Count, criterion, result, TimeSpan.FromSeconds(48), []), Caller.Console);

    /// <summary>What no command can bring about yet.</summary>
    public Scene Recorded(IncidentEvent e)
    {
        Record(e, Caller.Console);
        return this;
    }

    private void Record(IncidentEvent e, Caller caller)
    {
        _entries.Add(EntryJson.Write(Incident.Number, Incident.Version + 1, Now, caller.Actor, e, Incident.HeadHash));
        Incident = Incident.Apply(_entries[^1]);
        Now += TimeSpan.FromSeconds(1);
    }
}
