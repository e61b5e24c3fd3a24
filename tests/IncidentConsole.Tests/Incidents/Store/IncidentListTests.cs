using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

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
        await AssertList([1001], new(Text: "100% people"));
        await AssertList([], new(Text: "%"));
        await AssertList([1002], new(Text: "slow_s"));
        await AssertList([1002], new(Text: "search slow"));
        await AssertList([], new(Text: "low"));
        await AssertList([1002], new(Text: "<rebuilt>"));
        await AssertList([], new(Text: "'; DROP TABLE incidents; --"));
        await AssertList([], new(Text: "\\"));
        await AssertList([], new(Text: "\" OR *"));
        await AssertList([], new(Text: "login* NOT cost"));
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
    public async Task Search_IsOfWhatTheIncidentSaysNow_InPagesNewestFirst(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var first = await store.DeclareAsync(Story.Declared("Login fails", "production"));
        for (var i = 0; i < 4; i++) await store.DeclareAsync(Story.Declared("Login is slow", "production"));
        await AssertFoundAsync([1005, 1004], "login");
        await AssertFoundAsync([1003, 1002], "login", new(1004));
        await AssertFoundAsync([1001], "LOGIN", new(1002));

        await AssertFoundAsync([], "ana");
        var led = first.Next(new CommanderAssigned(new("u-ana", "Ana")));
        await store.AppendAsync(led, Ct);
        await AssertFoundAsync([1001], "ana");
        await store.AppendAsync((await store.LoadAsync(first.Number, Ct))!.Next(new CommanderAssigned(new("u-ben", "Ben"))), Ct);
        await AssertFoundAsync([], "ana");
        await AssertFoundAsync([1001], "ben login fails");

        // An append that comes too late leaves no word behind.
        Assert.IsType<AppendResult.VersionTaken>(await store.AppendAsync(first.Next(new CommanderAssigned(new("u-zoe", "Zoe"))), Ct));
        await AssertFoundAsync([], "zoe");

    }

    [Theory, MemberData(nameof(Both))]
    public async Task Search_ForAWordOfAnyLength_FindsItByItsBeginning(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        await store.DeclareAsync(Story.Declared(new string('x', 5_000) + " Größe 登录失败 “naïve” 🚒42", "production"));
        await store.DeclareAsync(Story.Declared(string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"w{i}")), "staging"));

        foreach (var text in new[] { "x", new string('x', 13), new string('x', 64), new string('x', 65), new string('x', 900), "größe", "失败", "naïve", "42" })
            await AssertFoundAsync([1001], text);
        await AssertFoundAsync([1002], "w0 w1 w2");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Rows_FromBeforeTheIndex_AreFoundOnceTheStoreIsOpened(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        await store.DeclareAsync(Story.Declared("one", "production"));
        await store.DeclareAsync(Story.Declared("two", "production"));
        await using (var db = await ContextAsync())
        {
            var migrations = db.GetService<IMigrator>();
            await migrations.MigrateAsync(db.Database.GetMigrations().TakeWhile(m => !m.EndsWith("_IncidentWords", StringComparison.Ordinal)).Last(), Ct);
            var before = "inc-1001\nlogin's “slow_search” (100%)\nzoë ünal\n" + new string('x', 3_000) + "\n";
            await db.Database.ExecuteSqlAsync($"UPDATE incidents SET search = {before} WHERE number = 1001", Ct);
        }
        await RestartAsync();

        foreach (var text in new[] { "1001", "login", "search", "SLOW", "ünal", "xxx" })
            await AssertFoundAsync([1001], text);
        await AssertFoundAsync([1002], "two");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Rows_FromBeforeKinds_AreWhatTheirFirstEntriesSay(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        await store.DeclareAsync(Story.Declared("no \"rehearsal\":true", "staging"));
        await store.DeclareAsync(Story.Declared("Rehearsal", "staging") with { Rehearsal = true });
        await store.DeclareAsync(Story.Declared("Drill", "drill") with { Drill = true });
        await using (var db = await ContextAsync())
            await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().TakeWhile(m => !m.EndsWith("_Kinds", StringComparison.Ordinal)).Last(), Ct);
        await RestartAsync();

        foreach (var (of, number) in new[] { (IncidentKind.Incident, 1001), (IncidentKind.Rehearsal, 1002), (IncidentKind.Drill, 1003) })
            Assert.Equal(number, Assert.Single((await List.ListAsync(new(Kind: of), null, 9, Ct)).Items).Number.Value);
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

    private async Task AssertFoundAsync(int[] expected, string text, IncidentNumber? after = null) =>
        Assert.Equal(expected, (await List.ListAsync(new(Text: text), after, 2, Ct)).Items.Select(i => i.Number.Value));
}
