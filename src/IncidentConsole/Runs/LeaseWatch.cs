using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// Says every five seconds that this node lives, and looks every second for attempts of nodes that no longer say so: what became of those is
/// unknown, and a person decides. Nothing is run again. After the database was away, nobody counts as lost until it has been back for
/// <see cref="LeaseTable.Expiry"/>.
/// </summary>
public sealed partial class LeaseWatch(
    LeaseTable leases, OutputStore output, IncidentService incidents, IDbContextFactory<ConsoleDbContext> contexts, WriteLane lane, NodeIdentity node,
    TimeProvider time, ILogger<LeaseWatch> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(5);

    private readonly StoreContact _contact = new(time);
    private long? _beat;
    private bool _away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        do
            try
            {
                await TurnAsync(stoppingToken);
                _away = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _contact.Lost();
                if (!_away) LogAway(e);
                _away = true;
            }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One turn: says that this node lives if it is time, and gives up what has run out.</summary>
    public async Task TurnAsync(CancellationToken ct)
    {
        if (_beat is not { } beat || time.GetElapsedTime(beat) >= BetweenBeats)
        {
            await leases.BeatAsync(node.Id, ct);
            _beat = time.GetTimestamp();
        }
        var expired = await leases.ExpiredAsync(node.Id, ct);
        _contact.Heard();
        if (_contact.Lasts < LeaseTable.Expiry) return;
        foreach (var attempt in expired) await GiveUpAsync(attempt, ct);
    }

    private async Task GiveUpAsync(AttemptRow attempt, CancellationToken ct)
    {
        try
        {
            var lines = await output.CountAsync(attempt.Id, ct);
            var end = new IncidentCommand.EndStep(attempt.Id, StepStatus.Unknown, null, Sentence(attempt, lines), [], new Dictionary<string, string>(), new(attempt.Token, Expired: true));
            if (await incidents.ExecuteAsync(attempt.Incident, end, Caller.Console, $"lost-{attempt.Id}-{attempt.Token}", ct) is CommandResult.Refused) return;
            // Where its end was recorded before, nothing was appended, and the row is still to be told.
            await using var db = await contexts.CreateDbContextAsync(ct);
            using var turn = await lane.EnterAsync(ct);
            await LeaseTable.GiveUpAsync(db, attempt.Id, attempt.Token, Instants.Cut(time.GetUtcNow()), ct);
        }
        catch (LeaseLostException)
        {
            // Its owner spoke up, or another node was faster, or it is done above.
        }
        LogGivenUp(attempt.Step, attempt.Incident.ToString(), Short(attempt.Node));
    }

    private static string Sentence(AttemptRow attempt, long lines)
    {
        var heard = attempt.HeartbeatAt is { } at ? $"last heard of at {at.UtcDateTime:HH:mm:ss} UTC" : "not heard of since it began";
        var came = attempt.State == AttemptState.Starting ? "Whether the command was begun is not known" : "The command had begun, and may be running there still";
        return $"The node that ran it ({Short(attempt.Node)}) is gone: {heard}. {came}; {lines} lines of its output are stored. If the node comes back, what it knows is added here.";
    }

    private static string Short(string node) => node.Length > 6 ? node[^6..] : node;

    [LoggerMessage(LogLevel.Warning, "Leases cannot be kept while the store is away")]
    partial void LogAway(Exception e);

    [LoggerMessage(LogLevel.Warning, "Step {Step} of {Incident} is unknown: its node {Node} was not heard of for too long")]
    partial void LogGivenUp(string step, string incident, string node);
}
