using System.Collections.Immutable;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Postmortems;

public enum PostmortemStage { None, Draft, Reviewed, Published }

/// <summary>The post-mortem as people have written it so far. Texts stand beside the chain.</summary>
public sealed record PostmortemState
{
    public static readonly PostmortemState None = new();

    public ImmutableList<PostmortemRevision> Revisions { get; init; } = [];
    /// <summary>Texts that contradicted a newer revision: kept for who wrote them to settle.</summary>
    public ImmutableList<PostmortemAside> Asides { get; init; } = [];
    public ImmutableList<PostmortemComment> Comments { get; init; } = [];
    /// <summary>Where it was last written to the document folder.</summary>
    public PostmortemFile? File { get; init; }

    public PostmortemRevision? Newest => Revisions.IsEmpty ? null : Revisions[^1];

    /// <summary>A newer revision takes a publication back: it is a draft again until it is published itself.</summary>
    public PostmortemStage Stage => Newest switch
    {
        null => PostmortemStage.None,
        { Published: not null } => PostmortemStage.Published,
        { Reviews.IsEmpty: false } => PostmortemStage.Reviewed,
        _ => PostmortemStage.Draft,
    };

    /// <summary>The one that was published last, a newer draft or not.</summary>
    public PostmortemRevision? Published => Revisions.FindLast(r => r.Published is not null);

    public PostmortemRevision? Find(int number) => Revisions.Find(r => r.Number == number);

    /// <summary>What this person has to settle before their words are in it.</summary>
    public PostmortemAside? Unsettled(string person) => Asides.FindLast(a => a.By.Id == person && a.SettledBy is null);

    /// <summary>The texts that a text on this revision is put together from, and those that were set aside.</summary>
    public IEnumerable<Guid> TextsToMerge(int revision) =>
        new[] { Find(revision)?.Text.Id, Newest?.Text.Id }.OfType<Guid>().Concat(Asides.Where(a => a.SettledBy is null).Select(a => a.Text.Id)).Distinct();

    internal PostmortemState With(PostmortemRevised r, Stamp stamp) => this with
    {
        Revisions = Revisions.Add(new(r.Revision, r.Base, r.Text, r.Merges, stamp.By, stamp.At)),
        Asides = [.. Asides.Select(a => a.By.Id == stamp.By.Id && a.SettledBy is null && r.Base >= a.Against ? a with { SettledBy = r.Revision } : a)],
    };

    internal PostmortemState With(int revision, Func<PostmortemRevision, PostmortemRevision> change) =>
        this with { Revisions = [.. Revisions.Select(r => r.Number == revision ? change(r) : r)] };
}

/// <param name="Base">The revision it was written on; 0 for the first, which was made from the entries.</param>
/// <param name="Merges">The newer revision that it was put together with.</param>
public sealed record PostmortemRevision(int Number, int Base, KeptText Text, int? Merges, Actor By, DateTimeOffset At)
{
    public ImmutableList<PostmortemReview> Reviews { get; init; } = [];
    public Stamp? Published { get; init; }
    /// <summary>Why it was published without a second person's review.</summary>
    public string? Unreviewed { get; init; }
}

/// <param name="Own">By who wrote it, which counts in a drill only.</param>
public sealed record PostmortemReview(Actor By, DateTimeOffset At, bool Own);

/// <param name="Against">The revision it contradicts.</param>
/// <param name="SettledBy">The revision in which its author settled it.</param>
public sealed record PostmortemAside(int Base, int Against, KeptText Text, Actor By, DateTimeOffset At, int? SettledBy = null);

public sealed record PostmortemComment(int Number, int Revision, KeptText Text, Actor By, DateTimeOffset At)
{
    public Stamp? Resolved { get; init; }
}

/// <param name="Path">From the document folder on.</param>
public sealed record PostmortemFile(int Revision, string Path, string Sha256, DateTimeOffset At);
