using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals.Silences;

/// <summary>A silence in words, alike on every screen.</summary>
internal static class SilenceWords
{
    /// <summary>What it is at this moment: in force, or planned.</summary>
    public static string Word(this Silence silence, DateTimeOffset now) => silence.Kind switch
    {
        SilenceKind.Maintenance when silence.At(now) is not null => "maintenance",
        SilenceKind.Maintenance => "planned maintenance",
        _ => "silenced",
    };

    public static string What(this Silence silence, Runbook runbook) =>
        silence.Trigger is not { } id ? "Every trigger" : runbook.Triggers.TryGetValue(id, out var trigger) ? trigger.Title : id;

    /// <summary>What fires while this keeps it from being told.</summary>
    public static List<string> Firing(this Silence silence, BoardSnapshot board, DateTimeOffset now) =>
        silence.At(now) is null ? [] : [.. board.Triggers.Values.Where(t => t.State.IsFiring && !t.Trigger.Judgement && silence.Covers(t.Trigger)).Select(t => t.Trigger.Title)];

    /// <summary>What a silence of everything leaves alone; null where it leaves nothing.</summary>
    public static string? Loud(this Silence silence, Runbook runbook) =>
        silence is { Trigger: null, Overriding: false } && runbook.Triggers.Values.Where(t => t.OverridesTree).Select(t => t.Title).ToList() is { Count: > 0 } loud ? string.Join(", ", loud) : null;
}
