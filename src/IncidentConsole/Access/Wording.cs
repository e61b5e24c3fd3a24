using System.Net.Mail;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Names and addresses as people type them: cleaned, or refused with a sentence.</summary>
public static class Wording
{
    public const int MaxName = 100;
    public const int MaxEmail = 254;

    /// <summary>The text without control characters (PostgreSQL refuses U+0000) and without space around it.</summary>
    public static string Clean(string? text) => string.Concat((text ?? "").Where(c => !char.IsControl(c))).Trim();

    /// <summary>Why <paramref name="name"/> cannot be a name, or null.</summary>
    public static string? NameProblem(string name) => name.Length switch
    {
        0 => "Give a name.",
        > MaxName => $"The name is longer than {MaxName} characters.",
        _ => null,
    };

    /// <summary>Why <paramref name="email"/> cannot be an email address, or null.</summary>
    public static string? EmailProblem(string email) =>
        email.Length == 0 ? "Give an email address."
        : email.Length > MaxEmail || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email
            ? $"“{email[..Math.Min(email.Length, 60)]}” is not an email address."
            : null;

    public static IReadOnlyList<string> Sentences(IdentityResult result) => [.. result.Errors.Select(Sentence)];

    private static string Sentence(IdentityError error) => error.Code switch
    {
        "DuplicateUserName" or "DuplicateEmail" => "Someone with this email address is already here.",
        "PasswordTooShort" => $"The password is too short: at least {PasswordRules.MinLength} characters. A few unrelated words do well.",
        "PasswordRequiresUniqueChars" => $"The password repeats too few characters: use at least {PasswordRules.MinDistinct} different ones.",
        "PasswordMismatch" => "The present password is not right.",
        _ => error.Description,
    };
}
