using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Exports;

/// <summary>
/// <c>export NUMBER [FILE] [--SETTING=VALUE …]</c>: reads the console's own store by the console's own settings, whether a console runs on it or
/// not. It needs no key, since whoever can read the data folder can read everything.
/// </summary>
internal static class ExportVerb
{
    public const string Usage = "export NUMBER [FILE] [--SETTING=VALUE …]";

    private const int Done = 0, Failed = 1, Misused = 2;

    public static bool IsAskedBy(string[] args) => args is ["export", ..];

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        var words = args.Skip(1).Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (words.Length is 0 or > 2 || !IncidentNumber.TryParse(words[0], out var number))
        {
            await Console.Error.WriteLineAsync(Usage);
            return Misused;
        }
        try
        {
            return await RefusalAsync(app, number, words.ElementAtOrDefault(1) ?? $"{number}.zip") is { } refusal ? await SayAsync(refusal) : Done;
        }
        catch (SigningKeyException ex)
        {
            return await SayAsync(ex.Message);
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is not null || ex is IOException or UnauthorizedAccessException or StoreRefusedException)
        {
            return await SayAsync($"{number} could not be exported: {ex.GetBaseException().Message}");
        }
    }

    private static async Task<string?> RefusalAsync(WebApplication app, IncidentNumber number, string file)
    {
        if (Path.Exists(file)) return $"{file} is there already: name another file, or take it away.";
        var services = app.Services;
        var folder = services.GetRequiredService<DataFolder>();
        if (app.Configuration.GetConnectionString("Console") is not { Length: > 0 } && !File.Exists(folder.PathOf("console.db")))
            return $"There is no store in {folder.FullPath}: give --Data:Folder=FOLDER.";
        await using (var db = await services.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync())
            if ((await db.Database.GetPendingMigrationsAsync()).Any()) return "The store is of another version of the console: start this one on it first.";
        if (await services.GetRequiredService<IncidentStore>().LoadAsync(number) is not { } incident) return $"There is no incident {number}.";
        await using var zip = await services.GetRequiredService<ExportService>().OpenAsync(incident, CancellationToken.None);
        if (zip is null) return $"The runbook version of {number} is not in the store.";
        // Whoever finds the file finds all of it.
        var part = $"{file}.part";
        await using (var to = new FileStream(part, FileMode.CreateNew)) await zip.CopyToAsync(to);
        File.Move(part, file);
        await Console.Out.WriteLineAsync($"{file}: {number}, {incident.Version} entries, last hash {incident.HeadHash}");
        return null;
    }

    private static async Task<int> SayAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return Failed;
    }
}
