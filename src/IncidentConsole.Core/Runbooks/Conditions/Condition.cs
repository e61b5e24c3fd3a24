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
    public sealed record MethodIn(IReadOnlyList<string> Methods) : Condition
    {
        public bool Equals(MethodIn? other) => other is not null && Methods.SequenceEqual(other.Methods);
        public override int GetHashCode() => Methods.Aggregate(0, HashCode.Combine);
        public override string ToString() => ConditionText.Write(this);
    }

    /// <summary>A finding compared with a word or number; <c>yes</c> and <c>no</c> are words.</summary>
    public sealed record FindingIs(string Finding, Comparison Op, string Value) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record Reached(string Milestone) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record Not(Condition Inner) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record And(Condition Left, Condition Right) : Condition { public override string ToString() => ConditionText.Write(this); }
    public sealed record Or(Condition Left, Condition Right) : Condition { public override string ToString() => ConditionText.Write(this); }

    /// <summary>The comparisons with a signal, wherever they stand: each gives a threshold.</summary>
    public IEnumerable<SignalIs> Thresholds() => this switch
    {
        SignalIs s => [s],
        Not n => n.Inner.Thresholds(),
        And a => a.Left.Thresholds().Concat(a.Right.Thresholds()),
        Or o => o.Left.Thresholds().Concat(o.Right.Thresholds()),
        _ => [],
    };

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
