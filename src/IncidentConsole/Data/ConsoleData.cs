using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace MeetSolis.IncidentConsole.Data;

/// <summary>Registers the store: SQLite in <c>Data:Folder</c>, or PostgreSQL where <c>ConnectionStrings:Console</c> is set.</summary>
public static class ConsoleData
{
    public static IHostApplicationBuilder AddConsoleData(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var folder = new DataFolder(builder.Configuration["Data:Folder"] is { Length: > 0 } given ? given : "data");
        services.AddSingleton(_ => folder);
        services.TryAddSingleton(TimeProvider.System);

        if (builder.Configuration.GetConnectionString("Console") is { Length: > 0 } postgres)
        {
            // Read when the store is opened, so that a mistake in it is refused with a sentence there.
            var tuned = new Lazy<string>(() => Postgres.Tuned(postgres));
            services.AddPooledDbContextFactory<PostgresConsoleDbContext>(o => o.UseNpgsql(tuned.Value));
            services.AddSingleton<IDbContextFactory<ConsoleDbContext>, ConsoleDbContextFactory<PostgresConsoleDbContext>>();
            services.AddSingleton(_ => new WriteLane(oneAtATime: false));
            services.AddSingleton(p => ActivatorUtilities.CreateInstance<PostgresListener>(p, tuned.Value));
            services.AddHostedService(p => p.GetRequiredService<PostgresListener>());
            services.AddSingleton(p => ActivatorUtilities.CreateInstance<NodeDuty>(p, tuned.Value));
            services.AddHostedService(p => ActivatorUtilities.CreateInstance<PresenceShare>(p, tuned.Value));
        }
        else
        {
            services.AddPooledDbContextFactory<SqliteConsoleDbContext>(o =>
                o.UseSqlite($"Data Source={folder.PathOf("console.db")}").AddInterceptors(new SqlitePragmas()));
            services.AddSingleton<IDbContextFactory<ConsoleDbContext>, ConsoleDbContextFactory<SqliteConsoleDbContext>>();
            services.AddSingleton(_ => new WriteLane(oneAtATime: true));
            services.AddSingleton(p => new NodeDuty(null, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<NodeDuty>>()));
        }

        // Identity and Data Protection want a context of the scope's own.
        services.AddScoped(p => p.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("MeetSolis.IncidentConsole").PersistKeysToDbContext<ConsoleDbContext>();

        services.AddHostedService(p => p.GetRequiredService<NodeDuty>());
        services.AddSingleton<InstallationKey>().AddSingleton<NodeIdentity>();
        services.AddSingleton<IncidentFeed>().AddSingleton<OutputFeed>().AddSingleton<ListFeed>().AddSingleton<PresenceBoard>();
        services.AddSingleton<IncidentStore>().AddSingleton<IncidentList>().AddSingleton<IncidentDeadlines>().AddSingleton<KeptTexts>().AddSingleton<MentionedPeople>().AddSingleton<AttachedFiles>().AddSingleton<OutputStore>();
        services.AddSingleton<StoreProbe>().AddSingleton<StoreWatch>().AddHostedService(p => p.GetRequiredService<StoreWatch>());
        services.AddExceptionHandler<StoreAwayAnswer>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: ["ready"]);
        return builder;
    }
}

/// <summary>One factory for everybody, whichever store there is.</summary>
internal sealed class ConsoleDbContextFactory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<ConsoleDbContext>
    where TContext : ConsoleDbContext
{
    public ConsoleDbContext CreateDbContext() => contexts.CreateDbContext();
}

internal static class Postgres
{
    /// <summary>Unless said otherwise: repeated statements are prepared, and two nodes leave room in a server's usual 100 connections.</summary>
    /// <exception cref="StoreRefusedException">It is no connection string.</exception>
    public static string Tuned(string connectionString)
    {
        NpgsqlConnectionStringBuilder given;
        try
        {
            given = new(connectionString);
        }
        catch (ArgumentException ex)
        {
            throw new StoreRefusedException($"ConnectionStrings:Console is no connection string of PostgreSQL: {ex.Message}", ex);
        }
        var defaults = new NpgsqlConnectionStringBuilder();
        if (given.MaxAutoPrepare == defaults.MaxAutoPrepare) given.MaxAutoPrepare = 50;
        if (given.MaxPoolSize == defaults.MaxPoolSize) given.MaxPoolSize = 40;
        given.ApplicationName ??= "incident-console";
        return given.ConnectionString;
    }
}
