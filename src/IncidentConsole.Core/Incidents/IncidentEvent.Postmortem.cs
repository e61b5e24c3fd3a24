namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>The post-mortem has a new text.</summary>
/// <param name="Revision">1 for the first, and so on.</param>
/// <param name="Base">The revision it was written on; 0 for the first, which was made from the entries.</param>
/// <param name="Merges">The newer revision that it was put together with, line by line.</param>
public sealed record PostmortemRevised(int Revision, int Base, KeptText Text, int? Merges) : IncidentEvent;

/// <summary>A text that contradicts a newer revision: it is kept, and its author settles what stands.</summary>
public sealed record PostmortemSetAside(int Base, int Against, KeptText Text) : IncidentEvent;
public sealed record PostmortemCommented(int Comment, int Revision, KeptText Text) : IncidentEvent;
public sealed record PostmortemCommentResolved(int Comment) : IncidentEvent;

/// <param name="Own">By who wrote that revision.</param>
public sealed record PostmortemReviewed(int Revision, bool Own) : IncidentEvent;

/// <param name="Unreviewed">Why no second person has reviewed it.</param>
public sealed record PostmortemPublished(int Revision, string? Unreviewed) : IncidentEvent;

/// <summary>It stands in the document folder.</summary>
/// <param name="Path">From that folder on.</param>
/// <param name="Sha256">Of the file, in lower-case hexadecimal.</param>
public sealed record PostmortemFiled(int Revision, string Path, long Bytes, string Sha256) : IncidentEvent;
