using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Signals;

/// <summary>What became of a signed body.</summary>
public abstract record Ingested
{
    private Ingested() { }

    public sealed record Kept(int Taken, int Ignored, Rejections Rejections) : Ingested;
    public sealed record Unreadable(Rejections Rejections) : Ingested;
    public sealed record NotKept(string Why) : Ingested;
}

/// <summary>Reads the body of a source by what the active runbooks say, and has it counted.</summary>
public sealed class Ingest(RunbookCatalog runbooks, SignalStore signals, SourceRegistry sources, ITriggerSink sink, TimeProvider time)
{
    /// <summary>Older lines than this are of no use to any window.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromHours(24);
    /// <summary>How far the clock of a source may be ahead.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);

    private const string LogEnvironmentVariable = "VERCEL_ENVIRONMENT";

    private sealed record Known(IReadOnlyList<Runbook> Of, ExclusionRules Rules, IReadOnlySet<string> Events);

    private volatile Known _known = new([], ExclusionRules.None, new HashSet<string>());

    /// <param name="delivery">The id of the delivery, where its sender gives one outside the body.</param>
    public async Task<Ingested> TakeAsync(Source source, byte[] body, string? delivery = null)
    {
        var known = Now();
        var now = time.GetUtcNow();
        var (earliest, latest) = ((now - Oldest).ToUnixTimeMilliseconds(), (now + Ahead).ToUnixTimeMilliseconds());
        if (source.Kind == SourceKinds.Vercel)
        {
            var batch = VercelDrain.Parse(body, new DrainScope(LogEnvironmentOf(source, known), earliest, latest, known.Rules));
            return await KeepAsync(source, batch.NothingParsed, batch.Lines.Count, batch.Ignored, batch.Rejections,
                () => signals.TakeAsync(source.Environment, batch, known.Rules));
        }
        var events = Read(source, body, delivery, new EventScope(known.Events, earliest, latest) { Map = source.EventMap }, now.ToUnixTimeMilliseconds());
        return await KeepAsync(source, events.NothingParsed, events.Events.Count, events.Ignored, events.Rejections,
            () => signals.TakeAsync(source.Environment, source.Name, events), events.Resolved);
    }

    private static EventBatch Read(Source source, byte[] body, string? delivery, EventScope scope, long now) => source.Kind switch
    {
        SourceKinds.Events => CountedEvents.Parse(body, scope),
        SourceKinds.Json => CountedEvents.Parse(body, scope, source.FieldNames),
        SourceKinds.Supabase => SupabaseDrain.Parse(body, scope),
        SourceKinds.Clerk => ClerkWebhook.Parse(body, delivery ?? "", scope),
        SourceKinds.Sentry => SentryAlert.Parse(body, scope, now),
        SourceKinds.Alertmanager => AlertWebhook.Parse(body, AlertWebhook.AlertmanagerVersion, scope),
        SourceKinds.Grafana => AlertWebhook.Parse(body, AlertWebhook.GrafanaVersion, scope),
        _ => throw new System.Diagnostics.UnreachableException(source.Kind),
    };

    private async Task<Ingested> KeepAsync(Source source, bool unreadable, int taken, int ignored, Rejections rejections, Func<Task<Keeping>> keep, IReadOnlyList<ResolvedAlert>? resolved = null)
    {
        if (unreadable)
        {
            sources.NoteProblem(source, $"{rejections.First[0].Place}: {rejections.First[0].Reason}", rejections.Count);
            return new Ingested.Unreadable(rejections);
        }
        if ((taken > 0 ? (await keep()).Why : null) is { } why || (why = await TellAsync(source, resolved ?? [])) is not null)
        {
            sources.NoteProblem(source, why);
            return new Ingested.NotKept(why);
        }
        sources.NoteBatch(source, taken, rejections);
        return new Ingested.Kept(taken, ignored, rejections);
    }

    // Noted before the sender is answered: what could not be noted it sends again, and it stands on the timeline once.
    private async Task<string?> TellAsync(Source source, IReadOnlyList<ResolvedAlert> resolved)
    {
        if (resolved.Count == 0)
            return null;
        try
        {
            await sink.ResolvedAsync(new AlertsResolved(source.Environment, source.Name, resolved), CancellationToken.None);
            return null;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } away)
        {
            return away;
        }
    }

    private Known Now()
    {
        var active = runbooks.Active;
        var known = _known;
        return ReferenceEquals(known.Of, active)
            ? known
            : _known = new Known(active, ExclusionRules.Of(active), active.SelectMany(r => r.Events).ToHashSet(StringComparer.Ordinal));
    }

    private static string LogEnvironmentOf(Source source, Known known) =>
        source.LogEnvironment
        ?? known.Of.Select(r => r.Environments.GetValueOrDefault(source.Environment)?.Variables.GetValueOrDefault(LogEnvironmentVariable)).FirstOrDefault(v => v is not null)
        ?? "production";
}
