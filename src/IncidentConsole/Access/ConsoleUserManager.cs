using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>Identity's user manager with the console's clock: its own lockout asks the machine for the time.</summary>
public sealed class ConsoleUserManager(
    IUserStore<ConsoleUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<ConsoleUser> hasher,
    IEnumerable<IUserValidator<ConsoleUser>> userValidators,
    IEnumerable<IPasswordValidator<ConsoleUser>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    TimeProvider time,
    ILogger<ConsoleUserManager> logger)
    : UserManager<ConsoleUser>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    public override Task<bool> IsLockedOutAsync(ConsoleUser user) =>
        Task.FromResult(user.LockoutEnabled && user.LockoutEnd > time.GetUtcNow());

    public override async Task<IdentityResult> AccessFailedAsync(ConsoleUser user)
    {
        user.AccessFailedCount++;
        if (user.AccessFailedCount >= Options.Lockout.MaxFailedAccessAttempts)
        {
            user.LockoutEnd = time.GetUtcNow() + Options.Lockout.DefaultLockoutTimeSpan;
            user.AccessFailedCount = 0;
        }
        return await UpdateUserAsync(user);
    }
}
