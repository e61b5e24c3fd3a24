using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What people and the store call an incident: written <c>INC-1001</c>. The first of a store is 1001.</summary>
public readonly record struct IncidentNumber(int Value) : IComparable<IncidentNumber>
{
    public static readonly IncidentNumber First = new(1001);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"INC-{Value}");
    public int CompareTo(IncidentNumber other) => Value.CompareTo(other.Value);

    /// <summary>Reads <c>INC-1001</c> or <c>1001</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IncidentNumber number)
    {
        var digits = text is not null && text.StartsWith("INC-", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        var read = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = new(value);
        return read;
    }

    public static bool operator <(IncidentNumber left, IncidentNumber right) => left.Value < right.Value;
    public static bool operator >(IncidentNumber left, IncidentNumber right) => left.Value > right.Value;
    public static bool operator <=(IncidentNumber left, IncidentNumber right) => left.Value <= right.Value;
    public static bool operator >=(IncidentNumber left, IncidentNumber right) => left.Value >= right.Value;
}

/// <summary>One try of a step.</summary>
public readonly record struct AttemptId(Guid Value)
{
    public static AttemptId New() => new(Guid.CreateVersion7());
    public override string ToString() => Value.ToString("N");
}
