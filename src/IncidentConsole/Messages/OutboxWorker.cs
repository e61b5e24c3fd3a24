using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>
/// Empties the outbox. Whatever it needs stands in the store, so that a restart, or another node, goes on where this one was: first what was left in the
/// middle is settled or put in doubt, then every channel has a loop of its own, and one more tells the timeline what became of messages.
/// </summary>
public sealed partial class OutboxWorker(
    ChannelRegistry channels, OutboxStore outbox, OutboxBell bell, IncidentService incidents, NodeDuty duty, NodeIdentity node, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    private readonly string _life = $"{node.Id}/{Guid.NewGuid():N}";
    private readonly OutboxBell _settled = new();
    private DateTimeOffset _recoverAt = DateTimeOffset.MinValue;
    private Dictionary<string, ChannelLoop> _loops = [];

    /// <summary>Until when a channel wants to be left alone; null where it does not.</summary>
    public DateTimeOffset? PausedUntil(string name) => _loops.GetValueOrDefault(name)?.NotBefore is { } until && until > time.GetUtcNow() ? until : null;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _loops = channels.All.Select(c => c.Channel).OfType<IChannel>().ToDictionary(c => c.Name, c => new ChannelLoop(c, outbox, bell, duty, _life, time, log));
        return Task.WhenAll([TellAsync(stoppingToken), .. _loops.Values.Select(l => Task.Run(() => l.RunAsync(_settled.Ring, stoppingToken), stoppingToken))]);
    }

    private async Task TellAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var settled = _settled.Next;
            if (duty.IsOurs) await Tireless.DoAsync(() => RoundAsync(ct), LogFailed);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(settled, Task.Delay(Round, time, either.Token));
            await either.CancelAsync();
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() >= _recoverAt)
        {
            if (await outbox.RecoverAsync(node.Id, _life, name => channels.Find(name)?.Repeatable == true, time.GetUtcNow(), ct) is > 0 and var left)
            {
                LogRecovered(left);
                bell.Ring();
            }
            _recoverAt = time.GetUtcNow() + Recovery;
        }
        foreach (var row in await outbox.UnreportedAsync(ct))
            await Tireless.DoAsync(() => ReportAsync(row, ct), LogFailed);
    }

    // The entry first: if the console ends between the two, the same command comes again and is known by its id.
    private async Task ReportAsync(OutboxRow row, CancellationToken ct)
    {
        var round = await outbox.RoundAsync(row, ct);
        int Count(SendState state) => round.TryGetValue(state, out var found) ? found.Count : 0;
        var reason = round.GetValueOrDefault(SendState.Failed).Error ?? round.GetValueOrDefault(SendState.InDoubt).Error;
        var report = new IncidentCommand.ReportDelivery(row.Message, row.Channel, Count(SendState.Sent), Count(SendState.Failed), Count(SendState.InDoubt), row.Answer, reason);
        if (await incidents.ExecuteAsync(row.Incident, report, Caller.Console, $"outbox-{row.Id:N}-{row.Round}", ct) is CommandResult.Refused refused) LogUntold(row.Incident.ToString(), row.Template, refused.Sentence);
        await outbox.ReportedAsync(row, ct);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} sends were left in the middle by a console that ended")]
    partial void LogRecovered(int count);

    [LoggerMessage(LogLevel.Error, "What became of message {Template} of {Incident} could not be put on its timeline: {Sentence}")]
    partial void LogUntold(string incident, string template, string sentence);

    [LoggerMessage(LogLevel.Warning, "The outbox could not be looked at; trying again")]
    partial void LogFailed(Exception e);
}
