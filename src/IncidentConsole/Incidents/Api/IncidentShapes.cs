using System.Text.Json;
using System.Text.Json.Nodes;
using MeetSolis.IncidentConsole.Signals.Silences;

namespace MeetSolis.IncidentConsole.Incidents.Api;

/// <summary>The shapes of the REST API and the hub: those of architecture.md, with more fields where they help.</summary>
public sealed record IncidentShape(
    string Number, string Title, string Environment, string Severity, string Status, string Phase, long Version, DateTimeOffset DeclaredAt,
    PersonRef? Commander, TriggerShape? Trigger, RunbookRef Runbook, QuestionShape? Question, MethodShape? Method, RunShape? Run,
    IReadOnlyList<StepShape> Steps, IReadOnlyList<ChecklistShape> Checklists, IReadOnlyList<ClockShape> Clocks, IReadOnlyList<GuardShape> Guards,
    IReadOnlyList<CriterionShape> Criteria, MethodShape? Recommended, NextShape Next, bool Drill, double TimeScale, string? Summary, string HeadHash)
{
    /// <summary>A rehearsal of the runbook, carried through for evidence.</summary>
    public bool Rehearsal { get; init; }
    /// <summary>The drill's scenario, where it is known.</summary>
    public string? Scenario { get; init; }
    /// <summary>It was put away: lists show it only to who asks.</summary>
    public bool Archived { get; init; }
    /// <summary>The action that is under way.</summary>
    public ActionShape? Action { get; init; }
    public required IReadOnlyList<PersonRef> Responders { get; init; }
    /// <summary>Role → who holds it.</summary>
    public required IReadOnlyDictionary<string, PersonRef> Roles { get; init; }
    /// <summary>Role → to whom it is offered.</summary>
    public required IReadOnlyDictionary<string, PersonRef> Offers { get; init; }
    /// <summary>The newest call for somebody; null where nobody was called.</summary>
    public PageShape? Page { get; init; }
    /// <summary>The soonest update that people wait for.</summary>
    public UpdateShape? NextUpdate { get; init; }
    /// <summary>When a decision is due; null where none is, or it was made.</summary>
    public DateTimeOffset? DecideBy { get; init; }
    /// <summary>When it started, was detected and was mitigated: as recorded, and as marked by a person, which counts.</summary>
    public IReadOnlyList<TimeShape> Times { get; init; } = [];
    public IReadOnlyList<FileShape> Files { get; init; } = [];
    /// <summary>Messages that were put before a second person.</summary>
    public IReadOnlyList<ProposedShape> Proposals { get; init; } = [];
    public IReadOnlyList<Actions.ActionItemShape> ActionItems { get; init; } = [];
    /// <summary>Versions of the pinned entries.</summary>
    public IReadOnlyCollection<long> Pins { get; init; } = [];
    /// <summary>What declares nothing in its environment for now, or is planned not to.</summary>
    public IReadOnlyList<SilenceItem> Silences { get; init; } = [];
}

/// <param name="NextAt">When the next is called, unless it is acknowledged.</param>
public sealed record PageShape(IReadOnlyList<string> Called, DateTimeOffset At, DateTimeOffset? NextAt, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt);


public sealed record TriggerShape(string Id, string Title, bool Firing, DateTimeOffset At);
public sealed record QuestionShape(string Id, string Ask, IReadOnlyList<string> Choices, ProposalShape? Proposal);
public sealed record ProposalShape(string Answer, string Evidence, DateTimeOffset At);
public sealed record MethodShape(string Id, string Title);
public sealed record RunShape(int Number, string Method, DateTimeOffset ChosenAt, DateTimeOffset? StartedAt, DateTimeOffset? StepsDoneAt, DateTimeOffset? MitigatedAt);
public sealed record GuardShape(string Id, string State);
public sealed record CriterionShape(string Id, string Say, string? Result, DateTimeOffset? Deadline);
public sealed record NextShape(string Kind, string Label, string? Target, string? Value);
public sealed record IncidentRowShape(
    string Number, string Title, string Environment, string Severity, string Status, string Phase, long Version, DateTimeOffset DeclaredAt,
    DateTimeOffset? EndedAt, string? Commander, string? Trigger, string? Method, bool Drill)
{
    /// <summary>incident, drill or rehearsal.</summary>
    public required string Kind { get; init; }
    /// <summary>The drill's scenario, where it is known.</summary>
    public string? Scenario { get; init; }
    /// <summary>It was put away: lists show it only to who asks.</summary>
    public bool Archived { get; init; }
}
public sealed record EntryShape(long Version, DateTimeOffset At, Actor Actor, string Type, string Summary, JsonNode? Data, string Hash)
{
    public bool Pinned { get; init; }
    /// <summary>What is laid over a note as things stand now; the summary still says what the entry said.</summary>
    public CorrectionShape? Corrected { get; init; }
}
public sealed record CorrectionShape(long Version, DateTimeOffset At, Actor By, string? Text);
public sealed record TimeShape(string Moment, DateTimeOffset? Counts, DateTimeOffset? Recorded, MarkShape? Marked);
public sealed record MarkShape(DateTimeOffset Time, string Reason, Actor By, DateTimeOffset At);
/// <param name="Seal">What an approval names.</param>
/// <param name="SentAs">The message's id once it was sent.</param>
public sealed record ProposedShape(Guid Id, string Template, Actor By, DateTimeOffset At, int Recipients, string Seal, Actor? ApprovedBy, DateTimeOffset? ApprovedAt, Guid? SentAs);
/// <param name="Name">Null once erased.</param>
public sealed record FileShape(Guid Id, string? Name, string MediaType, long Bytes, string Digest, Actor By, DateTimeOffset At, long Version, bool Erased);
public sealed record ListShape<T>(IReadOnlyList<T> Items, string? Next);

internal static class Shapes
{
    public static string Word<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <param name="resolve">Makes a step ready as things stand, or its undo.</param>
    public static IncidentShape Of(IncidentView view, Func<string, bool, StepResolution?> resolve)
    {
        var i = view.Incident;
        var question = view.Tree.Open;
        return new(
            i.Number.ToString(), i.Title, i.Environment, Word(i.Severity), Word(i.Status), Word(view.Phase), i.Version, i.DeclaredAt, i.Commander,
            i.LeadTrigger is { } t ? new(t.Fired.Id, t.Fired.Title, t.Firing, t.At) : null, i.Runbook,
            question is null ? null : new(question.Id, question.Ask, [.. question.Answers.Keys, .. question.Answers.ContainsKey(TreePosition.Unknown) ? Array.Empty<string>() : [TreePosition.Unknown]],
                view.Proposal is { Answer: { } answer } p ? new(answer, p.Evidence, p.At) : null),
            view.Method is { } m ? new(m.Id, m.Title) : null,
            i.CurrentRun is { } run ? new(run.Number, run.Method, run.ChosenAt, run.StartedAt, run.StepsDoneAt, run.MitigatedAt) : null,
            [.. view.Steps.Select(s => StepShapes.Of(s, view, i.IsOpen ? resolve : (_, _) => null))],
            [.. view.Checklists.Select(c => ChecklistShapes.Of(c, view))],
            [.. view.Clocks.Select(ChecklistShapes.Of)],
            [.. view.Guards.Select(g => new GuardShape(g.Guard.Id, Word(g.State)))],
            [.. view.Criteria.Select(c => new CriterionShape(c.Criterion.Id, c.Criterion.Say, c.Result is { } r ? Word(r) : null, c.Deadline))],
            view.Recommended is { } rec ? new(rec.Id, view.Runbook.TitleOf(rec.Id)) : null,
            new(Word(view.Next.Kind), view.Next.Label, view.Next.Target, view.Next.Value), i.Drill, i.TimeScale, i.Summary, i.HeadHash)
        {
            Rehearsal = i.Rehearsal,
            Scenario = i.Scenario,
            DecideBy = Incidents.DecideBy.Of(i)?.At,
            Archived = i.Archived,
            Action = i.Action is { } action ? new(action.Id, view.Runbook.TitleOf(action.Id), action.At, action.Until) : null,
            Responders = i.Responders,
            Roles = IncidentRoles.All.Where(r => i.HolderOf(r) is not null).ToDictionary(r => r, r => i.HolderOf(r)!),
            Offers = i.Offers.ToDictionary(o => o.Key, o => o.Value.To),
            Page = i.Page is { } page ? new([.. page.Called.Select(c => c.Name)], page.At, page.CallAt, page.Acknowledged?.By.Name, page.Acknowledged?.At) : null,
            NextUpdate = Incidents.NextUpdate.Soonest(i, view.Runbook) is { } update ? new(update.Template.Id, update.Due) : null,
            Times = [.. IncidentTimes.All(i).Select(t => new TimeShape(t.Moment, t.Counts, t.Recorded, t.Mark is { } m ? new(m.Time, m.Reason, m.By, m.At) : null))],
            Files = [.. i.Attachments.Select(a => new FileShape(a.Id, view.Written.GetValueOrDefault(a.Fact.Name.Id), a.Fact.MediaType, a.Fact.Bytes, a.Fact.Digest, a.By, a.At, a.Version, a.Erased))],
            Proposals = [.. i.Proposals.Select(p => new ProposedShape(p.Id, p.Fact.Template, p.Proposed.By, p.Proposed.At, p.Fact.Recipients, p.Fact.Seal, p.Approved?.By, p.Approved?.At, p.SentAs))],
            ActionItems = [.. i.ActionItems.Select(a => Actions.ActionItemShape.Of(a, view))],
            Pins = i.Pins,
            Silences = [.. view.Silences.Where(s => !s.IsOver(view.Now)).Select(s => SilenceItem.Of(s, view.Now))],
        };
    }

    public static CandidateShape Of(Runs.FileCandidate f, DateTimeOffset now) => new(
        f.Path, f.Name, f.Bytes, f.ModifiedAt, Math.Round((now - f.ModifiedAt).TotalSeconds),
        f.GzipIntact switch { true => "intact", false => "damaged", null => f.Name.EndsWith(".gz", StringComparison.Ordinal) ? "untested" : null }, f.Sha256, f.Newest);

    public static IncidentRowShape Of(IncidentRow row) => new(
        row.Number.ToString(), row.Title, row.Environment, Word(row.Severity), Word(row.Status), Word(row.Phase), row.Version, row.DeclaredAt,
        row.EndedAt, row.CommanderName, row.TriggerTitle, row.Method, row.Drill) { Archived = row.Archived, Kind = Word(row.Kind), Scenario = row.Scenario };

    /// <param name="incident">At or after the entry.</param>
    public static EntryShape Of(Entry entry, EntrySummary summary, Incident incident, IReadOnlyDictionary<Guid, string?> texts) => new(
        entry.Version, entry.At, entry.Actor, EntryJson.TypeName(entry.Event), summary.Of(entry.Event), JsonNode.Parse(entry.Json)?["data"]?.DeepClone(), entry.Hash)
    {
        Pinned = incident.Pins.Contains(entry.Version),
        Corrected = incident.Corrections.TryGetValue(entry.Version, out var c) ? new(c.Version, c.At, c.By, texts.GetValueOrDefault(c.Text.Id)) : null,
    };
}
