using MeetSolis.IncidentConsole.Access;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// The console's store. Each feature brings its rows by an <see cref="IEntityTypeConfiguration{TEntity}"/> in its own folder and reads them
/// by <c>Set&lt;TRow&gt;()</c>. There are two stores, and so two contexts with a migration folder each.
/// </summary>
public abstract class ConsoleDbContext(DbContextOptions options) : IdentityUserContext<ConsoleUser>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ConsoleDbContext).Assembly);
    }
}

public sealed class SqliteConsoleDbContext(DbContextOptions<SqliteConsoleDbContext> options) : ConsoleDbContext(options)
{
    // SQLite keeps no instants that sort: whole microseconds since 1970 do.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
}

public sealed class PostgresConsoleDbContext(DbContextOptions<PostgresConsoleDbContext> options) : ConsoleDbContext(options);
