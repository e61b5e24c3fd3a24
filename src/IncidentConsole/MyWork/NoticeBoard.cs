using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;

namespace MeetSolis.IncidentConsole.MyWork;

/// <summary>Something that somebody wants to be told of even when they look elsewhere.</summary>
/// <param name="For">By their ids; null: every Commander whose approval would count.</param>
/// <param name="Key">The same thing told twice has the same key.</param>
public sealed record Notice(IReadOnlySet<string>? For, string Key, string Title, string Text, string Href)
{
    /// <summary>Whose approval would not count.</summary>
    public string? NotFor { get; init; }

    public bool IsFor(Caller caller) => For?.Contains(caller.Actor.Id) ?? (caller.Role >= AccessRole.Commander && caller.Actor.Id != NotFor);
}

/// <summary>
/// Makes notices of what happens, once for everybody on this node: each open page picks its own. They are told as they come and kept nowhere, for what waits is on
/// <c>/me</c>.
/// </summary>
public sealed partial class NoticeBoard(IncidentFeed feed, IncidentService incidents, ILogger<NoticeBoard> log) : BackgroundService
{
    private FeedSubscription<Entry>? _entries;

    public event Action<Notice>? Told;

    /// <summary>What happens once this has returned is told: nothing is read again later.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _entries = feed.SubscribeAll();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var entries = _entries!;
        await foreach (var batch in entries.WithCancellation(stoppingToken))
        {
            foreach (var entry in batch.Items) Tell(Of(entry));
            // Whether approval is wanted follows from the whole state, and only where something about a step or a method happened.
            foreach (var number in batch.Items.Where(e => e.Event is MethodChosen or StepEnded or StepSkipped or StepCompletedByHand or FilePicked or QuestionAnswered).Select(e => e.Incident).Distinct())
                await TryAsync(() => ApprovalAsync(number, stoppingToken));
            foreach (var entry in batch.Items.Where(e => e.Event is ClockWarned or ClockBreached or UpdateMissed)) await TryAsync(() => OwedAsync(entry, stoppingToken));
        }
    }

    /// <summary>What an entry alone says to somebody; null where nobody has to know at once.</summary>
    public static Notice? Of(Entry entry)
    {
        Notice For(IEnumerable<PersonRef> people, string title, string text) =>
            new(people.Select(p => p.Id).Where(id => id != entry.Actor.Id).ToHashSet(), $"{entry.Incident}/{entry.Version}", $"{title} · {entry.Incident}", text, $"/incidents/{entry.Incident}#v{entry.Version}");
        return entry.Event switch
        {
            Paged { To.Person: { } called } => For([called], "You are called", "You are on call. Acknowledge, so that nobody else is called."),
            PageEscalated { To.Person: { } called } => For([called], "You are called", "Nobody before you acknowledged."),
            RoleOffered o => For([o.To], $"{o.Role} is offered to you", $"{entry.Actor.Name} hands it over when you accept."),
            ChecklistItemAssigned { Person: { } taker } => For([taker], "An item is yours", $"{entry.Actor.Name} gave it to you."),
            ActionItemAdded { Owner: { } owner } => For([owner], "An action item is yours", $"{entry.Actor.Name} gave it to you."),
            ActionItemChanged { Owner: { } owner } => For([owner], "An action item of yours has changed", $"{entry.Actor.Name} changed it."),
            MessageProposed m => new Notice(null, $"{entry.Incident}/{entry.Version}", $"Approval wanted · {entry.Incident}", $"{entry.Actor.Name} proposes a message to {m.Recipients.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} people.", $"/incidents/{entry.Incident}") { NotFor = entry.Actor.Id },
            NoteAdded { Mentions: { Count: > 0 } named } => For(named, "You are named", $"{entry.Actor.Name} named you in a note."),
            _ => null,
        };
    }

    private async Task ApprovalAsync(IncidentNumber number, CancellationToken ct)
    {
        if (await incidents.ViewAsync(number, ct) is not { Next: { Kind: NextActionKind.Approve, Target: { } step } } view) return;
        var name = view.Steps.FirstOrDefault(s => s.Step.Id == step)?.Step.Title ?? step;
        Tell(new(null, $"{number}/approve/{view.Incident.CurrentRun?.Number}/{step}", $"Approval wanted · {number}", $"{name} in {view.Incident.Environment} needs a second person.", $"/incidents/{number}")
        {
            NotFor = view.Incident.IsPractice ? null : view.Incident.Commander?.Id,
        });
    }

    /// <summary>A clock is its owner's, an update is communications': of whoever holds that role, or else of the commander.</summary>
    private async Task OwedAsync(Entry entry, CancellationToken ct)
    {
        if (await incidents.ViewAsync(entry.Incident, ct) is not { } view || Owed(view, entry.Event) is not { } owed) return;
        var owner = (owed.Role is { } role ? view.Incident.HolderOf(role) : null) ?? view.Incident.Commander;
        if (owner is null) return;
        Tell(new(new HashSet<string> { owner.Id }, $"{entry.Incident}/{entry.Version}", $"{owed.Says} · {entry.Incident}",
            $"{owed.What}: {owed.Due.UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)} UTC.", $"/incidents/{entry.Incident}"));
    }

    /// <summary>Null where it has been met, or the people have heard, since.</summary>
    private static (string Says, string What, DateTimeOffset Due, string? Role)? Owed(IncidentView view, IncidentEvent e)
    {
        if (e is UpdateMissed missed)
            return NextUpdate.All(view.Incident, view.Runbook).FirstOrDefault(u => u.Template.Id == missed.Template && u.Due == missed.Due) is { } update
                ? ("Update missed", update.Template.Title ?? missed.Template, missed.Due, "communications") : null;
        var (id, says) = e switch { ClockBreached b => (b.Clock, "Too late"), ClockWarned w => (w.Clock, "Soon due"), _ => throw new System.Diagnostics.UnreachableException() };
        return view.Clocks.FirstOrDefault(c => c.Clock.Id == id) is { IsOver: false } clock ? (says, clock.Clock.Title ?? id, clock.Due, clock.Clock.Owner) : null;
    }

    private async Task TryAsync(Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (Exception e) when (Data.StoreErrors.Explain(e) is not null)
        {
            LogNotRead(e.Message);
        }
    }

    private void Tell(Notice? notice)
    {
        if (notice is not null && notice.For is not { Count: 0 }) Told?.Invoke(notice);
    }

    [LoggerMessage(LogLevel.Warning, "Whether somebody has to know could not be read, and nobody was told: {Reason}")]
    private partial void LogNotRead(string reason);
}
