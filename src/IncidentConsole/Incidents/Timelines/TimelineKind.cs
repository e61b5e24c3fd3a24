using System.Collections.Frozen;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Incidents.Timelines;

/// <summary>What a reader of the timeline may look for.</summary>
public enum TimelineKind { All, Decisions, Steps, Messages, Clocks, Notes, People, Pinned }

public static class TimelineKinds
{
    private static readonly FrozenDictionary<Type, TimelineKind> ByEvent = new (TimelineKind Kind, Type[] Events)[]
    {
        (TimelineKind.Notes, [typeof(NoteAdded), typeof(NoteCorrected), typeof(FileAttached), typeof(FileErased), typeof(ChecklistItemDone), typeof(ChecklistItemChecked), typeof(FindingRecorded), typeof(PostmortemCommented),
            typeof(ActionItemAdded), typeof(ActionItemChanged), typeof(ActionItemDone), typeof(ActionItemDropped), typeof(ActionItemReopened), typeof(ActionItemCarried)]),
        (TimelineKind.Steps,
        [
            typeof(StepStarted), typeof(StepEnded), typeof(StepApproved), typeof(StepSkipped), typeof(StepCancelRequested), typeof(StepCompletedByHand),
            typeof(GlassBroken), typeof(StepJudgedFailed), typeof(FilePicked), typeof(CriterionJudged), typeof(IncidentMitigated),
        ]),
        (TimelineKind.Messages,
        [
            typeof(MessageProposed), typeof(MessageApproved), typeof(MessagePrepared), typeof(MessageDelivered), typeof(MessageFailed), typeof(MessageTriedAgain), typeof(MessageJudged),
            typeof(MessageStopped), typeof(MessageResumed), typeof(MessageAcknowledged), typeof(UpdateMissed),
        ]),
        // To go on before one is a decision.
        (TimelineKind.Clocks, [typeof(ClockWarned), typeof(ClockBreached), typeof(ClockOpened), typeof(ClockMet)]),
        (TimelineKind.Decisions,
        [
            typeof(QuestionAnswered), typeof(MethodChosen), typeof(ActionStarted), typeof(ActionEnded), typeof(QuestionOpened), typeof(GuardOverridden), typeof(ChecklistOverridden), typeof(ClockOverridden), typeof(CommanderAssigned), typeof(SeverityChanged),
            typeof(RoleOffered), typeof(RoleDeclined), typeof(RoleTaken), typeof(RoleReleased),
            typeof(IncidentDeclared), typeof(IncidentResolved), typeof(IncidentDismissed), typeof(IncidentReopened), typeof(IncidentClosed), typeof(TimeMarked),
            typeof(PostmortemRevised), typeof(PostmortemSetAside), typeof(PostmortemReviewed), typeof(PostmortemPublished),
        ]),
    }.SelectMany(k => k.Events.Select(e => (e, k.Kind))).ToFrozenDictionary(p => p.e, p => p.Kind);

    private static readonly FrozenDictionary<TimelineKind, string[]> TypesByKind = ByEvent
        .GroupBy(p => p.Value, p => JsonNamingPolicy.KebabCaseLower.ConvertName(p.Key.Name)).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Decisions, Steps, Messages, Clocks, Notes, or All where it is nothing of these. A ticked item is a note only if something was noted.</summary>
    public static TimelineKind Of(IncidentEvent e) => e is ChecklistItemDone { Note: null } ? TimelineKind.All : ByEvent.GetValueOrDefault(e.GetType());

    /// <summary>The stored types among which all of a kind are; null where any type may be.</summary>
    internal static string[]? Types(TimelineKind kind) => TypesByKind.GetValueOrDefault(kind);
}
