using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.OnCall;

public enum HandoverEvery { Day, Week }

/// <summary>Who is called, in turn. All times are UTC.</summary>
/// <param name="Environments">For whose incidents; empty: for all but drills.</param>
/// <param name="Day">Of a weekly handover.</param>
/// <param name="From">The first person is on call in the turn that holds this day.</param>
/// <param name="EscalateAfter">How long somebody has to acknowledge before the next is called; null: as the runbook says.</param>
public sealed record Rotation(
    string Id, string Title, IReadOnlyList<string> Environments, IReadOnlyList<PersonRef> People, HandoverEvery Every, DayOfWeek Day, TimeOnly At, DateOnly From, TimeSpan? EscalateAfter)
{
    /// <summary>Somebody covers for whoever's turn it is. Of two at once the later one in the list counts.</summary>
    public IReadOnlyList<Cover> Covers { get; init; } = [];

    public bool Serves(string environment, bool drill) => Environments.Count == 0 ? !drill : Environments.Contains(environment);

    /// <summary>Who is on call at a moment; null where there is nobody in it.</summary>
    public Shift? ShiftAt(DateTimeOffset now)
    {
        if (People.Count == 0 && !Covers.Any(c => c.Holds(now))) return null;
        var (begin, end, turn) = Turn(now);
        var cover = Covers.LastOrDefault(c => c.Holds(now));
        // A cover that begins or ends inside the turn ends the shift there.
        var edges = Covers.SelectMany(c => new[] { c.From, c.To }).ToList();
        var from = edges.Where(e => e <= now && e > begin).Append(begin).Max();
        var to = edges.Where(e => e > now && e < end).Append(end).Min();
        return new(cover?.Person ?? turn!, from, to, cover is null ? null : turn);
    }

    /// <summary>The shifts from a moment on, each as long as it lasts.</summary>
    public IEnumerable<Shift> ShiftsFrom(DateTimeOffset now, int count)
    {
        for (var (at, left) = (now, count); left > 0 && ShiftAt(at) is { } shift; at = shift.To, left--) yield return shift;
    }

    /// <summary>In which order people are called: who is on call, then the others by turn.</summary>
    public IReadOnlyList<PersonRef> CallOrder(DateTimeOffset now)
    {
        if (ShiftAt(now) is not { } shift) return [];
        var first = People.ToList().FindIndex(p => p.Id == (shift.Instead ?? shift.Person).Id);
        return [.. People.Skip(first + 1).Concat(People.Take(first + 1)).Prepend(shift.Person).DistinctBy(p => p.Id)];
    }

    private (DateTimeOffset Begin, DateTimeOffset End, PersonRef? Person) Turn(DateTimeOffset now)
    {
        var period = TimeSpan.FromDays(Every == HandoverEvery.Day ? 1 : 7);
        // The turn that holds the first day, from its handover on.
        var back = Every == HandoverEvery.Day ? 0 : ((int)From.DayOfWeek - (int)Day + 7) % 7;
        var anchor = new DateTimeOffset(From.AddDays(-back).ToDateTime(At), TimeSpan.Zero);
        var number = (long)Math.Floor((now - anchor) / period);
        var begin = anchor + number * period;
        return (begin, begin + period, People.Count == 0 ? null : People[(int)((number % People.Count + People.Count) % People.Count)]);
    }
}

/// <summary>Somebody is called from a moment to another, whoever's turn it is.</summary>
public sealed record Cover(PersonRef Person, DateTimeOffset From, DateTimeOffset To)
{
    public bool Holds(DateTimeOffset at) => From <= at && at < To;
}

/// <param name="Instead">Whose turn it would be, where somebody covers.</param>
public sealed record Shift(PersonRef Person, DateTimeOffset From, DateTimeOffset To, PersonRef? Instead);
