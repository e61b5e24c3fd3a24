using System.Collections.Frozen;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What an entry is on a chart of its incident, the weightiest last: of those that stand close together it gives the sign.</summary>
public enum MarkKind { Message, Decision, StepStarted, StepEnded, Trigger, Declared, Reopened, StepFailed, Mitigated, Ended }

/// <summary>An entry that stands on a chart of its incident.</summary>
/// <param name="Text">As the timeline says it, without its actor.</param>
public sealed record IncidentMark(long Version, DateTimeOffset At, MarkKind Kind, string Text)
{
    private static readonly FrozenDictionary<Type, MarkKind> Kinds = new Dictionary<Type, MarkKind>
    {
        [typeof(IncidentDeclared)] = MarkKind.Declared,
        [typeof(TriggerAttached)] = MarkKind.Trigger,
        [typeof(TriggerQuieted)] = MarkKind.Trigger,
        [typeof(QuestionAnswered)] = MarkKind.Decision,
        [typeof(GuardOverridden)] = MarkKind.Decision,
        [typeof(MethodChosen)] = MarkKind.Decision,
        [typeof(ActionStarted)] = MarkKind.Decision,
        [typeof(ActionEnded)] = MarkKind.Decision,
        [typeof(GlassBroken)] = MarkKind.Decision,
        [typeof(StepStarted)] = MarkKind.StepStarted,
        [typeof(StepEnded)] = MarkKind.StepEnded,
        [typeof(StepSkipped)] = MarkKind.StepEnded,
        [typeof(StepCompletedByHand)] = MarkKind.StepEnded,
        [typeof(StepJudgedFailed)] = MarkKind.StepFailed,
        [typeof(MessagePrepared)] = MarkKind.Message,
        [typeof(MessageDelivered)] = MarkKind.Message,
        [typeof(MessageFailed)] = MarkKind.Message,
        [typeof(IncidentMitigated)] = MarkKind.Mitigated,
        [typeof(IncidentResolved)] = MarkKind.Ended,
        [typeof(IncidentDismissed)] = MarkKind.Ended,
        [typeof(IncidentReopened)] = MarkKind.Reopened,
    }.ToFrozenDictionary();

    /// <summary>The stored types of entries that may stand on a chart.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Kinds.Keys.Select(type => EntryJson.TypeName(type))];

    /// <summary>Null where the entry does not stand on a chart.</summary>
    public static IncidentMark? Of(Entry entry, EntrySummary summary) =>
        KindOf(entry.Event) is { } kind ? new(entry.Version, entry.At, kind, summary.Of(entry.Event)) : null;

    private static MarkKind? KindOf(IncidentEvent e) => e is StepEnded { Status: not StepStatus.Succeeded }
        ? MarkKind.StepFailed
        : Kinds.TryGetValue(e.GetType(), out var kind) ? kind : null;
}
