using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>One incident of the shipped runbook, decided and folded without a store.</summary>
internal sealed class Bench
{
    public static readonly Runbook Runbook = RunbookFiles.MeetSolis;
    public static readonly Caller Ana = new(new(ActorKind.Person, "ana", "Ana"), AccessRole.Commander);
    public static readonly Caller Ben = new(new(ActorKind.Person, "ben", "Ben"), AccessRole.Commander);
    public static readonly Caller Obi = new(new(ActorKind.Person, "obi", "Obi"), AccessRole.Observer);
    public static readonly Caller Rea = new(new(ActorKind.Person, "rea", "Rea"), AccessRole.Responder);
    public static readonly Caller Ada = new(new(ActorKind.Person, "ada", "Ada"), AccessRole.Administrator);
    public static readonly Caller Key = new(new(ActorKind.ApiKey, "key", "Robot"), AccessRole.Commander);

    private readonly Dictionary<string, SignalReading> _readings = [];
    private readonly Dictionary<Guid, string?> _texts = [];

    private readonly Runbook _runbook;

    public Bench(string environment = "drill", string? trigger = null, Runbook? runbook = null)
    {
        _runbook = runbook ?? Runbook;
        var definition = _runbook.Environments[environment];
        FiredTrigger? fired = trigger is null ? null : Fired(trigger);
        Record(new IncidentDeclared("Error rate spike", environment, IncidentSeverity.Sev2, new(_runbook.Id, _runbook.Version, _runbook.Hash),
            definition.PracticeTarget, definition.TimeScale, fired), Ana);
    }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 7, 14, 23, 0, TimeSpan.Zero);
    public List<Entry> Entries { get; } = [];
    public Incident Incident { get; private set; } = Incident.Empty(IncidentNumber.First);
    public IncidentView View => IncidentView.Of(Incident, _runbook, _readings, Now) with { Written = _texts };
    /// <summary>What looking at files gives, by the finding each is for.</summary>
    public Dictionary<string, FilePick> Files { get; } = new() { ["BACKUP_FILE"] = Backup("backup-1.sql.gz"), ["AFFECTED_CSV"] = Backup("affected.csv") };
    public StepResolution? Resolution { get; set; }
    /// <summary>Where messages go; nothing is set up unless a test says so.</summary>
    public ChannelBook Channels { get; set; } = ChannelBook.None;
    /// <summary>Why what is chosen does not count as rehearsed.</summary>
    public string? NotRehearsed { get; set; }
    /// <summary>What was decided to leave.</summary>
    public List<OutgoingMessage> Outgoing { get; } = [];
    public List<FileToKeep> KeptFiles { get; } = [];

    public MessageDraft Draft(ProposedMessage proposal) => TryDraft(proposal)!;
    private MessageDraft? TryDraft(ProposedMessage proposal) => KeptFiles.Find(f => f.Id == proposal.Fact.Draft) is { } kept ? MessageDraft.Read(kept.Content.ToArray()) : null;

    public void Erase(Guid text) => _texts[text] = null;

    public static FilePick.Found Backup(string name) => new($"/srv/meetsolis/backups/{name}", 1_247_000, new(2026, 1, 7, 10, 0, 0, TimeSpan.Zero), true, "abc123");

    public RunStep Step(string step) => Incident.CurrentRun!.Find(step)!;

    public static FiredTrigger Fired(string id)
    {
        var t = Runbook.Triggers[id];
        return new(id, t.Title, t.Severity, t.Recommend, t.DecideWithin, t.OverridesTree, new(2026, 1, 7, 14, 22, 0, TimeSpan.Zero), [], null);
    }

    public void Reading(string signal, double? value, ReadingState state = ReadingState.Fresh, SignalTrend trend = SignalTrend.Steady) =>
        _readings[signal] = new(signal, Incident.Environment, value, "percent", Now, state, Now, 2140, trend, TimeSpan.FromMinutes(1));

    public Decision Try(IncidentCommand command, Caller? caller = null)
    {
        var step = command switch
        {
            IncidentCommand.StartStep s => s.Step,
            IncidentCommand.RetryStep s => s.Step,
            IncidentCommand.ApproveStep s => s.Step,
            IncidentCommand.UndoStep s => s.Step,
            _ => null,
        };
        var context = new DecisionContext(_runbook, caller ?? Ana, Now, _readings, new TextKeeper())
        {
            Resolution = step is null ? null : Resolution is { } given ? given with { Step = step } : new(step, null, "true", "hash", [], null),
            Files = Files,
            Written = _texts,
            Channels = Channels,
            NotRehearsed = command is IncidentCommand.ChooseMethod ? NotRehearsed : null,
            Named = command switch
            {
                IncidentCommand.CorrectNote c => Entries.Find(e => e.Version == c.Version),
                IncidentCommand.PinEntry c => Entries.Find(e => e.Version == c.Version),
                _ => null,
            },
            Draft = command is IncidentCommand.SendProposed s2 && Incident.Proposals.Find(p => p.Id == s2.Proposal) is { } proposal ? TryDraft(proposal) : null,
        };
        var decision = Incident.Decide(command, context);
        foreach (var text in context.Texts.Texts) _texts[text.Id] = text.Text;
        Outgoing.AddRange(context.Outgoing);
        KeptFiles.AddRange(context.Texts.Files);
        if (decision is Decision.Recorded recorded)
            foreach (var e in recorded.Events) Record(e, caller ?? Ana);
        return decision;
    }

    public void Do(IncidentCommand command, Caller? caller = null) => Assert.IsType<Decision.Recorded>(Try(command, caller));

    public string Refusal(IncidentCommand command, Caller? caller = null) => Assert.IsType<Decision.Refused>(Try(command, caller)).Sentence;

    public void TickAll()
    {
        foreach (var item in IncidentView.Holding(Incident, _runbook, View.Facts).SelectMany(c => c.Items).Where(i => i.Holds).ToList())
            Do(new IncidentCommand.TickItem(item.Item.Id, true, "noted"));
    }

    /// <summary>Method A chosen by the tree, its checklist done.</summary>
    public Bench AtMethodA()
    {
        Reading("error_rate", 8.3);
        TickAll();
        Do(new IncidentCommand.AnswerQuestion("migration", "no"));
        Do(new IncidentCommand.AnswerQuestion("error-rate", "yes"));
        Do(new IncidentCommand.ChooseMethod("method-a"));
        return this;
    }

    public AttemptId Start(string step)
    {
        Do(new IncidentCommand.StartStep(step));
        return Incident.CurrentRun!.Find(step)!.Current!.Id;
    }

    public void End(AttemptId attempt, StepStatus status = StepStatus.Succeeded, string? failure = null) =>
        Do(new IncidentCommand.EndStep(attempt, status, 0, failure, [], new Dictionary<string, string>()), Caller.Console);

    public void RunAll()
    {
        foreach (var step in Incident.CurrentRun!.Steps.Select(s => s.Id).ToList()) End(Start(step));
    }

    public void Record(string finding, string value) => Record(new FindingRecorded(finding, value, null), Ana);

    private void Record(IncidentEvent e, Caller caller)
    {
        var entry = EntryJson.Write(Incident.Number, Incident.Version + 1, Now, caller.Actor, e, Incident.HeadHash);
        Entries.Add(entry);
        Incident = Incident.Apply(entry);
        Now += TimeSpan.FromSeconds(1);
    }
}
