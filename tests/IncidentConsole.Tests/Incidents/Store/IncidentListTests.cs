using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Data;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Store;

public sealed class IncidentListTests : StoreTests
{
    [Theory, MemberData(nameof(Both))]
    public async Task List_InPages_GivesEachOnceNewestFirst(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        for (var i = 0; i < 7; i++) await store.DeclareAsync();

        var seen = new List<int>();
        IncidentNumber? after = null;
        var pages = 0;
        do
        {
            var page = await List.ListAsync(new(), after, 3, Ct);
            seen.AddRange(page.Items.Select(i => i.Number.Value));
            after = page.Next;
            pages++;
            // Declared while somebody pages: not in the pages that follow.
            await store.DeclareAsync();
        }
        while (after is not null && pages < 10);

        Assert.Equal([1007, 1006, 1005, 1004, 1003, 1002, 1001], seen);
        Assert.Equal(3, pages);
        Assert.Null((await List.ListAsync(new(), new(1004), 3, Ct)).Next);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task List_Filtered_GivesThoseThatFit(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var first = await store.DeclareAsync(Story.Declared("Login fails for 100% of people", "production", IncidentSeverity.Sev1));
        await store.AppendAsync(first.Next(new CommanderAssigned(new("u-1", "Zoë Ünal"))), Ct);
        var second = await store.DeclareAsync(Story.Declared("Slow_search", "Staging", IncidentSeverity.Sev3));
        await store.AppendAsync(second.NextAt(Story.Start.AddHours(1), new IncidentResolved("The index was <rebuilt>", true)), Ct);
        var third = await Declare(Story.Start.AddDays(1), Story.Declared("AI cost", "production", IncidentSeverity.Sev2));
        await store.AppendAsync(third.Next(new MethodChosen(1, "method-a", true, null, ["one"], [])), Ct);

        await AssertList([1003, 1002, 1001], new());
        await AssertList([1003, 1001], new(Status: IncidentStatus.Open));
        await AssertList([1002], new(Status: IncidentStatus.Resolved));
        await AssertList([1002], new(Environment: "Staging"));
        await AssertList([], new(Environment: "staging"));
        await AssertList([1003], new(Method: "method-a"));
        await AssertList([1001], new(Severity: IncidentSeverity.Sev1));
        await AssertList([1003], new(From: Story.Start.AddMicroseconds(1)));
        await AssertList([1002, 1001], new(To: Story.Start.AddMicroseconds(1)));
        await AssertList([], new(To: Story.Start));
        await AssertList([1001], new(Text: "ÜNAL zoë"));
        await AssertList([1001], new(Text: " inc-1001 "));
        await AssertList([1001], new(Text: "100%"));
        await AssertList([1001], new(Text: "%"));
        await AssertList([1002], new(Text: "slow_s"));
        await AssertList([], new(Text: "slow%s"));
        await AssertList([1002], new(Text: "<rebuilt>"));
        await AssertList([], new(Text: "'; DROP TABLE incidents; --"));
        await AssertList([], new(Text: "\\"));
        await AssertList([1003, 1002, 1001], new(Text: " \0 "));
        await AssertList([1003], new(Status: IncidentStatus.Open, Environment: "production", Text: "cost", Severity: IncidentSeverity.Sev2, Method: "method-a"));

        async Task<Incident> Declare(DateTimeOffset at, IncidentEvent e) =>
            Assert.IsType<DeclareResult.Declared>(await store.DeclareAsync(new(n => Incident.Empty(n).NextAt(at, e)), Ct)).Incident;

        async Task AssertList(int[] expected, IncidentFilter filter)
        {
            Assert.Equal(expected, (await List.ListAsync(filter, null, 10, Ct)).Items.Select(i => i.Number.Value));
            Assert.Equal(expected.Length, await List.CountAsync(filter, ct: Ct));
            Assert.Equal(Math.Min(expected.Length, 2), await List.CountAsync(filter, 1, Ct));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Row_AfterEveryAppend_IsWhatTheStateSays(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var end = incident.NextAt(Story.Start.AddMinutes(5), new CommanderAssigned(new("u-ana", "Ana")), new IncidentResolved("Fixed", true));
        await store.AppendAsync(end with { Phase = IncidentPhase.Review }, Ct);

        var row = (await List.FindAsync(incident.Number, Ct))!;

        Assert.Equal(IncidentRow.From((await store.LoadAsync(incident.Number, Ct))!, IncidentPhase.Review), row);
        Assert.Equal((Story.Start, Story.Start.AddMinutes(5), "Ana", 3), (row.DeclaredAt, row.EndedAt, row.CommanderName, row.Version));
    }
}
