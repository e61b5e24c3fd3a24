using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>
/// The console's store. Each feature brings its rows by an <see cref="IEntityTypeConfiguration{TEntity}"/> in its own folder and reads them
/// by <c>Set&lt;TRow&gt;()</c>. There are two stores, and so two contexts with a migration folder each. Tables and columns are named in
/// snake_case by themselves.
/// </summary>
public abstract class ConsoleDbContext(DbContextOptions options) : IdentityUserContext<ConsoleUser>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    // Said here and not in the Identity options, which a design-time context does not see.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<IncidentNumber>().HaveConversion<IncidentNumberConverter>();
        configurationBuilder.Properties<AttemptId>().HaveConversion<AttemptIdConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ConsoleDbContext).Assembly);
        SnakeCase.Apply(builder.Model);
    }
}

public sealed class SqliteConsoleDbContext(DbContextOptions<SqliteConsoleDbContext> options) : ConsoleDbContext(options)
{
    // SQLite keeps no instants that sort: whole microseconds since 1970 do.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondsConverter>();
    }
}

public sealed class PostgresConsoleDbContext(DbContextOptions<PostgresConsoleDbContext> options) : ConsoleDbContext(options)
{
    // PostgreSQL would round where SQLite cuts, and takes no instant that is not in UTC.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<CutInstantConverter>();
    }
}
