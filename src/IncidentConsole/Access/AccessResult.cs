using System.Diagnostics.CodeAnalysis;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>What came of an administrative act: done, or a sentence saying why not and what would help.</summary>
public sealed record AccessResult(string? Refusal)
{
    public static readonly AccessResult Done = new((string?)null);

    public static AccessResult Refuse(string sentence) => new(sentence);

    public static AccessResult<T> Refuse<T>(string sentence) where T : class => new(null, sentence);

    public static AccessResult<T> Of<T>(T value) where T : class => new(value, null);
}

/// <summary>The same, with what was made.</summary>
public sealed record AccessResult<T>(T? Value, string? Refusal) where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    public static implicit operator AccessResult<T>(T value) => new(value, null);
}
