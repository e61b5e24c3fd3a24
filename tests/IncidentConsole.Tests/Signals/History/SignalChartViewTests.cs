using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Signals.History;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;

namespace MeetSolis.IncidentConsole.Tests.Signals.History;

public sealed class SignalChartViewTests : BunitContext
{
    [Fact]
    public void View_OfHalfAnHour_DrawsAsManySignsAsStandApart()
    {
        double?[] values = [.. Enumerable.Range(0, 180).Select(i => (i is > 60 and < 90) ? (double?)null : (i is > 20 and < 130) ? 8 + Math.Sin(i / 4.0) * 2 : 0.6 + i % 7 * 0.1)];
        IncidentMark Mark(int at, MarkKind kind) => new(at, SignalChartTests.Start.AddSeconds(at), kind, $"{kind} at {at}");
        var chart = SignalChartTests.Chart(values, new([new("method-a", SignalChartTests.Start.AddSeconds(700), null)]),
            [Mark(300, MarkKind.Declared), Mark(330, MarkKind.Decision), Mark(520, MarkKind.Decision), Mark(700, MarkKind.StepStarted), Mark(810, MarkKind.StepFailed), Mark(950, MarkKind.StepStarted), Mark(1_080, MarkKind.StepEnded), Mark(1_085, MarkKind.Message), Mark(1_400, MarkKind.Mitigated), Mark(1_650, MarkKind.Ended)], high: 11);

        var view = Render<SignalChartView>(p => p.Add(x => x.Chart, chart));

        Pictures.Keep($"<div class='page narrow'><section class=panel>{view.Markup}</section></div>");
        Assert.Equal(8, view.FindAll("[data-mark]").Count);
        Assert.Equal("2", view.Find("[data-mark=StepEnded] small").TextContent);
    }

    private static readonly IncidentMark[] Marks =
    [
        new(1, SignalChartTests.Start.AddSeconds(5), MarkKind.Declared, "declared <b>it</b>"),
        new(9, SignalChartTests.Start.AddSeconds(50), MarkKind.Mitigated, "mitigated"),
    ];

    [Fact]
    public void View_OfAChart_SaysInWordsWhatItDraws()
    {
        var view = Render<SignalChartView>(p => p.Add(x => x.Chart, SignalChartTests.Chart([8, 8, null, 6, 0.5, 0.5], marks: Marks)));

        Assert.Equal(ChartWords.Of(SignalChartTests.Chart([8, 8, null, 6, 0.5, 0.5], marks: Marks)), view.Find("svg[role=img]").GetAttribute("aria-label"));
        Assert.Equal("no data", view.Find(".chart-gap").GetAttribute("title"));
        Assert.Equal("threshold 5 %", view.Find(".chart-limit").TextContent);
        Assert.Equal(["Declared", "Mitigated"], view.FindAll("[data-mark]").Select(m => m.GetAttribute("data-mark")));
        Assert.Equal(["declared", "mitigated"], view.FindAll(".chart-key").Select(k => k.TextContent.Trim()));
        // The slider reads every point out, by its place.
        var slider = view.Find("input[type=range]");
        Assert.Equal(("5", "14:01:00: 0.5 %"), (slider.GetAttribute("max"), slider.GetAttribute("aria-valuetext")));
        Assert.Equal("14:00:30: no data", view.Find("[data-chart]").GetAttribute("data-points")!.Split('\n')[2]);
    }

    [Fact]
    public void Table_IsThereOnceItIsAskedFor_WithEveryValueAndEveryMark()
    {
        var view = Render<SignalChartView>(p => p.Add(x => x.Chart, SignalChartTests.Chart([8, null, 0.5], marks: [Marks[0]])));
        Assert.Empty(view.FindAll("table"));

        view.Find("[data-test=chart-table]").TriggerEvent("ontoggle", EventArgs.Empty);

        Assert.Equal(["14:00:10|8 %, above the threshold|100", "14:00:20|no data|0", "14:00:30|0.5 %|100"],
            view.FindAll("[data-test=chart-values] tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent))));
        Assert.Equal("declared <b>it</b>", view.Find("[data-test=chart-marks] tbody td:last-child").TextContent);
    }
}
