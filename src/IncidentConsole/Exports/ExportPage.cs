using System.Globalization;
using System.Net;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>
/// <c>index.html</c> of an export: all of it on one page that needs no server, no script and nothing from elsewhere. What people wrote is text on it.
/// </summary>
internal sealed class ExportPage(
    IncidentView view, IReadOnlyList<Entry> entries, Func<Guid, string?> text, string postmortem, IReadOnlyDictionary<AttemptId, PrintedOutput> printed, string key, DateTimeOffset at)
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#8885;--soft:light-dark(#55606e,#9fb0c3);--bad:light-dark(#b3261e,#ff8a80)}
        body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:24px;max-width:62rem}
        h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.2rem;margin:2em 0 .6em;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:1.4em 0 .3em}
        table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
        .t{white-space:nowrap;font-variant-numeric:tabular-nums}.s{color:var(--soft)}.h,code,pre{font-family:ui-monospace,monospace;font-size:.85em}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);padding:8px 12px;margin:.4em 0}.b{border:2px solid var(--bad);padding:8px 14px}
        @media(max-width:640px){body{padding:14px}.entries td:last-child,.entries th:last-child{display:none}}
        """;

    /// <summary>The page, a piece at a time: a long incident has a long one.</summary>
    public IEnumerable<string> Pieces()
    {
        var incident = view.Incident;
        yield return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Shown($"{incident.Number} {incident.Title}")}</title><style>{Style}</style></head><body>
            <p class="s">{Shown(incident.Environment.ToUpperInvariant())} · incident {incident.Number}, exported {When(at)}</p>
            <h1>{Shown(incident.Title)}</h1>

            """;
        if (incident.Drill) yield return $"<p class=\"b\"><b>This was a drill</b> against the practice target. The runbook's times ran {incident.TimeScale.ToString("0.#", CultureInfo.InvariantCulture)} times faster.</p>\n";
        if (incident.IsOpen) yield return "<p class=\"b\"><b>The incident was still open</b> when this was exported: what came afterwards is not in it.</p>\n";
        foreach (var piece in Facts(incident).Concat(Timeline()).Concat(incident.Runs.SelectMany(Steps)).Concat(Messages()).Concat(Files(incident))) yield return piece;
        yield return $"<h2 id=\"postmortem\">Post-mortem</h2>\n{MarkdownText.Html(postmortem)}\n";
        yield return Proof(incident);
        yield return "</body></html>\n";
    }

    private IEnumerable<string> Facts(Incident incident)
    {
        yield return "<table>\n";
        (string Name, string Value)[] facts =
        [
            ("Status", Word(incident.Status)), ("Severity", incident.Severity.ToString().ToUpperInvariant()),
            ("Trigger", incident.LeadTrigger?.Fired.Title ?? "declared by a person"), ("Commander", incident.Commander?.Name ?? "nobody took command"),
            ("Runbook", $"{view.Runbook.Title} {incident.Runbook.Version}, SHA-256 {incident.Runbook.Hash}"), ("Declared", When(incident.DeclaredAt)),
            ("Mitigated", incident.Milestones.TryGetValue("mitigated", out var mitigated) ? When(mitigated) : "not"), ("Ended", incident.EndedAt is { } ended ? When(ended) : "not yet"),
            ("Summary", incident.Summary ?? "none yet"),
        ];
        foreach (var (name, value) in facts) yield return $"<tr><th>{name}</th><td>{Shown(value)}</td></tr>\n";
        yield return "</table>\n<p class=\"s\">Read on: <a href=\"#timeline\">timeline</a>, <a href=\"#steps\">steps</a>, <a href=\"#messages\">messages</a>, <a href=\"#postmortem\">post-mortem</a>, <a href=\"#proof\">proof</a>.</p>\n";
    }

    private IEnumerable<string> Timeline()
    {
        var summary = new EntrySummary(view.Runbook, view.Incident, text);
        yield return $"<h2 id=\"timeline\">Timeline</h2>\n<p class=\"s\">{entries.Count} entries, times in UTC.</p>\n<table class=\"entries\"><tr><th>Entry</th><th>Time</th><th>Who</th><th>What</th><th>Hash</th></tr>\n";
        foreach (var e in entries)
            yield return $"<tr id=\"v{e.Version}\"><td class=\"t\">{e.Version}</td><td class=\"t\">{e.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}</td><td>{Shown(e.Actor.Name)}</td><td>{Shown(summary.Of(e.Event))}</td><td class=\"h s\">{e.Hash[..12]}</td></tr>\n";
        yield return "</table>\n";
    }

    private IEnumerable<string> Steps(Run run)
    {
        yield return $"<h2{(run.Number == 1 ? " id=\"steps\"" : "")}>Run {run.Number}: {Shown(MethodName.Full(view.Runbook, run.Method))}</h2>\n";
        foreach (var step in run.Steps)
        {
            var title = view.Runbook.Methods.TryGetValue(run.Method, out var method) && method.Steps.TryGetValue(step.Id, out var known) ? known.Title : step.Id;
            yield return $"<h3>{Shown(title)}: {Word(step.Status)}{(step.ByHand ? " by hand" : "")}{(step.Reason is { } why ? $", {Shown(why)}" : "")}</h3>\n";
            foreach (var attempt in step.Attempts.Concat(step.Undos).OrderBy(a => a.Fact.Number)) yield return Tried(attempt);
        }
    }

    private string Tried(Attempt attempt)
    {
        var ended = attempt.Ended;
        var took = attempt.EndedAt is { } end ? $", {Word(ended!.Status)} after {EvidenceText.Duration(end - attempt.Started.At)}" : ", not ended";
        var files = attempt.Fact.Files is { Count: > 0 } run ? $"<p class=\"s\">It ran {Shown(string.Join(", ", run.Select(f => $"{f.Path} (SHA-256 {f.Sha256})")))}.</p>" : "";
        var checks = string.Concat((ended?.Checks ?? []).Select(c => $"<br>{(c.Undetermined ? "not known" : c.Met ? "met" : "NOT met")}{(c.IsProof ? " (proof)" : "")}: expected {Shown(c.Expected)}, found {Shown(c.Found)}"));
        var output = printed.TryGetValue(attempt.Id, out var lines) ? lines.Lines > 0 ? $"<br><a href=\"{lines.Name}\">{lines.Lines.ToString("N0", CultureInfo.InvariantCulture)} lines of output</a>" : "<br>No output is kept." : "";
        return $"""
            <p>{(attempt.Fact.Kind == StepStarted.UndoKind ? "Undo" : $"Attempt {attempt.Fact.Number}")}, started {When(attempt.Started.At)} by {Shown(attempt.Started.By.Name)}{took}{(ended?.Failure is { } failure ? $". {Shown(failure)}" : "")}{checks}{output}</p>
            {(attempt.Fact.Command is { } command ? $"<pre>{Shown(command)}</pre>" : "")}{files}

            """;
    }

    private IEnumerable<string> Messages()
    {
        var any = false;
        yield return "<h2 id=\"messages\">Messages</h2>\n";
        foreach (var m in ExportedMessage.Of(entries, view.Runbook, text))
        {
            any = true;
            yield return $"<h3>{Shown(m.Title)}</h3>\n<p class=\"s\">{When(m.At)}, by {Shown(m.By)}: {Shown(string.Join(", ", m.Channels.Select(c => $"{c.Channel} {c.State.Replace('-', ' ')}")))}</p>\n<pre>{(m.Body is null ? "(erased)" : Shown(m.Body))}</pre>\n";
        }
        if (!any) yield return "<p>None was made.</p>\n";
    }

    private IEnumerable<string> Files(Incident incident)
    {
        if (incident.Attachments.IsEmpty) yield break;
        yield return "<h2>Files</h2>\n<ul>\n";
        foreach (var file in incident.Attachments)
            yield return file.Erased ? $"<li>Entry {file.Version}: erased</li>\n"
                : $"<li>Entry {file.Version}, by {Shown(file.By.Name)}: <a href=\"{Uri.EscapeDataString(ExportService.NameOf(file, text)).Replace("%2F", "/", StringComparison.Ordinal)}\">{Shown(text(file.Fact.Name.Id) ?? "file")}</a>, {EvidenceText.Bytes(file.Fact.Bytes)}</li>\n";
        yield return "</ul>\n";
    }

    private string Proof(Incident incident) => $"""
        <h2 id="proof">Proof</h2>
        <p>Each entry's hash covers its text and the hash before it, so that the last one covers all. <code>{ExportFiles.Manifest}</code> names it and every other file of this export, and is signed.</p>
        <table><tr><th>Last hash</th><td class="h">{incident.HeadHash}</td></tr><tr><th>Mark in messages</th><td class="h">{HeadMark.Of(incident)}</td></tr><tr><th>Key</th><td class="h">{key}</td></tr></table>
        <p>The console's program checks all of it without a network or a server; take the public key from the console itself, not from here:</p>
        <pre>dotnet IncidentConsole.dll verify {incident.Number}.zip --key public-key.pem</pre>
        <p>Without that program, in the unpacked folder:</p>
        <pre>openssl dgst -sha256 -verify {ExportFiles.PublicKey} -signature {ExportFiles.Signature} {ExportFiles.Manifest}
        before=
        while IFS= read -r entry; do before=$(printf %s%s "$before" "$entry" | sha256sum | cut -d' ' -f1); echo "$before"; done &lt;{ExportFiles.Entries} | diff - {ExportFiles.Hashes} &amp;&amp; echo unchanged</pre>

        """;

    private static string Shown(string text) => WebUtility.HtmlEncode(ShownText.Of(text));

    private static string When(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
