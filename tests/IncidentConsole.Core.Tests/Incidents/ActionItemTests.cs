using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

/// <summary>What is to be done after an incident, without a store.</summary>
public sealed class ActionItemTests
{
    private static readonly PersonRef Rea = new("rea", "Rea");

    [Fact]
    public void Item_FromBeginningToEnd_KeepsItsWordsBesideTheChain()
    {
        var bench = new Bench();
        var due = bench.Now.AddDays(7);
        bench.Do(new IncidentCommand.AddActionItem(" Alert on the pool ", Rea, due, "https://tracker.example/42"), Bench.Rea);
        var item = Assert.Single(bench.Incident.ActionItems);
        Assert.Equal(("Rea", due, "https://tracker.example/42", ActionItemState.Open), (item.Owner!.Name, item.Due!.Value, item.Link, item.State));
        Assert.DoesNotContain("Alert on the pool", bench.Entries[^1].Json, StringComparison.Ordinal);
        Assert.Equal("Alert on the pool", bench.View.Written[item.Title.Id]);
        Assert.Contains(item.Title.Id, bench.Incident.TextIds());
        Assert.Equal($"added an action item for Rea, until {due:yyyy-MM-dd HH:mm} UTC: Alert on the pool (https://tracker.example/42)", Said(bench));

        bench.Do(new IncidentCommand.ChangeActionItem(item.Id, "Alert on the pool", null, due, null));
        Assert.Equal((item.Title, null), (bench.Incident.ActionItems[0].Title, bench.Incident.ActionItems[0].Owner));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.ChangeActionItem(item.Id, "Alert on the pool", null, due, null)));
        Assert.Contains("Say why it is dropped", bench.Refusal(new IncidentCommand.DropActionItem(item.Id, " ")), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.DropActionItem(item.Id, "The pool is gone"));
        Assert.Equal((ActionItemState.Dropped, "The pool is gone"), (bench.Incident.ActionItems[0].State, bench.Incident.ActionItems[0].Reason));
        Assert.Equal("dropped the action item “Alert on the pool”: The pool is gone", Said(bench));
        bench.Do(new IncidentCommand.ReopenActionItem(item.Id));
        bench.Do(new IncidentCommand.FinishActionItem(item.Id, "deployed"));
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.FinishActionItem(item.Id)));
        Assert.Equal((ActionItemState.Done, null, "Ana"), (bench.Incident.ActionItems[0].State, bench.Incident.ActionItems[0].Reason, bench.Incident.ActionItems[0].Settled!.By.Name));
        Assert.Equal("marked an action item done: Alert on the pool (deployed)", Said(bench));
    }

    [Theory]
    [InlineData("", null, 1, "Say what is to be done")]
    [InlineData("x", "javascript:alert(1)", 1, "http or https")]
    [InlineData("x", "ftp://files.example/x", 1, "http or https")]
    [InlineData("x", null, -1, "overdue at once")]
    [InlineData("x", null, 4_000, "more than ten years")]
    public void Item_ThatDoesNotFit_IsRefused(string title, string? link, int days, string says)
    {
        var bench = new Bench();
        Assert.Contains(says, bench.Refusal(new IncidentCommand.AddActionItem(title, null, bench.Now.AddDays(days), link)), StringComparison.Ordinal);
        Assert.Contains("at most 300", bench.Refusal(new IncidentCommand.AddActionItem(new string('x', 301))), StringComparison.Ordinal);
        Assert.Contains("needs the role Responder", bench.Refusal(new IncidentCommand.AddActionItem("x"), Bench.Obi), StringComparison.Ordinal);
        Assert.Contains("There is no action item", bench.Refusal(new IncidentCommand.FinishActionItem(Guid.NewGuid())), StringComparison.Ordinal);
    }

    [Fact]
    public void Item_IsTakenAfterTheEnd_AndIsItsOwnersUntilItIsSettled()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.Resolve("over"));
        bench.Do(new IncidentCommand.AddActionItem("Write the alert", Rea, bench.Now.AddDays(1)));
        var mine = Assert.Single(MyItems.Of(bench.View, Bench.Rea), i => i.Kind == MyItemKind.Action);
        Assert.Equal(("Write the alert", bench.Incident.ActionItems[0].Due), (mine.Text, mine.Due));
        Assert.DoesNotContain(MyItems.Of(bench.View, Bench.Ben), i => i.Kind == MyItemKind.Action);
        Assert.False(bench.Incident.ActionItems[0].IsOverdue(bench.Now));
        Assert.True(bench.Incident.ActionItems[0].IsOverdue(bench.Now.AddDays(2)));
        bench.Do(new IncidentCommand.FinishActionItem(bench.Incident.ActionItems[0].Id));
        Assert.DoesNotContain(MyItems.Of(bench.View, Bench.Rea), i => i.Kind == MyItemKind.Action);
    }

    [Fact]
    public void Carried_IsSettledWhereItGoesOn()
    {
        var bench = new Bench();
        bench.Do(new IncidentCommand.AddActionItem("Write the alert"));
        var item = bench.Incident.ActionItems[0].Id;
        var later = new IncidentNumber(1002);
        bench.Do(new IncidentCommand.CarryActionItem(item, later));
        Assert.False(bench.Incident.ActionItems[0].IsOwed);
        Assert.True(bench.Incident.ActionItems[0].IsOpen);
        Assert.IsType<Decision.NothingToDo>(bench.Try(new IncidentCommand.CarryActionItem(item, later)));
        Assert.Contains("carried into INC-1002 already", bench.Refusal(new IncidentCommand.CarryActionItem(item, new(1003))), StringComparison.Ordinal);
        Assert.Contains("settle it there", bench.Refusal(new IncidentCommand.FinishActionItem(item)), StringComparison.Ordinal);
        bench.Do(new IncidentCommand.FinishActionItem(item, In: later));
        Assert.Equal(ActionItemState.Done, bench.Incident.ActionItems[0].State);
        Assert.Equal("marked an action item done in INC-1002: Write the alert", Said(bench));
        // What was written comes back as it was.
        Assert.Equal(bench.Entries.Select(e => e.Event), bench.Entries.Select(e => EntryJson.Read(e.Json, e.Hash).Event), EventComparer);
        Assert.Equal(IncidentJson.Write(bench.Incident), IncidentJson.Write(IncidentJson.Read(IncidentJson.Write(bench.Incident))));
    }

    [Fact]
    public void Overdue_Item_IsCarriedOnWithItsTime_ThoughNoNewOneMayBeOverdue()
    {
        var bench = new Bench();
        var due = bench.Now.AddDays(-3);
        Assert.Contains("overdue at once", bench.Refusal(new IncidentCommand.AddActionItem("Write the alert", Rea, due)), StringComparison.Ordinal);

        bench.Do(new IncidentCommand.AddActionItem("Write the alert", Rea, due) { From = new(new(1000), Guid.NewGuid()) });

        var carried = Assert.Single(bench.Incident.ActionItems);
        Assert.Equal((due, true), (carried.Due!.Value, carried.IsOverdue(bench.Now)));
    }

    private static readonly IEqualityComparer<IncidentEvent> EventComparer = EqualityComparer<IncidentEvent>.Create(
        (a, b) => System.Text.Json.JsonSerializer.Serialize(a, a!.GetType(), EntryJson.Options) == System.Text.Json.JsonSerializer.Serialize(b, b!.GetType(), EntryJson.Options));

    private static string Said(Bench bench) => new EntrySummary(Bench.Runbook, bench.Incident, id => bench.View.Written.GetValueOrDefault(id)).Of(bench.Entries[^1].Event);
}
