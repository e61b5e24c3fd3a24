using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Data;

/// <summary>Attempts and chunks of output for the tests of where they are stored.</summary>
internal static class OutputStory
{
    public static async Task<AttemptId> BeginAsync(IServiceProvider node, Incident incident, int number = 1)
    {
        var row = new AttemptRow
        {
            Id = AttemptId.New(), Incident = incident.Number, Run = 1, Step = "one", Number = number, Node = "a", Token = 1,
            State = AttemptState.Running, StartedAt = Story.Start,
        };
        await using var db = await node.GetRequiredService<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        db.Add(row);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return row.Id;
    }

    /// <summary>Lines after a sequence; every line counts as ten bytes of the spool.</summary>
    public static OutputChunkToStore Chunk(AttemptId attempt, long after, params string[] lines) =>
        new(attempt, 1, after, [.. lines.Select(l => new NewLine(Story.Start, "stdout", l))], (after + lines.Length) * 10, 0);
}
