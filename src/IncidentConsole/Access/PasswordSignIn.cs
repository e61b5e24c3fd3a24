using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Signing in with address and password. The answer, and the work done for it, tell nobody which addresses exist.</summary>
public sealed class PasswordSignIn(
    SignInManager<ConsoleUser> signIn, ConsoleUserManager users, StrangersHash stranger, AuditLog audit)
{
    public const string Wrong = "Email and password do not match, or sign-in is paused for some minutes after several wrong tries.";
    public const string Disabled = "This account is disabled. An Administrator can enable it again.";

    /// <returns>Null when signed in, otherwise the sentence.</returns>
    public async Task<string?> TryAsync(string email, string password, bool remember, string? ip, CancellationToken ct)
    {
        var user = email.Length is > 0 and <= Wording.MaxEmail ? await users.FindByEmailAsync(email) : null;
        if (user?.PasswordHash is null || await users.IsLockedOutAsync(user))
        {
            stranger.Verify(password);
            // People type passwords into the wrong field: only what looks like an address is kept.
            var typed = Wording.EmailProblem(email) is null ? email : "(not an address)";
            await audit.WriteAsync(Nobody(typed), AuditActs.SignInFailed, typed, new { reason = user is null ? "unknown" : "locked or invited" }, ip, ct);
            return Wrong;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            await audit.WriteAsync(Nobody(user.Email!), result.IsLockedOut ? AuditActs.LockedOut : AuditActs.SignInFailed, user.Email!,
                new { reason = "wrong password" }, ip, ct);
            return Wrong;
        }
        if (user.Disabled)
        {
            await audit.WriteAsync(NewPerson.ActorOf(user), AuditActs.SignInFailed, user.Email!, new { reason = "disabled" }, ip, ct);
            return Disabled;
        }
        await signIn.SignInAsync(user, remember);
        await audit.WriteAsync(NewPerson.ActorOf(user), AuditActs.SignedIn, user.Email!, ip: ip, ct: ct);
        return null;
    }

    private static Actor Nobody(string email) => new(ActorKind.Person, "", email);
}

/// <summary>The hash that a stranger's password is compared with, as costly as a real one.</summary>
public sealed class StrangersHash(IOptions<PasswordHasherOptions> options)
{
    private static readonly ConsoleUser Stranger = new();
    private readonly PasswordHasher<ConsoleUser> _hasher = new(options);
    private string? _hash;

    public void Verify(string password) =>
        _hasher.VerifyHashedPassword(Stranger, _hash ??= _hasher.HashPassword(Stranger, SecretToken.New()), password);
}
