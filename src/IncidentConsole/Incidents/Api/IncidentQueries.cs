using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Replays;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents.Api;

/// <summary>What can be read of incidents.</summary>
internal static class IncidentQueries
{
    private const int PageSize = 50;
    private const int TimelinePage = 1_000;
    private const int OutputPage = 5_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("", ListAsync);
        api.MapGet("/{n}", async (string n, IncidentStore store, Answers answers, CancellationToken ct) =>
            await LoadAsync(store, n, ct) is { } incident ? await answers.ShowAsync(incident, ct) : Answers.NoIncident(n));
        api.MapGet("/{n}/timeline", TimelineAsync);
        api.MapGet("/{n}/state", StateAsync);
        api.MapGet("/{n}/steps/{step}/output", OutputAsync);
        api.MapGet("/{n}/steps/{step}/output.txt", OutputTextAsync);
        api.MapGet("/{n}/steps/{step}/candidates", CandidatesAsync);
        api.MapGet("/{n}/files/{id:guid}", FilesApi.DownloadAsync).Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream");
        api.MapGet("/{n}/export", async (string n, IncidentStore store, ExportService exports, CancellationToken ct) =>
            await LoadAsync(store, n, ct) is { } incident ? await ExportAnswers.ZipAsync(exports, incident, ct) : Answers.NoIncident(n));
    }

    private static async Task<IResult> ListAsync(
        IncidentList list, string? status, string? environment, string? text, string? method, string? severity, string? kind, string? after, CancellationToken ct, bool archived = false)
    {
        IncidentStatus? byStatus = null;
        if (status is not null && (!Enum.TryParse<IncidentStatus>(status, true, out var s) || !Enum.IsDefined(s)))
            return Answers.Refuse(RefusalKind.Invalid, "A status is open, resolved, dismissed or closed.", ["status"]);
        else if (status is not null) byStatus = Enum.Parse<IncidentStatus>(status, true);
        IncidentSeverity? bySeverity = null;
        if (severity is not null)
        {
            if (!Severities.TryParse(severity, out var parsed)) return Answers.Refuse(RefusalKind.Invalid, "A severity is sev1, sev2, sev3 or sev4.", ["severity"]);
            bySeverity = parsed;
        }
        if (kind is not null && IncidentQuery.Word<IncidentKind>(kind) is null) return Answers.Refuse(RefusalKind.Invalid, "A kind is incident, drill or rehearsal.", ["kind"]);
        IncidentNumber? cursor = null;
        if (after is not null)
        {
            if (!IncidentNumber.TryParse(after, out var number)) return Answers.Refuse(RefusalKind.Invalid, "After is the number of an incident.", ["after"]);
            cursor = number;
        }
        var page = await list.ListAsync(new(byStatus, environment, text, method, bySeverity, Archived: archived, Kind: IncidentQuery.Word<IncidentKind>(kind)), cursor, PageSize, ct);
        return TypedResults.Ok(new ListShape<IncidentRowShape>([.. page.Items.Select(Shapes.Of)], page.Next?.ToString()));
    }

    private static async Task<IResult> TimelineAsync(string n, IncidentStore store, EntryShaper shaper, CancellationToken ct, long after = 0)
    {
        if (await LoadAsync(store, n, ct) is not { } incident) return Answers.NoIncident(n);
        var entries = await store.EntriesAsync(incident.Number, after, TimelinePage, ct);
        var next = entries.Count == TimelinePage ? entries[^1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new ListShape<EntryShape>(await shaper.ShapeAsync(incident, entries, ct), next));
    }

    /// <summary>As it stood after an entry or at an instant: signals and clocks as they were then, too.</summary>
    private static async Task<IResult> StateAsync(string n, ReplayReader replays, Answers answers, CancellationToken ct, long? at = null, DateTimeOffset? time = null)
    {
        if (at is null == time is null) return Answers.Refuse(RefusalKind.Invalid, "Say at which entry (at) or at which time (time).", ["at"]);
        if (at < 1 || !IncidentNumber.TryParse(n, out var number) || await replays.OpenAsync(number, marked: false, ct) is not { } tape) return Answers.NoIncident(n);
        var moment = at is { } version ? await tape.SeekAsync(version, ct) : await tape.SeekAsync(time!.Value, ct);
        return answers.Show(moment.At.View with { Silences = moment.At.Board.Silences });
    }

    private static async Task<IResult> OutputAsync(
        string n, string step, IncidentStore store, OutputStore output, CancellationToken ct, long after = 0, int? run = null, int? attempt = null)
    {
        if (await LoadAsync(store, n, ct) is not { } incident) return Answers.NoIncident(n);
        if (StepOf(incident, run, step) is not { } found) return NoStep(incident, step);
        var tried = Tried(found, attempt);
        IReadOnlyList<StoredLine> lines = tried is null ? [] : await output.ReadAsync(tried.Id, after, OutputPage, ct);
        return TypedResults.Ok(new ListShape<StoredLine>(lines,
            lines.Count == OutputPage ? lines[^1].Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    /// <summary>The whole as text, for people: each line as it is stored, without colours; those of stderr are marked.</summary>
    private static async Task<IResult> OutputTextAsync(string n, string step, IncidentStore store, OutputStore output, CancellationToken ct, int? run = null, int? attempt = null)
    {
        if (await LoadAsync(store, n, ct) is not { } incident) return Answers.NoIncident(n);
        if (StepOf(incident, run, step) is not { } found) return NoStep(incident, step);
        if (Tried(found, attempt) is not { } tried)
            return Answers.Refuse(RefusalKind.NotFound, $"Step '{step}' was not tried, or not so often.", []);
        return Results.Stream(async body =>
        {
            await using var text = new StreamWriter(body, leaveOpen: true);
            await foreach (var lines in output.ReadAllAsync(tried.Id, ct))
                foreach (var line in lines) await text.WriteAsync($"{(line.Stream == "stderr" ? "stderr │ " : "")}{AnsiText.Plain(line.Text)}\n".AsMemory(), ct);
        }, "text/plain; charset=utf-8", $"{incident.Number}-{step}-{tried.Fact.Number}.txt");
    }

    private static async Task<IResult> CandidatesAsync(string n, string step, IncidentStore store, IncidentService incidents, TimeProvider time, CancellationToken ct)
    {
        if (await LoadAsync(store, n, ct) is not { } incident) return Answers.NoIncident(n);
        if (await incidents.ViewAsync(incident, ct) is not { } view || incidents.CandidatesAsync(view, step, ct) is not { } looking)
            return Answers.Refuse(RefusalKind.NotFound, $"{incident.Number} has no step '{step}' that picks a file in its run.", []);
        var found = await looking;
        var now = time.GetUtcNow();
        return TypedResults.Ok(new CandidatesShape([.. found.Items.Select(f => Shapes.Of(f, now))], null, found.Problem));
    }

    private static RunStep? StepOf(Incident incident, int? run, string step) =>
        (run is { } wanted ? incident.Runs.Find(r => r.Number == wanted) : incident.CurrentRun)?.Find(step);

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NoStep(Incident incident, string step) => Answers.Refuse(RefusalKind.NotFound, $"{incident.Number} has no step '{step}' in that run.", []);

    /// <summary>Attempts of a step and of its undo are numbered in one row; without a number it is the step's newest.</summary>
    private static Attempt? Tried(RunStep step, int? number) =>
        number is null ? step.Current : step.Attempts.Find(a => a.Fact.Number == number) ?? step.Undos.Find(a => a.Fact.Number == number);

    private static async Task<Incident?> LoadAsync(IncidentStore store, string n, CancellationToken ct) =>
        IncidentNumber.TryParse(n, out var number) ? await store.LoadAsync(number, ct) : null;
}

/// <summary>Gives entries their sentences for clients.</summary>
public sealed class EntryShaper(RunbookCatalog runbooks, KeptTexts texts)
{
    public async Task<IReadOnlyList<EntryShape>> ShapeAsync(Incident incident, IReadOnlyList<Entry> entries, CancellationToken ct)
    {
        if (entries.Count == 0 || await runbooks.PinnedAsync(incident, ct) is not { } runbook) return [];
        var kept = await texts.ReadAsync(incident.Number, [.. entries.SelectMany(e => Timelines.TimelineLine.TextsOf(e, incident))], ct);
        var summary = new EntrySummary(runbook, incident, id => kept.GetValueOrDefault(id));
        return [.. entries.Select(e => Shapes.Of(e, summary, incident, kept))];
    }
}
