using System.Security.Cryptography;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Messages;

/// <summary>Whom a message goes to by themselves, as a list says it.</summary>
/// <param name="Fields">The list's columns but the address, as templates name them: <c>first-name</c>.</param>
/// <param name="Rows">How many the list has, good or not.</param>
/// <param name="Problems">What is left out, and why: the first of them.</param>
/// <param name="ReadAs">In words: separator and encoding.</param>
/// <param name="Doubt">A sentence where the list reads strangely as a whole; null where it does not.</param>
public sealed record Audience(
    IReadOnlyList<MessageRecipient> People, IReadOnlyList<string> Fields, int Rows, int Duplicates, int Bad, IReadOnlyList<AudienceProblem> Problems, string ReadAs, string? Doubt)
{
    /// <summary>Covers every address and every value, in their order.</summary>
    public string Hash { get; } = HashOf(People);

    /// <summary>How many people have nothing in a column; all of them where there is no such column.</summary>
    public int Lacking(string field) => People.Count(p => !p.Fields.TryGetValue(field, out var value) || string.IsNullOrWhiteSpace(value));

    public static string HashOf(IReadOnlyList<MessageRecipient> people)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var person in people)
        {
            // As JSON, so that no value can be taken for the end of another.
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new object[] { person.Address, person.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new[] { f.Key, f.Value }) }));
            hash.AppendData("\n"u8);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <param name="Line">Of the file, from 1.</param>
/// <param name="Duplicate">The person is told once, by the first line that names them.</param>
public sealed record AudienceProblem(int Line, string Address, string Why, bool Duplicate = false);

/// <summary>What became of reading a list.</summary>
public abstract record AudienceReading
{
    private AudienceReading() { }

    public sealed record Read(Audience Audience) : AudienceReading;

    /// <param name="Sentence">What is wrong with the list as a whole.</param>
    public sealed record Refused(string Sentence) : AudienceReading;
}
