using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class IncidentQueryTests
{
    [Fact]
    public void Address_OfAWholeQuery_ReadsBackAsTheSame()
    {
        var query = IncidentQuery.Read("open", "sev2", "staging", "method-a", "2026-03-01", "2026-03-02", "a&b <é>", "INC-1042", kind: "rehearsal");

        var parts = query.ToString().Split('?')[1].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));

        Assert.Equal(query, IncidentQuery.Read(
            parts["status"], parts["severity"], parts["environment"], parts["method"], parts["from"], parts["to"], parts["text"], parts["after"], kind: parts["kind"]));
        Assert.Equal(IncidentKind.Rehearsal, query.ToFilter().Kind);
        Assert.Equal("a&b <é>", query.Text);
    }

    [Theory]
    [InlineData("7", "-1", "01.03.2026", "INC-")]
    [InlineData("nonsense", "sev9", "2026-02-30", "' OR 1=1")]
    [InlineData("", " ", "", "")]
    public void Read_OfNonsense_DoesNotFilter(string status, string severity, string day, string after)
    {
        var query = IncidentQuery.Read(status, severity, " ", null, day, day, "", after, kind: status);

        Assert.Equal(new IncidentQuery(), query);
        Assert.False(query.Filters);
        Assert.Equal("/incidents", query.ToString());
    }

    [Fact]
    public void Filter_OfADayUntil_HoldsTheWholeDay()
    {
        var filter = IncidentQuery.Read(null, null, null, null, "2026-03-01", "2026-03-01", null, null).ToFilter();

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), filter.From);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), filter.To);
    }

    [Fact]
    public void Filter_UntilTheLastDayThereIs_IsOpen() => Assert.Null(IncidentQuery.Read(null, null, null, null, null, "9999-12-31", null, null).ToFilter().To);
}
