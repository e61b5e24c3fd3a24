namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

/// <summary>Kleene's three values. Undetermined is neither: it never fires, never succeeds, never fails.</summary>
public enum Truth { False, Undetermined, True }

public enum Comparison { Less, LessOrEqual, Equal, NotEqual, GreaterOrEqual, Greater }

/// <summary>A condition of the runbook: a closed set. <see cref="object.ToString"/> of each gives the text that parses to it.</summary>
public abstract record Condition
{
    private Condition() { }

    public sealed record SignalIs(string Signal, Comparison Op, double Value) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record SignalMoves(string Signal, bool Falling) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record MethodIn(IReadOnlyList<string> Methods) : Condition { public override string ToString() => ConditionText.Write(this); }
    /// <summary>A finding compared with a word or number; <c>yes</c> and <c>no</c> are words.</summary>
    public sealed record FindingIs(string Finding, Comparison Op, string Value) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record Reached(string Milestone) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record Not(Condition Inner) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record And(Condition Left, Condition Right) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record Or(Condition Left, Condition Right) : Condition { public override string ToString() => ConditionText.Write(this); }

    /// <summary>The signals it looks at, each once.</summary>
    public IEnumerable<string> Signals() => (this switch
    {
        SignalIs s => [s.Signal],
        SignalMoves s => [s.Signal],
        Not n => n.Inner.Signals(),
        And a => a.Left.Signals().Concat(a.Right.Signals()),
        Or o => o.Left.Signals().Concat(o.Right.Signals()),
        _ => Enumerable.Empty<string>(),
    }).Distinct();
}
