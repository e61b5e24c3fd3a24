using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What became of a command.</summary>
public abstract record CommandResult
{
    private CommandResult() { }

    /// <summary>Recorded, or already so. The incident is as it stands now.</summary>
    public sealed record Accepted(Incident Incident) : CommandResult;

    /// <param name="Sentence">For a person: what is missing, and who can give it.</param>
    public sealed record Refused(RefusalKind Kind, string Sentence, IReadOnlyList<string> Missing) : CommandResult;
}

/// <summary>A wish to declare an incident.</summary>
/// <param name="Key">Made by whoever declares: the same key declares once, ever.</param>
/// <param name="Rehearses">The method whose rehearsal it is; null where it is none.</param>
public sealed record DeclareIncident(
    string Runbook, string Environment, string Title, IncidentSeverity? Severity = null, FiredTrigger? Trigger = null, string? Key = null, bool OnlyIfNoneIsOpen = false, string? Rehearses = null);

/// <summary>
/// The one way for every change: load the state, decide purely, refuse with a sentence or append at the version that was read. Screens, the API,
/// triggers, clocks and the step runner all come through here.
/// </summary>
public sealed partial class IncidentService(
    IncidentStore store, RunbookCatalog runbooks, SignalBoard signals, StepResolver resolver, CommandFiles files, KeptTexts kept, AttachedFiles attached, MentionedPeople people, NodeIdentity node,
    RehearsalEvidence rehearsals, EnvironmentSettings environments, ChannelRegistry channels, ConsoleUrl url, OutboxBell outbox, TimeProvider time, ILogger<IncidentService> log)
{
    // Sixteen writers at once have each lost at most fifteen times before they come first.
    private const int Tries = 64;

    // What happened before these is in an earlier update.
    private const int DraftedEntries = 500;

    public async Task<CommandResult> ExecuteAsync(IncidentNumber number, IncidentCommand command, Caller caller, string? commandId, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await store.LoadAsync(number, ct) is not { } incident) return Unknown(number);
            if (await runbooks.PinnedAsync(incident, ct) is not { } runbook)
                return new CommandResult.Refused(RefusalKind.Conflict, $"The runbook version this incident is pinned to ({incident.Runbook.Id} {incident.Runbook.Version}) is not in the store.", []);
            // A command that comes again must not be refused because its first coming succeeded.
            if (commandId is not null && await store.FindCommandAsync(number, commandId, ct) is not null) return new CommandResult.Accepted(incident);

            var texts = new TextKeeper();
            var at = Instants.Cut(time.GetUtcNow());
            var named = await NamedAsync(number, command, ct);
            var written = await WrittenAsync(incident, named, ct, command);
            var context = new DecisionContext(runbook, caller, at, signals.Readings(incident.Environment), texts)
            {
                Resolution = WantedBy(command, incident) is { } wanted ? resolver.Resolve(runbook, incident, wanted, written)?.Resolution : null,
                Files = await files.LookAsync(command, runbook, incident, ct),
                Written = written,
                Draft = command is IncidentCommand.SendProposed sent ? await DraftAsync(incident, sent.Proposal, ct) : null,
                People = await people.ReadAsync((command as IncidentCommand.AddNote)?.Text, ct),
                Channels = channels.BookFor(incident.Environment, incident.Drill),
                Url = url.Of(number),
                Named = named,
                Rehearsed = await rehearsals.WantedByAsync(incident, runbook, ct),
                NotRehearsed = command is IncidentCommand.ChooseMethod chosen && !incident.IsPractice ? await rehearsals.LackAsync(runbook, incident.Environment, chosen.Method, ct) : null,
            };
            switch (incident.Decide(command, context))
            {
                case Decision.NothingToDo:
                    return new CommandResult.Accepted(incident);
                case Decision.Refused refused:
                    LogRefused(command.GetType().Name, number.ToString(), caller.Actor.Name, refused.Sentence);
                    return new CommandResult.Refused(refused.Kind, refused.Sentence, refused.Missing);
                case Decision.Recorded recorded:
                    var append = Make(incident, runbook, recorded.Events, caller.Actor, context, commandId) with { Also = LeaseTable.Condition(command, at) ?? OutboxWriting.Change(command, at) ?? FileTable.Erasing(incident, recorded.Events) };
                    append = append with { Also = append.Also ?? Actions.ActionItemTable.Writing(append.After, recorded.Events) };
                    switch (await store.AppendAsync(append, ct))
                    {
                        case AppendResult.Appended:
                            if (context.Outgoing.Count > 0 || command is IncidentCommand.TryMessageAgain or IncidentCommand.StopMessage { Stop: false }) outbox.Ring();
                            return new CommandResult.Accepted(append.After);
                        case AppendResult.AlreadyDone when await store.LoadAsync(number, ct) is { } stored: return new CommandResult.Accepted(stored);
                    }
                    break;
            }
        }
        return new CommandResult.Refused(RefusalKind.Conflict, "Too many people changed this incident at the same moment: try again.", []);
    }

    public async Task<DeclareResult> DeclareAsync(DeclareIncident wish, Runbook runbook, Caller caller, CancellationToken ct)
    {
        if (caller.Role < AccessRole.Responder) return new DeclareResult.Refused($"Declaring needs the role Responder or higher; yours is {caller.Role}.");
        var environment = runbook.Environments[wish.Environment];
        var declared = new IncidentDeclared(
            wish.Title.Trim(), wish.Environment, wish.Severity ?? wish.Trigger?.Severity ?? IncidentSeverity.Sev3,
            new(runbook.Id, runbook.Version, runbook.Hash), environment.PracticeTarget, environment.TimeScale, wish.Trigger, wish.Rehearses is null ? null : true, wish.Rehearses, environment.PracticeTarget ? environments.Practice?.Scenario : null);
        var context = new DecisionContext(runbook, caller, Instants.Cut(time.GetUtcNow()), signals.Readings(wish.Environment), new TextKeeper())
        {
            Channels = channels.BookFor(wish.Environment, environment.PracticeTarget),
        };
        var result = await store.DeclareAsync(
            new(number => Make(Incident.Empty(number), runbook, [declared], caller.Actor, context with { Url = url.Of(number) }, null))
            {
                Key = wish.Key,
                OnlyOneOpenIn = wish.OnlyIfNoneIsOpen ? wish.Environment : null,
            }, ct);
        if (context.Outgoing.Count > 0) outbox.Ring();
        if (result is DeclareResult.Declared { Incident: var incident }) LogDeclared(incident.Number.ToString(), incident.Environment, caller.Actor.Name);
        return result;
    }

    /// <summary>Everything there is to show of an incident now; null where there is no such incident.</summary>
    public async Task<IncidentView?> ViewAsync(IncidentNumber number, CancellationToken ct) =>
        await store.LoadAsync(number, ct) is { } incident ? await ViewAsync(incident, ct) : null;

    /// <summary>The same of a state that is at hand.</summary>
    public async Task<IncidentView?> ViewAsync(Incident incident, CancellationToken ct) =>
        await runbooks.PinnedAsync(incident, ct) is { } runbook
            ? IncidentView.Of(incident, runbook, signals.Readings(incident.Environment), time.GetUtcNow(), await rehearsals.WantedByAsync(incident, runbook, ct)) with
            {
                Written = await WrittenAsync(incident, null, ct), Channels = channels.BookFor(incident.Environment, incident.Drill), Url = url.Of(incident.Number),
                Silences = signals.Current(incident.Environment).Silences,
            }
            : null;

    /// <summary>A step made ready to run as things stand now; null where the current run has no such step.</summary>
    public StepResolution? Resolve(IncidentView view, string step, string? choice = null, bool undo = false) =>
        resolver.Resolve(view.Runbook, view.Incident, new(step, choice ?? view.Incident.CurrentRun?.Find(step)?.Choice, undo), view.Written)?.Resolution;

    /// <summary>The files the current run's step may pick, or a sentence; null where it picks none.</summary>
    public Task<FileCandidates>? CandidatesAsync(IncidentView view, string step, CancellationToken ct) => files.CandidatesAsync(view, step, ct);

    /// <summary>What people have not heard yet, as a draft of the next update.</summary>
    public async Task<string> DraftUpdateAsync(IncidentView view, CancellationToken ct) => UpdateDraft.Of(view, await store.NewestAsync(view.Incident.Number, DraftedEntries, ct));

    /// <summary>A text that stands beside its entry; null where there is none, or it was erased.</summary>
    public Task<string?> TextAsync(Guid id, CancellationToken ct) => kept.ReadAsync(id, ct);

    private static StepWanted? WantedBy(IncidentCommand command, Incident incident)
    {
        string? Before(string step) => incident.CurrentRun?.Find(step)?.Choice;
        return command switch
        {
            IncidentCommand.StartStep c => new(c.Step, c.Choice),
            IncidentCommand.RetryStep c => new(c.Step, c.Choice ?? Before(c.Step)),
            IncidentCommand.ApproveStep c => new(c.Step, c.Choice ?? Before(c.Step)),
            IncidentCommand.UndoStep c => new(c.Step, Before(c.Step), Undo: true),
            _ => null,
        };
    }

    private async Task<Entry?> NamedAsync(IncidentNumber number, IncidentCommand command, CancellationToken ct) => command switch
    {
        IncidentCommand.CorrectNote c => await store.EntryAsync(number, c.Version, ct),
        IncidentCommand.PinEntry c => await store.EntryAsync(number, c.Version, ct),
        _ => null,
    };

    /// <summary>What a proposed message would send; null where there is none, or it was erased.</summary>
    public async Task<MessageDraft?> DraftAsync(Incident incident, Guid proposal, CancellationToken ct) =>
        incident.Proposals.Find(p => p.Id == proposal) is { } found && await attached.ReadAsync(incident.Number, found.Fact.Draft, ct) is { } bytes ? MessageDraft.Read(bytes) : null;

    /// <summary>Texts are read only where a step, a message or the command could use them: what the state names, and the entry at hand.</summary>
    private async Task<IReadOnlyDictionary<Guid, string?>> WrittenAsync(Incident incident, Entry? named, CancellationToken ct, IncidentCommand? command = null) =>
        await kept.ReadAsync(incident.Number,
            [.. incident.TextIds(), .. named is null ? [] : Timelines.TimelineLine.TextsOf(named, incident), .. command is IncidentCommand.SavePostmortem save ? incident.Postmortem.TextsToMerge(save.Base) : []], ct);

    private Append Make(Incident before, Runbook runbook, IReadOnlyList<IncidentEvent> events, Actor actor, DecisionContext context, string? commandId)
    {
        var entries = new List<Entry>(events.Count);
        var after = before;
        void Add(IncidentEvent e, Actor by)
        {
            var entry = EntryJson.Write(before.Number, after.Version + 1, context.At, by, e, after.HeadHash);
            entries.Add(entry);
            after = after.Apply(entry);
        }
        foreach (var e in events) Add(e, actor);
        foreach (var e in IncidentDecisions.Following(before, after, context)) Add(e, Actor.Console);
        var facts = IncidentView.FactsOf(after, context.Readings);
        return new(before, entries, after, IncidentView.PhaseOf(after, TreePosition.Of(after, runbook.Tree), runbook, facts))
        {
            CommandId = commandId,
            Deadlines = Deadline.Of(after, runbook, facts, context.At),
            KeptTexts = [.. context.Texts.Texts.Select(t => new KeptTextRow(t.Id, before.Number, t.Salt, t.Text))],
            Rows =
            [
                .. events.OfType<StepStarted>().Where(s => s.IsExecuted()).Select(s => NewAttempt(before.Number, s, context.At)),
                .. context.Outgoing.SelectMany((m, i) => OutboxWriting.Rows(m, before.Version + 1 + i, context.At)),
                .. context.Texts.Files.Select(f => new FileRow(f.Id, before.Number, f.Salt, f.Content.ToArray())),
            ],
        };
    }

    private AttemptRow NewAttempt(IncidentNumber incident, StepStarted started, DateTimeOffset at) => new()
    {
        Id = started.Attempt,
        Incident = incident,
        Run = started.Run,
        Step = started.Step,
        Number = started.Number,
        Node = node.Id,
        Token = 1,
        State = AttemptState.Starting,
        StartedAt = at,
    };

    private static CommandResult.Refused Unknown(IncidentNumber number) => new(RefusalKind.NotFound, $"There is no incident {number}.", []);

    [LoggerMessage(LogLevel.Information, "{Command} on {Incident} by {Actor} refused: {Sentence}")]
    partial void LogRefused(string command, string incident, string actor, string sentence);

    [LoggerMessage(LogLevel.Warning, "{Incident} declared in {Environment} by {Actor}")]
    partial void LogDeclared(string incident, string environment, string actor);
}
