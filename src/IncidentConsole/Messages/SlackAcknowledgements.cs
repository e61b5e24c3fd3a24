using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Store;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>
/// Asks Slack who put ✅ under the messages of open incidents that ask for it, and puts it on their timelines. Slack is asked seldom, about few messages:
/// it allows some fifty such questions a minute.
/// </summary>
public sealed partial class SlackAcknowledgements(
    IDbContextFactory<ConsoleDbContext> contexts, ChannelRegistry channels, SlackPeople people, IncidentService incidents, NodeDuty duty, TimeProvider time,
    ILogger<SlackAcknowledgements> log) : BackgroundService
{
    private const int Most = 8;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Worth = TimeSpan.FromHours(4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (channels.Find("slack") is not SlackBot slack) return;
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (duty.IsOurs) await LookAsync(slack, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }
        }
    }

    private async Task LookAsync(SlackBot slack, CancellationToken ct)
    {
        var asking = await AskingAsync(ct);
        if (asking.Count == 0) return;
        var known = (await people.FindAsync(ct)).ToLookup(p => p.SlackId, p => p.Name);
        foreach (var row in asking)
        {
            if (await slack.AcknowledgedAsync(row.Answer!, ct) is not { Count: > 0 } by) continue;
            await incidents.ExecuteAsync(row.Incident, new IncidentCommand.AcknowledgeMessage(row.Message, row.Channel, [.. by.Select(id => known[id].FirstOrDefault() ?? $"Slack member {id}")]), Caller.Console, null, ct);
        }
    }

    private async Task<IReadOnlyList<OutboxRow>> AskingAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var since = time.GetUtcNow() - Worth;
        return await db.Set<OutboxRow>().AsNoTracking()
            .Where(o => o.Via == "slack" && o.Answer != null && o.Replaces == null && o.CreatedAt > since && o.AsksForAcknowledgement
                && db.Set<IncidentRow>().Any(i => i.Number == o.Incident && i.Status == IncidentStatus.Open))
            .OrderByDescending(o => o.CreatedAt).Take(Most).ToListAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "Slack could not be asked who acknowledged; trying again")]
    partial void LogFailed(Exception e);
}
