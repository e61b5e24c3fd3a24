using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>
/// Length instead of recipes: at least <see cref="MinLength"/> characters, not one everybody tries, not made of the person's own address or name.
/// </summary>
public sealed class PasswordRules : IPasswordValidator<ConsoleUser>
{
    public const int MinLength = 12;
    public const int MinDistinct = 5;

    // Hashing a book costs the server what typing it cost the guest.
    private const int MaxLength = 256;

    private static readonly HashSet<string> Everyones = new(StringComparer.Ordinal)
    {
        "password", "passwordpassword", "passwort", "passwd", "qwerty", "qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "letmein", "letmeinletmein", "welcome",
        "admin", "adminadmin", "administrator", "changeme", "changemeplease", "iloveyou", "secret", "secretsecret", "meetsolis", "incident", "incidentconsole",
        "console", "abcdefghijkl", "abcdefghijklm", "trustno", "football", "sunshine", "princess", "monkey", "dragon", "master", "superman", "batman",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<ConsoleUser> manager, ConsoleUser user, string? password)
    {
        var problem = Problem(password ?? "", user.Email, user.DisplayName);
        return Task.FromResult(problem is null
            ? IdentityResult.Success
            : IdentityResult.Failed(new IdentityError { Code = "PasswordGuessable", Description = problem }));
    }

    /// <summary>Why this password would be guessed, or null. Length and variety are Identity's own rules.</summary>
    public static string? Problem(string password, string? email, string? name)
    {
        if (password.Length > MaxLength)
            return $"The password is longer than {MaxLength} characters.";
        var letters = string.Concat(password.Where(char.IsAsciiLetter)).ToLowerInvariant();
        if (Everyones.Contains(letters) || password.All(char.IsAsciiDigit))
            return "This password is one of the first that anybody would try.";
        string[] own = [.. new[] { email, email?.Split('@')[0], name }.OfType<string>().Where(part => part.Length >= 4)];
        return own.Any(part => Rest(password, part) < 6)
            ? "The password is little more than your own name or address."
            : null;
    }

    private static int Rest(string password, string part) =>
        password.Contains(part, StringComparison.OrdinalIgnoreCase)
            ? password.Replace(part, "", StringComparison.OrdinalIgnoreCase).Length
            : int.MaxValue;
}
