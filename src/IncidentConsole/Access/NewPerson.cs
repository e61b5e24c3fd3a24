using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Identity;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Making a person, the same for set-up, bootstrap and settings.</summary>
internal static class NewPerson
{
    /// <param name="password">Null for a person who chooses it by a one-time link.</param>
    public static async Task<AccessResult<ConsoleUser>> CreateAsync(
        ConsoleUserManager users, string name, string email, AccessRole role, string? password)
    {
        (name, email) = (Wording.Clean(name), Wording.Clean(email));
        if (Problems(name, email) is { Length: > 0 } problems)
            return AccessResult.Refuse<ConsoleUser>(problems);
        var user = new ConsoleUser { UserName = email, Email = email, DisplayName = name, Role = role, EmailConfirmed = true };
        var made = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        return made.Succeeded ? user : AccessResult.Refuse<ConsoleUser>(Refusal(made));
    }

    public static Actor ActorOf(ConsoleUser user) => new(ActorKind.Person, user.Id, user.DisplayName);

    /// <summary>What Identity refused, as sentences, each once (an address is also the name one signs in with).</summary>
    public static string Refusal(IdentityResult result) => string.Join(' ', Wording.Sentences(result).Distinct());

    private static string Problems(string name, string email) =>
        string.Join(' ', new[] { Wording.NameProblem(name), Wording.EmailProblem(email) }.OfType<string>());
}
