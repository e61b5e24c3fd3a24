using System.Globalization;
using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>The list of ten thousand incidents: filtered and cut into pages by the store, as the page asks for them.</summary>
public sealed class LongListTests : StoreTests
{
    private const int Many = 10_000;

    private readonly List<IncidentRow> _all = [];

    [Theory, MemberData(nameof(Both))]
    public async Task List_OfTenThousand_GivesEveryPageOfEveryFilter(StoreKind kind)
    {
        await FillAsync(kind);

        await AssertPagesAsync(new(), _ => true, pages: 8);
        await AssertPagesAsync(new(Environment: "production", Status: IncidentStatus.Resolved), i => i is { Environment: "production", Status: IncidentStatus.Resolved }, pages: 8);
        await AssertPagesAsync(new(Severity: IncidentSeverity.Sev1, Method: "method-b"), i => i is { Severity: IncidentSeverity.Sev1, Method: "method-b" }, pages: 100);
        await AssertPagesAsync(new(Status: IncidentStatus.Dismissed), _ => false, pages: 1);
        await AssertPagesAsync(new(Text: "rare logi"), i => i.Title.StartsWith("Rare", StringComparison.Ordinal), pages: 100);
        await AssertPagesAsync(new(Text: "spike", Environment: "drill"), i => i.Environment == "drill" && !i.Title.StartsWith("Rare", StringComparison.Ordinal), pages: 8);
        await AssertPagesAsync(new(From: Story.Start.AddHours(5_000), To: Story.Start.AddHours(5_100)), i => i.DeclaredAt >= Story.Start.AddHours(5_000) && i.DeclaredAt < Story.Start.AddHours(5_100), pages: 100);
        // From somewhere in the middle, and up to the very first.
        Assert.Equal(Numbers(_all.Where(i => i.Number.Value < 6_000)).Take(25), Numbers((await List.ListAsync(new(), new(6_000), 25, Ct)).Items));
        Assert.Equal([1003, 1002, 1001], Numbers((await List.ListAsync(new(), new(1_004), 25, Ct)).Items));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Page_OfTenThousand_HoldsOnePageAndLeadsThroughTheRest(StoreKind kind)
    {
        await FillAsync(kind);
        await using var screen = new BunitContext();
        screen.JSInterop.Mode = JSRuntimeMode.Loose;
        screen.Services.AddSingleton(List).AddSingleton(Get<ListFeed>()).AddSingleton(ActivatorUtilities.CreateInstance<RunbookCatalog>(Get<IServiceProvider>())).AddSingleton(TimeProvider.System);
        var page = Open(screen, "/incidents");

        page.WaitForAssertion(() => Assert.Equal(IncidentsPage.Take, page.FindAll("a.inc").Count), TimeSpan.FromSeconds(30));
        Assert.Contains("More than 1,000, newest first.", page.Markup, StringComparison.Ordinal);

        var expected = Numbers(_all.Where(i => i.Title.StartsWith("Rare", StringComparison.Ordinal) && i.Environment == "staging")).ToList();
        var shown = new List<int>();
        var address = "/incidents?environment=staging&text=rare";
        for (var turn = 0; turn < 20; turn++)
        {
            var part = Open(screen, address);
            part.WaitForAssertion(() => Assert.NotEmpty(part.FindAll("a.inc")), TimeSpan.FromSeconds(30));
            shown.AddRange(part.FindAll("a.inc").Select(a => int.Parse(a.GetAttribute("href")!.Split('-')[^1], CultureInfo.InvariantCulture)));
            if (part.FindAll("a[rel=next]") is not [var next]) break;
            Assert.Contains($"{expected.Count} match, newest first.", part.Markup, StringComparison.Ordinal);
            address = next.GetAttribute("href")!;
        }
        Assert.True(expected.Count > 2 * IncidentsPage.Take);
        Assert.Equal(expected, shown);
    }

    private static IRenderedComponent<IncidentsPage> Open(BunitContext screen, string address)
    {
        screen.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return screen.Render<IncidentsPage>();
    }

    /// <summary>The pages that follow each other, up to so many, are those that a list in memory would have.</summary>
    private async Task AssertPagesAsync(IncidentFilter filter, Func<IncidentRow, bool> fits, int pages)
    {
        var expected = Numbers(_all.Where(fits)).ToList();
        var seen = new List<int>();
        IncidentNumber? after = null;
        for (var page = 0; page < pages; page++)
        {
            var found = await List.ListAsync(filter, after, 25, Ct);
            seen.AddRange(Numbers(found.Items));
            Assert.Equal(found.Next is null ? expected.Count - page * 25 : 25, found.Items.Count);
            if (found.Next is null) break;
            after = found.Next;
        }
        Assert.Equal(expected.Take(pages * 25), seen);
        Assert.Equal(Math.Min(expected.Count, 1_001), await List.CountAsync(filter, 1_000, Ct));
    }

    private static IEnumerable<int> Numbers(IEnumerable<IncidentRow> rows) => rows.Select(i => i.Number.Value);

    /// <summary>Rows as the service writes them, newest first in <see cref="_all"/>.</summary>
    private async Task FillAsync(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var state = await store.DeclareAsync();
        string[] environments = ["production", "staging", "drill"];
        string?[] methods = ["method-a", "method-b", null];
        await using (var db = await ContextAsync()) _all.Add(db.Set<IncidentRow>().Single());
        for (var i = 1; i < Many;)
        {
            await using var db = await ContextAsync();
            for (var batch = 0; batch < 2_500 && i < Many; batch++, i++)
            {
                var row = IncidentRow.From(state with
                {
                    Number = new(1_001 + i), Title = i % 31 == 0 ? $"Rare login failure {i}" : $"Error rate spike {i}", Environment = environments[i % 3],
                    Severity = (IncidentSeverity)Enum.GetValues<IncidentSeverity>().GetValue(i % 4)!, Status = i % 50 == 0 ? IncidentStatus.Open : IncidentStatus.Resolved,
                    DeclaredAt = Story.Start.AddHours(i), UpdatedAt = Story.Start.AddHours(i),
                }, IncidentPhase.Review) with { Method = methods[i % 7 % 3] };
                _all.Add(row);
                db.Add(row);
            }
            await db.SaveChangesAsync(Ct);
        }
        _all.Reverse();
    }
}
