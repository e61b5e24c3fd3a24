using System.Collections.Frozen;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Replays;

/// <summary>What one jumps to in a replay, the weightiest last: of marks that fall together it is shown.</summary>
public enum ReplayMarkKind { Message, Clock, Decision, Failure }

/// <summary>An entry to which one jumps.</summary>
public readonly record struct ReplayMark(long Version, DateTimeOffset At, ReplayMarkKind Kind)
{
    private static readonly FrozenDictionary<string, ReplayMarkKind> Kinds = new (ReplayMarkKind Kind, Type[] Events)[]
    {
        (ReplayMarkKind.Decision,
        [
            typeof(IncidentDeclared), typeof(CommanderAssigned), typeof(QuestionAnswered), typeof(GuardOverridden), typeof(ChecklistOverridden), typeof(MethodChosen), typeof(ActionStarted),
            typeof(ActionEnded), typeof(GlassBroken), typeof(StepSkipped), typeof(SeverityChanged), typeof(IncidentMitigated), typeof(IncidentResolved), typeof(IncidentDismissed), typeof(IncidentReopened), typeof(IncidentClosed),
        ]),
        (ReplayMarkKind.Message, [typeof(MessagePrepared), typeof(MessageDelivered)]),
        (ReplayMarkKind.Clock, [typeof(ClockWarned), typeof(ClockBreached), typeof(ClockOpened), typeof(ClockMet), typeof(UpdateMissed)]),
        (ReplayMarkKind.Failure, [typeof(MessageFailed), typeof(StepJudgedFailed)]),
    }.SelectMany(k => k.Events.Select(e => (Name: EntryJson.TypeName(e), k.Kind))).ToFrozenDictionary(p => p.Name, p => p.Kind);

    /// <summary>Stored types of which only some entries are marks: those that went wrong.</summary>
    public static IReadOnlyList<string> Judged { get; } = [.. new[] { typeof(StepEnded), typeof(CriterionJudged), typeof(ChecklistItemChecked) }.Select(type => EntryJson.TypeName(type))];

    /// <summary>The stored types of entries that may be marks.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Kinds.Keys, .. Judged];

    /// <param name="type">As it is stored.</param>
    /// <param name="json">The entry itself, where its type is one of <see cref="Judged"/>.</param>
    public static ReplayMarkKind? KindOf(string type, string? json) =>
        Kinds.TryGetValue(type, out var kind) ? kind : json is not null && WentWrong(EntryJson.Read(json, "").Event) ? ReplayMarkKind.Failure : null;

    private static bool WentWrong(IncidentEvent e) =>
        e is StepEnded { Status: not StepStatus.Succeeded } or CriterionJudged { Result: CriterionResult.NotMet } or ChecklistItemChecked { Outcome: not StepStatus.Succeeded };
}
