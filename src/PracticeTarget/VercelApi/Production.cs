using System.Collections.Immutable;
using System.Security.Cryptography;

namespace MeetSolis.PracticeTarget.VercelApi;

/// <summary>
/// The project as Vercel holds it: configured variables, deployments, and the build that production's domain points at.
/// A new production build takes over by itself when its time has come; every reader settles that first.
/// </summary>
public sealed class Production(TimeProvider time, TimeSpan deployTime)
{
    public const string Domain = "meetsolis.com";
    public const string ProjectId = "prj_practice";
    public const string ProjectName = "meetsolis";
    public const string TeamId = "team_practice";
    public const string TeamSlug = "solis";

    private readonly Lock _lock = new();
    private ImmutableList<EnvironmentVariable> _variables = [];
    private ImmutableList<Deployment> _deployments = [];
    private readonly Queue<Deployment> _finished = new();
    private ImmutableHashSet<string> _settled = [];
    private Deployment? _running;
    private DateTimeOffset _runningSince;
    private bool _nextBuildFails;

    /// <summary>The build the domain points at, and since when.</summary>
    public (Deployment Build, DateTimeOffset Since) Running
    {
        get
        {
            lock (_lock)
            {
                Settle();
                return (_running!, _runningSince);
            }
        }
    }

    public ImmutableList<EnvironmentVariable> Variables
    {
        get
        {
            lock (_lock)
                return _variables;
        }
    }

    /// <summary>Newest first.</summary>
    public ImmutableList<Deployment> Deployments
    {
        get
        {
            lock (_lock)
            {
                Settle();
                return _deployments;
            }
        }
    }

    public bool NextBuildFails
    {
        get
        {
            lock (_lock)
                return _nextBuildFails;
        }
        set
        {
            lock (_lock)
                _nextBuildFails = value;
        }
    }

    /// <summary>Back to the first day: the seeded variables, and one production deployment that has them built in.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _nextBuildFails = false;
            _variables =
            [
                New(Flag.ClientCards, "true", "plain", ["production", "preview"]),
                New(Flag.NewMeetings, "true", "plain", ["production"]),
                New(Flag.Pgvector, "true", "encrypted", ["production"]),
                New(Flag.Legacy, "true", "plain", ["production", "preview", "development"]),
                New("DATABASE_URL", "postgres://app@db.practice.invalid/meetsolis", "sensitive", ["production"]),
                New("NEXT_PUBLIC_SITE_URL", $"https://{Domain}", "plain", ["production", "preview"]),
            ];
            _deployments = [];
            _finished.Clear();
            _settled = [];
            var first = Build("production", now - deployTime, null);
            _settled = [first.Id];
            _running = first;
            _runningSince = now;
        }
    }

    /// <summary>Adds a variable; null when the key exists for one of the targets and <paramref name="upsert"/> is false.</summary>
    public EnvironmentVariable? Add(string key, string value, string type, ImmutableArray<string> targets, bool upsert)
    {
        lock (_lock)
        {
            var clash = _variables.FirstOrDefault(v => v.Key == key && v.Targets.Any(targets.Contains));
            if (clash is not null && !upsert)
                return null;
            var added = clash is null
                ? New(key, value, type, targets)
                : clash with { Value = value, Type = type, Targets = [.. clash.Targets.Union(targets)], UpdatedAt = time.GetUtcNow() };
            _variables = clash is null ? _variables.Add(added) : _variables.Replace(clash, added);
            return added;
        }
    }

    /// <summary>Changes a record; null when there is none with that id.</summary>
    public EnvironmentVariable? Change(string id, Func<EnvironmentVariable, EnvironmentVariable> change)
    {
        lock (_lock)
        {
            if (_variables.FirstOrDefault(v => v.Id == id) is not { } variable)
                return null;
            var changed = change(variable) with { UpdatedAt = time.GetUtcNow() };
            _variables = _variables.Replace(variable, changed);
            return changed;
        }
    }

    public EnvironmentVariable? Remove(string id)
    {
        lock (_lock)
        {
            if (_variables.FirstOrDefault(v => v.Id == id) is not { } variable)
                return null;
            _variables = _variables.Remove(variable);
            return variable;
        }
    }

    /// <summary>Starts a build with the variables as they are now.</summary>
    public Deployment Deploy(string? target, string? redeployOf)
    {
        lock (_lock)
        {
            Settle();
            return Build(target, time.GetUtcNow(), redeployOf);
        }
    }

    /// <summary>Finds by id, by its own host, or production's domain (the running build).</summary>
    public Deployment? Find(string idOrHost)
    {
        lock (_lock)
        {
            Settle();
            var name = idOrHost.Replace("https://", "", StringComparison.OrdinalIgnoreCase).TrimEnd('/');
            return name is Domain or $"www.{Domain}" ? _running : _deployments.FirstOrDefault(d => d.Id == name || d.Host == name);
        }
    }

    /// <summary>Points the domain at an earlier build again. Its variables stay as they were built.</summary>
    public bool RollBackTo(string id)
    {
        lock (_lock)
        {
            Settle();
            var now = time.GetUtcNow();
            if (_deployments.FirstOrDefault(d => d.Id == id) is not { } earlier || earlier.StateAt(now) != "READY")
                return false;
            (_running, _runningSince) = (earlier, now);
            return true;
        }
    }

    /// <summary>The deployments that have finished since the last call, for their build logs.</summary>
    public List<Deployment> TakeFinished()
    {
        lock (_lock)
        {
            Settle();
            List<Deployment> finished = [.. _finished];
            _finished.Clear();
            return finished;
        }
    }

    private void Settle()
    {
        var now = time.GetUtcNow();
        foreach (var deployment in _deployments.Where(d => !_settled.Contains(d.Id) && now >= d.DoneAt).OrderBy(d => d.DoneAt))
        {
            _settled = _settled.Add(deployment.Id);
            _finished.Enqueue(deployment);
            if (deployment is { Target: "production", Fails: false })
                (_running, _runningSince) = (deployment, deployment.DoneAt);
        }
    }

    private Deployment Build(string? target, DateTimeOffset at, string? redeployOf)
    {
        var builtFor = target ?? "preview";
        var deployment = new Deployment(
            "dpl_" + Token(20),
            $"{ProjectName}-{Token(9).ToLowerInvariant()}-{TeamSlug}.vercel.app",
            target, at, at + deployTime, _nextBuildFails,
            _variables.Where(v => v.Targets.Contains(builtFor)).GroupBy(v => v.Key)
                .ToImmutableSortedDictionary(v => v.Key, v => v.Last().Value, StringComparer.Ordinal),
            redeployOf);
        _nextBuildFails = false;
        _deployments = _deployments.Insert(0, deployment);
        if (_deployments.Count > 200)
            _deployments = _deployments.RemoveAt(_deployments.Count - 1);
        return deployment;
    }

    private EnvironmentVariable New(string key, string value, string type, ImmutableArray<string> targets)
    {
        var now = time.GetUtcNow();
        return new EnvironmentVariable(Token(16), key, value, type, targets, now, now);
    }

    private static string Token(int length) =>
        RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", length);
}
