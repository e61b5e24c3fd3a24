using Bunit;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class FrameTests : Pieces
{
    [Theory]
    [InlineData("production", false, "PRODUCTION changes here reach customers", "prod")]
    [InlineData("staging", false, "STAGING not production", "stag")]
    [InlineData("drill", false, "DRILL practice target only, nothing here reaches customers", "drill")]
    [InlineData("rehearsal", true, "REHEARSAL practice target only, nothing here reaches customers", "drill")]
    [InlineData("prod-eu", false, "PROD-EU what this reaches is not known here", "stag")]
    public void Environment_IsNamedInWords(string name, bool drill, string said, string colour)
    {
        var bar = Render<EnvironmentBar>(p => p.Add(x => x.Name, name).Add(x => x.Drill, drill)).Find(".env");
        Assert.Equal(said, string.Join(' ', bar.Children.Where(c => c.LocalName == "span").Select(Seen)));
        Assert.Contains(colour, bar.ClassList);
        Assert.NotEmpty(bar.QuerySelectorAll("svg > *"));
    }

    [Fact]
    public void Environments_AreToldApartByShapeToo()
    {
        string[] names = ["production", "staging", "drill", "prod-eu"];
        Assert.Equal(4, names.Select(n => Render<EnvironmentName>(p => p.Add(x => x.Name, n)).Find("svg").InnerHtml).Distinct().Count());
    }

    [Fact]
    public void Environment_WhoseTimesAreScaled_SaysByHowMuch() =>
        Assert.Contains("times run 10× faster than the SOP's", Render<EnvironmentBar>(p => p.Add(x => x.Name, "drill").Add(x => x.TimeScale, 10)).Markup, StringComparison.Ordinal);

    [Fact]
    public void Environment_WithSignsInItsName_ShowsThem() =>
        Assert.Contains("⟨U+202E⟩", Render<EnvironmentBar>(p => p.Add(x => x.Name, "a\u202Eb")).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData(IncidentPhase.Assess, 0)]
    [InlineData(IncidentPhase.Rollback, 2)]
    [InlineData(IncidentPhase.Review, 5)]
    public void Phases_BeforeTheCurrentOne_AreDone(IncidentPhase current, int before)
    {
        var phases = Render<PhaseStrip>(p => p.Add(x => x.Current, current)).FindAll("li");
        Assert.Equal(["Assess", "Decide", "Roll back", "Verify", "Communicate", "Review"], phases.Select(p => Seen(p).Split(',')[0]));
        Assert.Equal(before, phases.Count(p => p.TextContent.Contains(", done", StringComparison.Ordinal)));
        var now = Assert.Single(phases, p => p.GetAttribute("aria-current") == "step");
        Assert.Equal(before, phases.ToList().IndexOf(now));
        Assert.NotNull(now.QuerySelector("svg"));
    }

    [Fact]
    public void Phases_OfAnEndedIncident_AreAllDone()
    {
        var phases = Render<PhaseStrip>(p => p.Add(x => x.Current, IncidentPhase.Review).Add(x => x.Ended, true)).FindAll("li");
        Assert.All(phases, p => Assert.EndsWith(", done", Seen(p), StringComparison.Ordinal));
        Assert.DoesNotContain(phases, p => p.HasAttribute("aria-current"));
    }

    [Theory]
    [InlineData("Ana Álvarez", "AÁ")]
    [InlineData("ben@example.com", "BE")]
    [InlineData("Chi", "CH")]
    [InlineData("李 小龙", "李小")]
    [InlineData("👩‍🚒 Fire", "👩‍🚒F")]
    [InlineData("  ", "?")]
    public void Person_HasInitialsThatAreHiddenFromWhoListens(string name, string initials)
    {
        var avatar = Render<Person>(p => p.Add(x => x.Name, name)).Find(".avatar");
        Assert.Equal((initials, "true"), (avatar.TextContent, avatar.GetAttribute("aria-hidden")));
    }

    [Fact]
    public void Person_Compact_IsNamedForEverybody()
    {
        var person = Render<Person>(p => p.Add(x => x.Name, "Ana").Add(x => x.Role, "commander").Add(x => x.Lead, true).Add(x => x.Compact, true));
        Assert.Equal("Ana, commander", person.Find(".person").GetAttribute("title"));
        Assert.Equal("Ana, commander", person.Find(".sr").TextContent);
        Assert.Contains("lead", person.Find(".avatar").ClassList);
    }

    [Fact]
    public void Person_InFull_HasNameAndRole() =>
        Assert.Equal("Ben, operations", Seen(Render<Person>(p => p.Add(x => x.Name, "Ben").Add(x => x.Role, "operations")).Find(".avatar + span")));

    [Fact]
    public void Severity_IsAWord() => Assert.All(Enum.GetValues<IncidentSeverity>(), s =>
    {
        var chip = Render<SeverityChip>(p => p.Add(x => x.Severity, s)).Find(".chip");
        Assert.Equal(s.ToString().ToUpperInvariant(), chip.TextContent);
        Assert.Contains(s.ToString().ToLowerInvariant(), chip.ClassList);
    });

    [Fact]
    public void Icons_AreAllDrawn_AndSilent() => Assert.All(Enum.GetValues<IconName>(), name =>
    {
        var icon = Render<Icon>(p => p.Add(x => x.Name, name)).Find("svg");
        Assert.Equal("true", icon.GetAttribute("aria-hidden"));
        Assert.NotEmpty(icon.Children);
    });
}
