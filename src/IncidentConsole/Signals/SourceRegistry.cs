using System.Collections.Concurrent;
using MeetSolis.IncidentConsole.Signals.Polls;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>Where signals come from.</summary>
/// <param name="Name">As in <c>/ingest/{name}</c>.</param>
/// <param name="Kind">One of <see cref="SourceKinds"/>, or a word that is none.</param>
/// <param name="Environment">The one environment it speaks of.</param>
/// <param name="Secret">Signs its batches; null: not configured, nothing is taken.</param>
public sealed record Source(string Name, string Kind, string Environment, string? Secret)
{
    /// <summary>What <c>x-vercel-verify</c> answers: the code of the team whose drain it is.</summary>
    public string? Verify { get; init; }
    /// <summary>Which environment's lines a log drain is read for, as the lines call it; null: as the runbook's environment says, or <c>production</c>.</summary>
    public string? LogEnvironment { get; init; }
    /// <summary>The secret before this one, which still counts while a sender changes over.</summary>
    public string? PreviousSecret { get; init; }
    /// <summary>Sender's name = runbook's event, with semicolons between the pairs.</summary>
    public string? Events { get; init; }
    /// <summary>What the fields of generic JSON are called: <c>id=…; event=…; at=…; value=…; count=…; items=…</c>.</summary>
    public string? Fields { get; init; }
    /// <summary>The header in which Grafana sends the time that it signs with the body; null: it signs the body alone.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>How it is asked, where the console asks it.</summary>
    public PollSettings Poll { get; init; } = PollSettings.None;

    /// <summary>Those that count, the present one first.</summary>
    public IEnumerable<string> Secrets => new[] { Secret, PreviousSecret }.OfType<string>();

    public IReadOnlyDictionary<string, string> EventMap => Pairs(Events);

    public EventFields FieldNames
    {
        get
        {
            var said = Pairs(Fields);
            var own = EventFields.Own;
            return new(said.GetValueOrDefault("id", own.Id), said.GetValueOrDefault("event", own.Event), said.GetValueOrDefault("at", own.At),
                said.GetValueOrDefault("value", own.Value), said.GetValueOrDefault("count", own.Count), said.GetValueOrDefault("items"));
        }
    }

    // Secrets must not reach a log by way of the record's text.
    public override string ToString() => $"{Name} ({Kind}, {Environment})";

    // The last equals sign parts a pair: the name of an alert may have one.
    private static Dictionary<string, string> Pairs(string? text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (pair.LastIndexOf('=') is > 0 and var at)
                pairs[pair[..at].Trim()] = pair[(at + 1)..].Trim();
        return pairs;
    }
}

/// <summary>What came from a source since the console started.</summary>
public sealed record SourceStatus(Source Source, long Batches, long Taken, long Rejected, long BadSignatures, DateTimeOffset? LastBatch, DateTimeOffset? LastBadSignature, string? LastProblem)
{
    /// <summary>Lines or events taken in the last sixty seconds.</summary>
    public long LastMinute { get; init; }
    public DateTimeOffset? LastProblemAt { get; init; }
    /// <summary>Null: it is not asked, or was not yet.</summary>
    public PollStatus? Poll { get; init; }
}

/// <summary>
/// The sources of the settings (<c>Sources:{name}:Kind|Environment|Secret|…</c>; the kind is the name and the environment is production
/// unless said otherwise), and those added while it runs. Names do not mind case.
/// </summary>
public sealed class SourceRegistry(IConfiguration configuration, TimeProvider time)
{
    private const string Section = "Sources";
    private const int LongestName = 80;

    private readonly ConcurrentDictionary<string, Source> _added = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SourceStatus> _status = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, RecentRate> _rates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a source, or puts it in the place of one that was added under this name.</summary>
    public void Add(Source source) => _added[source.Name] = source;

    /// <summary>Removes a source that was added; its last figures go with it.</summary>
    public void Remove(string name)
    {
        _added.TryRemove(name, out _);
        _status.TryRemove(name, out _);
        _rates.TryRemove(name, out _);
    }

    public Source? Find(string name)
    {
        if (_added.TryGetValue(name, out var added))
            return added;
        // A colon would reach into another setting.
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return null;
        var section = configuration.GetSection(Section).GetChildren().FirstOrDefault(s => s.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return section is null ? null : Read(section);
    }

    public IReadOnlyList<SourceStatus> Status() =>
        [.. configuration.GetSection(Section).GetChildren().Select(Read).Where(s => !_added.ContainsKey(s.Name)).Concat(_added.Values)
            .OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)
            .Select(s => (_status.GetValueOrDefault(s.Name) ?? Nothing(s)) with { Source = s, LastMinute = _rates.GetValueOrDefault(s.Name)?.LastMinute(Second) ?? 0 })];

    /// <summary>Notes a batch that was kept.</summary>
    public void NoteBatch(Source source, int taken, Rejections rejections)
    {
        _rates.GetOrAdd(source.Name, static _ => new RecentRate()).Add(Second, taken);
        Change(source, s => s with
        {
            Batches = s.Batches + 1,
            Taken = s.Taken + taken,
            Rejected = s.Rejected + rejections.Count,
            LastBatch = time.GetUtcNow(),
            LastProblem = rejections.First is [var first, ..] ? $"{first.Place}: {first.Reason}" : s.LastProblem,
            LastProblemAt = rejections.Count > 0 ? time.GetUtcNow() : s.LastProblemAt,
        });
    }

    public void NoteBadSignature(Source source, string problem) => Change(source, s => s with
    {
        BadSignatures = s.BadSignatures + 1,
        LastBadSignature = time.GetUtcNow(),
        LastProblem = problem,
        LastProblemAt = time.GetUtcNow(),
    });

    /// <summary>Notes a batch of which nothing was kept.</summary>
    public void NoteProblem(Source source, string problem, int rejected = 0) =>
        Change(source, s => s with { LastProblem = problem, LastProblemAt = time.GetUtcNow(), Rejected = s.Rejected + rejected });

    /// <summary>Notes how asking it went.</summary>
    /// <param name="taken">How many samples of it are stored.</param>
    /// <param name="problem">Null: none.</param>
    public void NotePoll(Source source, PollStatus poll, int taken, string? problem)
    {
        _rates.GetOrAdd(source.Name, static _ => new RecentRate()).Add(Second, taken);
        Change(source, s => s with
        {
            Poll = poll,
            Batches = s.Batches + (taken > 0 ? 1 : 0),
            Taken = s.Taken + taken,
            LastBatch = taken > 0 ? time.GetUtcNow() : s.LastBatch,
            LastProblem = problem ?? s.LastProblem,
            LastProblemAt = problem is null ? s.LastProblemAt : time.GetUtcNow(),
        });
    }

    private long Second => time.GetUtcNow().ToUnixTimeSeconds();

    private void Change(Source source, Func<SourceStatus, SourceStatus> change) =>
        _status.AddOrUpdate(source.Name, static (_, of) => of.change(Nothing(of.source)), static (_, was, of) => of.change(was), (source, change));

    private static SourceStatus Nothing(Source source) => new(source, 0, 0, 0, 0, null, null, null);

    private static Source Read(IConfigurationSection section) => new(
        section.Key,
        (Said(section, "Kind") ?? section.Key).ToLowerInvariant(),
        Said(section, "Environment") ?? "production",
        Said(section, "Secret"))
    {
        Verify = Said(section, "Verify"),
        LogEnvironment = Said(section, "LogEnvironment"),
        PreviousSecret = Said(section, "PreviousSecret"),
        Events = Said(section, "Events"),
        Fields = Said(section, "Fields"),
        TimestampHeader = Said(section, "TimestampHeader"),
        Poll = PollSettings.Read(section),
    };

    private static string? Said(IConfigurationSection section, string key) => section[key] is { } said && !string.IsNullOrWhiteSpace(said) ? said.Trim() : null;
}
