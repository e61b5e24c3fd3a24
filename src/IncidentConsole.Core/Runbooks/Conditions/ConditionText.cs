using System.Diagnostics;
using System.Globalization;

namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>Writes a condition as the runbook has it, with no more parentheses than it needs.</summary>
public static class ConditionText
{
    public static string Write(Condition condition) => Write(condition, 0);

    public static string Write(Comparison op) => op switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.GreaterOrEqual => ">=",
        Comparison.Greater => ">",
        _ => throw new UnreachableException(op.ToString()),
    };

    private static string Write(Condition condition, int outer)
    {
        var (text, level) = condition switch
        {
            Condition.SignalIs s => ($"{s.Signal} {Write(s.Op)} {s.Value.ToString(CultureInfo.InvariantCulture)}", 4),
            Condition.SignalMoves s => ($"{s.Signal} {(s.Falling ? "falling" : "rising")}", 4),
            Condition.MethodIn { Methods: [var one] } => ($"method is {one}", 4),
            Condition.MethodIn m => ($"method in {string.Join(", ", m.Methods)}", 4),
            Condition.FindingIs { Op: Comparison.Equal } f => ($"finding {f.Finding} is {f.Value}", 4),
            Condition.FindingIs f => ($"finding {f.Finding} {Write(f.Op)} {f.Value}", 4),
            Condition.Reached r => ($"milestone {r.Milestone}", 4),
            Condition.Not n => ($"not {Write(n.Inner, 3)}", 3),
            Condition.And a => ($"{Write(a.Left, 2)} and {Write(a.Right, 3)}", 2),
            Condition.Or o => ($"{Write(o.Left, 1)} or {Write(o.Right, 2)}", 1),
            _ => throw new UnreachableException(condition.GetType().Name),
        };
        return level < outer ? $"({text})" : text;
    }
}
