using System.Data;
using System.Data.Common;
using MeetSolis.IncidentConsole.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Access;

/// <summary>
/// One administrative act: a unit of work of its own, serializable, so that two administrators who remove each other at one moment do not
/// both succeed. What is refused leaves nothing behind.
/// </summary>
public sealed class AccessWork(IServiceScopeFactory scopes)
{
    private const int Tries = 5;
    private const string SerializationFailure = "40001";
    private const string Deadlock = "40P01";

    public async Task<AccessResult> RunAsync(Func<ConsoleDbContext, ConsoleUserManager, Task<AccessResult>> act, CancellationToken ct) =>
        await RunAsync(act, result => result.Refusal is null, ct);

    public async Task<AccessResult<T>> RunAsync<T>(Func<ConsoleDbContext, ConsoleUserManager, Task<AccessResult<T>>> act, CancellationToken ct) where T : class =>
        await RunAsync(act, result => result.IsDone, ct);

    private async Task<TResult> RunAsync<TResult>(
        Func<ConsoleDbContext, ConsoleUserManager, Task<TResult>> act, Func<TResult, bool> isDone, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ConsoleDbContext>();
            var users = scope.ServiceProvider.GetRequiredService<ConsoleUserManager>();
            try
            {
                return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
                {
                    db.ChangeTracker.Clear();
                    await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, ct);
                    var result = await act(db, users);
                    if (isDone(result))
                    {
                        await db.SaveChangesAsync(ct);
                        await transaction.CommitAsync(ct);
                    }
                    return result;
                });
            }
            catch (Exception ex) when (attempt < Tries && IsCollision(ex))
            {
                // Another act changed what this one had read: look again and decide again.
            }
        }
    }

    private static bool IsCollision(Exception ex) =>
        ex is DbException { SqlState: SerializationFailure or Deadlock } || (ex.InnerException is { } inner && IsCollision(inner));
}
