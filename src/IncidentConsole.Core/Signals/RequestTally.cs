using System.Runtime.InteropServices;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>
/// Makes requests of log lines: a request counts once, in the second of its earliest line, by the worst of its statuses, whatever the order of its
/// lines, however they are split over batches, and however often they are repeated. A line that changes what was counted yields the
/// difference, so that counts of several nodes add up. (A log line repeated is a line of the same request again: that is also how log ids
/// are told apart.) Requests are remembered for at least two minutes after their last line. Not for use by several threads at once.
/// </summary>
public sealed class RequestTally
{
    public const string All = "requests.all";
    public const string FailedEvent = "requests.failed";
    public const string ServerErrors = "requests.5xx";

    public static readonly TimeSpan Remembers = TimeSpan.FromMinutes(2);
    private const int Most = 1_000_000;

    private record struct Request(long Second, short Status, ulong Paths);

    private record struct Counts(long All, long Failed);

    private readonly Dictionary<(long Second, string Class), Counts> _changed = [];
    private readonly List<(ulong Id, bool Known, Request Was)> _undo = [];
    private Dictionary<ulong, Request> _recent = [];
    private Dictionary<ulong, Request> _older = [];
    private ExclusionRules _rules = ExclusionRules.None;
    private long _turned = long.MinValue;

    /// <summary>Readies for a group of batches that is kept or undone as a whole.</summary>
    /// <param name="elapsed">Milliseconds of a clock that never goes back.</param>
    public void Begin(long elapsed)
    {
        _undo.Clear();
        _changed.Clear();
        if (_turned == long.MinValue)
            _turned = elapsed;
        if (elapsed - _turned < Remembers.TotalMilliseconds && _recent.Count < Most)
            return;
        (_older, _recent) = (_recent, _older);
        _recent.Clear();
        _turned = elapsed;
    }

    public void Take(List<DrainLine> lines, ExclusionRules rules)
    {
        if (!rules.SameAs(_rules))
        {
            // Paths are remembered as what the old rules said of them: rather forget the requests of two minutes than count them under a wrong class.
            _rules = rules;
            _recent = [];
            _older = [];
            _undo.Clear();
        }
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
            Take(line);
    }

    /// <summary>Adds the differences since <see cref="Begin"/>.</summary>
    public void Flush(BucketChanges changes)
    {
        foreach (var ((second, @class), counts) in _changed)
        {
            if (counts == default && @class.Length > 0)
                continue;
            changes.Add(new BucketKey(All, @class, LogHistogram.NoValue, second), counts.All);
            if (counts.Failed == 0)
                continue;
            changes.Add(new BucketKey(FailedEvent, @class, LogHistogram.NoValue, second), counts.Failed);
            changes.Add(new BucketKey(ServerErrors, @class, LogHistogram.NoValue, second), counts.Failed);
        }
        _changed.Clear();
    }

    /// <summary>Forgets what came since <see cref="Begin"/>: it could not be stored, and its sender will repeat it.</summary>
    public void Undo()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
            if (_undo[i].Known)
                _recent[_undo[i].Id] = _undo[i].Was;
            else
                _recent.Remove(_undo[i].Id);
        _undo.Clear();
        _changed.Clear();
    }

    private void Take(in DrainLine line)
    {
        var second = Math.DivRem(line.Milliseconds, 1000).Quotient;
        ref var request = ref CollectionsMarshal.GetValueRefOrAddDefault(_recent, line.Request, out var known);
        var was = request;
        if (!known && _older.TryGetValue(line.Request, out was))
        {
            request = was;
            _undo.Add((line.Request, false, default));
        }
        else if (!known)
        {
            request = new Request(second, line.Status, line.Paths);
            _undo.Add((line.Request, false, default));
            Change(ExclusionRules.Plain, second);
            Count(request, 1);
            return;
        }

        var now = new Request(
            Math.Min(was.Second, second),
            VercelDrain.Badness(line.Status) > VercelDrain.Badness(was.Status) ? line.Status : was.Status,
            was.Paths | line.Paths);
        // Heard of, even where the request counts in another second.
        Change(ExclusionRules.Plain, second);
        if (now == was)
            return;
        if (known)
            _undo.Add((line.Request, true, was));
        request = now;
        Count(was, -1);
        Count(now, 1);
    }

    private void Count(Request request, int sign)
    {
        ref var counts = ref Change(_rules.ClassOf(request.Paths, request.Status), request.Second);
        counts.All += sign;
        if (VercelDrain.Failed(request.Status))
            counts.Failed += sign;
    }

    private ref Counts Change(string @class, long second) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_changed, (second, @class), out _);
}
