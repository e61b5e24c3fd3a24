using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.EntityFrameworkCore;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Store;

public sealed class IncidentStoreTests : StoreTests
{
    [Theory, MemberData(nameof(Both))]
    public async Task Append_ThenRead_GivesTheSameTextAndHashes(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var change = incident.Next(
            new SeverityChanged(IncidentSeverity.Sev1, "schlimmer <b>als</b> gedacht 🔥 \"quoted\" \\ \t مرحبا\u202e ffi \u0001"), new CommanderAssigned(new("u-ana", "Ana")));

        var appended = Assert.IsType<AppendResult.Appended>(await store.AppendAsync(change, Ct));

        var read = await store.EntriesAsync(incident.Number, incident.Version, ct: Ct);
        Assert.Equal(change.Entries.Select(e => (e.Version, e.Json, e.Hash, e.At, e.Actor)), read.Select(e => (e.Version, e.Json, e.Hash, e.At, e.Actor)));
        Assert.Equal(read.Select(e => e.Event), appended.Entries.Select(e => e.Event));
        Assert.Equal("schlimmer <b>als</b> gedacht 🔥 \"quoted\" \\ \t مرحبا\u202e ffi \u0001", Assert.IsType<SeverityChanged>(read[0].Event).Reason);
        await AssertWholeAsync(store, incident.Number, 3);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_TextWithNulAndHalfASurrogate_IsStoredCleaned(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync(Story.Declared(title: "a\0b\ud83d", environment: "pro\0duction"));

        var read = await store.LoadAsync(incident.Number, Ct);
        var row = await List.FindAsync(incident.Number, Ct);

        Assert.Equal("ab\ufffd", read!.Title);
        Assert.Equal(("ab\ufffd", "production"), (row!.Title, row.Environment));
        await AssertWholeAsync(store, incident.Number, 1);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_AtAnInstantFinerThanAMicrosecond_IsCutTheSameEverywhere(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var at = new DateTimeOffset(2026, 3, 1, 16, 25, 58, TimeSpan.FromHours(2)).AddTicks(9_999_999);
        var incident = Assert.IsType<DeclareResult.Declared>(
            await store.DeclareAsync(new(n => Incident.Empty(n).NextAt(at, Story.Declared())), Ct)).Incident;

        var cut = new DateTimeOffset(2026, 3, 1, 14, 25, 58, TimeSpan.Zero).AddTicks(9_999_990);
        var entry = (await store.EntriesAsync(incident.Number, 0, ct: Ct))[0];
        await using var db = await ContextAsync();
        Assert.Equal((cut, cut, cut), (entry.At, (await db.Set<EntryRow>().SingleAsync(Ct)).At, (await List.FindAsync(incident.Number, Ct))!.DeclaredAt));
        Assert.Contains("2026-03-01T14:25:58.999999Z", entry.Json, StringComparison.Ordinal);
        Assert.Equal(1, (await store.HistoryAsync(incident.Number, cut, Ct))!.Version);
        Assert.Null(await store.HistoryAsync(incident.Number, cut.AddMicroseconds(-1), Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_AtAVersionThatIsTaken_IsRefusedAndStoresNothing(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var (_, text) = TextBeside.Keep(incident.Number, "lost");
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(incident.Next(new SeverityChanged(IncidentSeverity.Sev1, "first")), Ct));

        var late = incident.Next(new SeverityChanged(IncidentSeverity.Sev4, "late"), Story.Note()) with { KeptTexts = [text], Rows = [Attempt(incident.Number)] };

        Assert.IsType<AppendResult.VersionTaken>(await store.AppendAsync(late, Ct));
        Assert.Equal(IncidentSeverity.Sev1, (await List.FindAsync(incident.Number, Ct))!.Severity);
        Assert.Empty(await Get<KeptTexts>().ReadAsync(incident.Number, Ct));
        Assert.Equal(0, await CountAsync<AttemptRow>());
        await AssertWholeAsync(store, incident.Number, 2);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_OnAStateTheStoreNeverHad_IsRefused(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();

        Assert.IsType<AppendResult.VersionTaken>(await store.AppendAsync((incident with { Version = 7 }).Next(Story.Note()), Ct));
        Assert.IsType<AppendResult.VersionTaken>(await store.AppendAsync((incident with { HeadHash = "other" }).Next(Story.Note()), Ct));
        Assert.IsType<AppendResult.VersionTaken>(await store.AppendAsync((Incident.Empty(new(4711)) with { Version = 1 }).Next(Story.Note()), Ct));
        await AssertWholeAsync(store, incident.Number, 1);
        Assert.Null(await store.LoadAsync(new(4711), Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_ACommandThatComesAgain_IsDoneOnce(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var change = incident.Next(Story.Note(), Story.Note()) with { CommandId = "c-1" };
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(change, Ct));

        // Sent again with the state it was first sent with, and decided again on the new state.
        Assert.Equal(new AppendResult.AlreadyDone(3), await store.AppendAsync(change, Ct));
        var now = (await store.LoadAsync(incident.Number, Ct))!;
        Assert.Equal(new AppendResult.AlreadyDone(3), await store.AppendAsync(now.Next(Story.Note()) with { CommandId = "c-1" }, Ct));

        Assert.Equal(3, await store.FindCommandAsync(incident.Number, "c-1", Ct));
        Assert.Null(await store.FindCommandAsync(incident.Number, "c-2", Ct));
        await AssertWholeAsync(store, incident.Number, 3);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_SixteenWritersAtOnce_LoseAndDoubleNothing(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await store.AppendAgainstOthersAsync(incident.Number, new ChecklistItemReopened($"{writer}-{i}"), $"{writer}-{i}");
        })));

        var entries = await AssertWholeAsync(store, incident.Number, 161);
        var written = entries.Select(e => e.Event).OfType<ChecklistItemReopened>().Select(e => e.Item).ToList();
        Assert.Equal(160, written.Distinct().Count());
        Assert.Equal(161, (await List.FindAsync(incident.Number, Ct))!.Version);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_WithRowsAndMore_StoresThemTogether(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var (note, text) = TextBeside.Keep(incident.Number, "found \0it 🔥");
        var row = Attempt(incident.Number);

        await store.AppendAsync(incident.Next(new NoteAdded(note)) with
        {
            KeptTexts = [text],
            Rows = [row],
            Also = (db, ct) => db.Set<AttemptRow>().Where(a => a.Id == row.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Node, "b"), ct),
        }, Ct);

        await using var db = await ContextAsync();
        Assert.Equal("b", (await db.Set<AttemptRow>().SingleAsync(Ct)).Node);
        Assert.Equal("found it 🔥", (await Get<KeptTexts>().ReadAsync(incident.Number, Ct))[note.Id]);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Append_WhereARowFails_StoresNothing(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var change = incident.Next(Story.Note()) with { Also = (_, _) => throw new InvalidOperationException("no") };

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync(change, Ct));

        await AssertWholeAsync(store, incident.Number, 1);
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(incident.Next(Story.Note()), Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task KeptText_Erased_LeavesTheChainWhole(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var (note, text) = TextBeside.Keep(incident.Number, "her name is …");
        await store.AppendAsync(incident.Next(new NoteAdded(note)) with { KeptTexts = [text] }, Ct);
        Assert.Equal(note.Digest, TextKeeper.Digest(text.Salt!, (await Get<KeptTexts>().ReadAsync(note.Id, Ct))!));

        Assert.True(await Get<KeptTexts>().EraseAsync(note.Id, Ct));

        Assert.Null((await Get<KeptTexts>().ReadAsync(incident.Number, Ct))[note.Id]);
        Assert.False(await Get<KeptTexts>().EraseAsync(Guid.NewGuid(), Ct));
        await AssertWholeAsync(store, incident.Number, 2);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task KeptText_WithHalfASurrogate_IsStoredWithTheDigestOfTheEntry(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        var keeper = new TextKeeper();
        var note = keeper.Keep("cut \ud83d");
        var kept = keeper.Texts[0];

        await store.AppendAsync(incident.Next(new NoteAdded(note)) with { KeptTexts = [new(kept.Id, incident.Number, kept.Salt, kept.Text)] }, Ct);

        var read = await Get<KeptTexts>().ReadAsync(note.Id, Ct);
        Assert.Equal("cut \ufffd", read);
        Assert.Equal(note.Digest, TextKeeper.Digest(kept.Salt, read!));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Load_AfterTheConsoleRestarted_GivesTheSameState(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var incident = await store.DeclareAsync();
        await store.AppendAsync(incident.Next(new SeverityChanged(IncidentSeverity.Sev1, "worse"), new IncidentDismissed("false alarm")), Ct);
        var before = await store.LoadAsync(incident.Number, Ct);

        store = await RestartAsync();
        var after = await store.LoadAsync(incident.Number, Ct);

        Assert.Equal(IncidentJson.Write(before!), IncidentJson.Write(after!));
        Assert.Equal(IncidentStatus.Dismissed, (await List.FindAsync(incident.Number, Ct))!.Status);
        await AssertWholeAsync(store, incident.Number, 3);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task History_AtAVersionOrInstant_GivesTheStateOfThen(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var first = await store.DeclareAsync();
        var second = first.NextAt(Story.Start.AddMinutes(1).AddMicroseconds(1), new SeverityChanged(IncidentSeverity.Sev1, "worse"));
        await store.AppendAsync(second, Ct);
        await store.AppendAsync(second.After.NextAt(Story.Start.AddMinutes(2), new SeverityChanged(IncidentSeverity.Sev4, "better")), Ct);

        Assert.Equal(IncidentSeverity.Sev1, (await store.HistoryAsync(first.Number, 2, Ct))!.Severity);
        Assert.Equal(IncidentSeverity.Sev4, (await store.HistoryAsync(first.Number, 99, Ct))!.Severity);
        Assert.Equal(IncidentSeverity.Sev2, (await store.HistoryAsync(first.Number, Story.Start.AddMinutes(1), Ct))!.Severity);
        Assert.Equal(IncidentSeverity.Sev1, (await store.HistoryAsync(first.Number, Story.Start.AddMinutes(1).AddMicroseconds(1), Ct))!.Severity);
        Assert.Null(await store.HistoryAsync(first.Number, Story.Start.AddSeconds(-1), Ct));
        Assert.Null(await store.HistoryAsync(new(9999), 1, Ct));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Load_ALongIncident_KeepsSnapshotsAndGoesOnFromThem(StoreKind kind)
    {
        var store = await OpenAsync(kind);
        var state = await store.DeclareAsync();
        for (var i = 0; i < 12; i++)
        {
            var change = state.Next([.. Enumerable.Range(0, 100).Select(n => new ChecklistItemReopened($"item-{i}-{n}"))]);
            await store.AppendAsync(change, Ct);
            state = change.After;
        }

        var loaded = await store.LoadAsync(state.Number, Ct);
        Assert.Equal((1201, 1200, state.HeadHash), (loaded!.Version, loaded.Items.Count, loaded.HeadHash));

        store = await RestartAsync();
        await using var db = await ContextAsync();
        Assert.Equal([500, 1000], await db.Set<SnapshotRow>().OrderBy(s => s.Version).Select(s => s.Version).ToListAsync(Ct));
        // Proof that it goes on from the snapshot: entries before it are not read any more.
        await db.Set<EntryRow>().Where(e => e.Version < 1000).ExecuteDeleteAsync(Ct);
        var again = (await store.LoadAsync(state.Number, Ct))!;
        Assert.Equal(loaded.Items.OrderBy(i => i.Key, StringComparer.Ordinal), again.Items.OrderBy(i => i.Key, StringComparer.Ordinal));
        Assert.Equal((loaded.Version, loaded.HeadHash, loaded.UpdatedAt), (again.Version, again.HeadHash, again.UpdatedAt));
        Assert.Equal(1000, (await store.HistoryAsync(state.Number, 1000, Ct))!.Version);
    }

    private static AttemptRow Attempt(IncidentNumber number) => new()
    {
        Id = AttemptId.New(), Incident = number, Run = 1, Step = "one", Number = 1, Node = "a", Token = 1, State = AttemptState.Running, StartedAt = Story.Start,
    };
}
