using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Rehearsals;

/// <summary>What comes of a rehearsal that has ended: its report, as the file the runbook names, and what waited for it.</summary>
public sealed partial class RehearsalReporter(
    IncidentFeed feed, IncidentService incidents, IncidentStore store, IncidentList list, RunbookCatalog runbooks, KeptTexts texts, RehearsalEvidence evidence, RehearsalHolds holds, DocumentFolder documents, NodeDuty duty,
    ILogger<RehearsalReporter> log) : BackgroundService
{
    // A console that was away for longer finds the others when they are asked for.
    private const int Newest = 20;

    private readonly SemaphoreSlim _writing = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var entries = feed.SubscribeAll();
        await Tireless.DoAsync(() => CatchUpAsync(stoppingToken), LogFailed);
        await foreach (var batch in entries.WithCancellation(stoppingToken))
        {
            if (batch.Reload) await Tireless.DoAsync(() => CatchUpAsync(stoppingToken), LogFailed);
            foreach (var number in batch.Items.Where(e => e.Event is IncidentResolved).Select(e => e.Incident).Distinct())
                if (duty.IsOurs) await Tireless.DoAsync(() => EndedAsync(number, stoppingToken), LogFailed);
        }
    }

    /// <summary>The report as Markdown; null where the incident is no rehearsal.</summary>
    public async Task<string?> ReportAsync(IncidentNumber number, CancellationToken ct)
    {
        if (await store.LoadAsync(number, ct) is not { Rehearsal: true } incident || await runbooks.PinnedAsync(incident.Runbook.Hash, ct) is not { } runbook || runbook.RehearsalOf(incident.Rehearses) is not { } rehearsal) return null;
        return await TextAsync(incident, runbook, rehearsal, ct);
    }

    /// <summary>Writes the report of a rehearsal, and lets go what waited for it; nothing for another incident. Null, or why the report does not stand there.</summary>
    public async Task<string?> EndedAsync(IncidentNumber number, CancellationToken ct)
    {
        if (await list.FindAsync(number, ct) is not { Kind: IncidentKind.Rehearsal, Status: not IncidentStatus.Open } row) return null;
        var unwritten = await WriteAsync(number, ct);
        await holds.LookAsync(row.Runbook, ct);
        return unwritten;
    }

    /// <summary>Writes it unless it was written. Null where it stands there, or there is nothing to write; else a sentence.</summary>
    public async Task<string?> WriteAsync(IncidentNumber number, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            if (await store.LoadAsync(number, ct) is not { Rehearsal: true, EndedAt: { } ended, Reports.IsEmpty: true } incident) return null;
            if (await runbooks.PinnedAsync(incident.Runbook.Hash, ct) is not { } runbook || runbook.RehearsalOf(incident.Rehearses) is not { Document: { } document } rehearsal || !runbook.Documents.TryGetValue(document, out var paper)) return null;
            if (DocumentPath.Of(paper.Path, ended, out var refusal) is not { } path) return refusal;
            switch (await documents.WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(await TextAsync(incident, runbook, rehearsal, ct)), null, ct))
            {
                case DocumentResult.Written written:
                    await incidents.ExecuteAsync(number, new IncidentCommand.RecordReport(document, written.Path, written.Sha256), Caller.Console, $"report {document}", ct);
                    return null;
                case DocumentResult.Refused refused:
                    LogRefused(number.ToString(), refused.Sentence);
                    return refused.Sentence;
                default: throw new System.Diagnostics.UnreachableException();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    private async Task<string> TextAsync(Incident incident, Runbook runbook, Rehearsal rehearsal, CancellationToken ct)
    {
        var kept = await texts.ReadAsync(incident.Number, [.. incident.TextIds()], ct);
        return RehearsalDocument.Write(incident, RehearsalRunbook.Of(runbook, rehearsal.Method), runbook.Methods[rehearsal.Method], kept.GetValueOrDefault, (await evidence.FindAsync(incident.Number, ct))?.Said);
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        if (!duty.IsOurs) return;
        foreach (var row in (await list.ListAsync(new(IncidentStatus.Resolved, Kind: IncidentKind.Rehearsal), null, Newest, ct)).Items) await WriteAsync(row.Number, ct);
        await holds.LookAsync(null, ct);
    }

    [LoggerMessage(LogLevel.Warning, "The report of {Incident} was not written: {Sentence}")]
    partial void LogRefused(string incident, string sentence);

    [LoggerMessage(LogLevel.Warning, "Reports of rehearsals could not be written; tried again at the next one, or at the next start")]
    partial void LogFailed(Exception e);
}
