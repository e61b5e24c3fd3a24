using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Rehearsals;

public sealed class RehearsalLineTests
{
    [Theory]
    [InlineData(IncidentStatus.Open, "the rollback is not at its end yet")]
    [InlineData(IncidentStatus.Resolved, "the rollback did not get to its end")]
    [InlineData(IncidentStatus.Dismissed, "the rollback did not get to its end")]
    public void Line_WithoutATime_SaysWhetherThereMayBeOneYet(IncidentStatus status, string says)
    {
        using var screen = new BunitContext();
        var review = new RehearsalReview { Method = "method-b", Steps = [], Why = "Step 3, Export, was not done.", Data = StagedData.Own };
        var record = new RehearsalRecord(IncidentNumber.First, new("meetsolis", "1.0", "hash"), "staging", "method-b", "Method B", TimeSpan.FromMinutes(10), status, DateTimeOffset.UnixEpoch, null, null, review, null, []);
        Assert.Contains(says, screen.Render<RehearsalLine>(p => p.Add(x => x.Record, record)).Find(".rehearsal-head").TextContent, StringComparison.Ordinal);
    }
}
