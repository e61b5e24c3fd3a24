using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Timelines;

/// <summary>Notes in Markdown, what is laid over lines, and what a reader does with one.</summary>
public sealed class TimelineDocumentTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private readonly List<IncidentCommand> _asked = [];
    private WatchedStore _store = null!;
    private IncidentWatcher _watcher = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await WatchedStore.MakeAsync();
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.Services.AddSingleton(_store.Reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        await _watcher.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Note_InMarkdown_IsFormattedAndHarmless()
    {
        await _store.AddNotesAsync(1, text: "**bold** <img src=x onerror=alert(1)> [x](javascript:alert(1))\n# 1 is down\nhttps://example.com @channel");
        var note = (await ShowAsync()).Find("#v2 .said");

        Assert.Equal("bold", note.QuerySelector("strong")!.TextContent);
        Assert.Null(note.QuerySelector("img, h1, script"));
        Assert.Contains("<img src=x onerror=alert(1)>", note.TextContent, StringComparison.Ordinal);
        Assert.Contains("# 1 is down", note.TextContent, StringComparison.Ordinal);
        Assert.Equal(["", "https://example.com"], note.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        Assert.Equal("noopener noreferrer", note.QuerySelectorAll("a")[1].GetAttribute("rel"));
        Assert.StartsWith("Ana", note.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Note_CorrectedWhileSomebodyLooks_ShowsTheNewWordsWithTheOriginalBelow()
    {
        await _store.AddNotesAsync(1, text: "after the 14:05 deploy");
        var timeline = await ShowAsync();
        Assert.Empty(timeline.FindAll(".line-original"));

        await LayOverAsync(2, "after the *14:15* deploy");
        await TakeAsync(timeline);

        Assert.Equal("after the 14:15 deploy", timeline.Find("#v2 .said > .prose").TextContent.Trim());
        Assert.Contains("corrected by Ben at ", timeline.Find("#v2 summary").TextContent, StringComparison.Ordinal);
        Assert.Equal("after the 14:05 deploy", timeline.Find("#v2 .line-original .prose").TextContent.Trim());
        Assert.Contains("corrected the note of entry 2", timeline.Find("#v3").TextContent, StringComparison.Ordinal);
        // Whoever comes later reads the same.
        Assert.Equal(timeline.Find("#v2 .said").InnerHtml, (await ShowAsync()).Find("#v2 .said").InnerHtml);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Pins_AndCorrections_AreFoundFarBack(StoreKind kind)
    {
        await using var store = await WatchedStore.MakeAsync(kind);
        await store.AddNotesAsync(700);
        await store.AddAsync(new EntryPinned(5), new EntryPinned(640), new EntryPinned(6), new EntryUnpinned(6), new NoteCorrected(5, new(Guid.NewGuid(), "digest")));
        await using var watcher = await store.OpenAsync();
        var scroll = new TimelineScroll(store.Reader);
        scroll.Take(watcher.Now.View, watcher.Now.Timeline);

        await scroll.FilterAsync(TimelineFilter.None with { Kind = TimelineKind.Pinned }, Ct);
        Assert.Equal([640L, 5], scroll.Lines.Select(l => l.Version));
        Assert.NotNull(scroll.Lines[1].Marks.Correction);
        await scroll.FilterAsync(TimelineFilter.None with { Text = "corrected" }, Ct);
        Assert.Contains(scroll.Lines, l => l.Version == 706);
        await scroll.FilterAsync(TimelineFilter.None with { Kind = TimelineKind.Notes }, Ct);
        Assert.Equal([706L, 701, 700], scroll.Lines.Take(3).Select(l => l.Version));
        _watcher = await _store.OpenAsync();
    }

    [Fact]
    public async Task Pinned_WhileOnlyPinsAreShown_ComeAndGo()
    {
        await _store.AddNotesAsync(5);
        var timeline = await ShowAsync();
        await timeline.FindAll(".switch button").First(b => b.TextContent.Contains("Pinned", StringComparison.Ordinal)).ClickAsync(new());
        Assert.Empty(timeline.FindAll("[data-test=entry]"));

        await _store.AddAsync(new EntryPinned(3), new EntryPinned(2), new EntryPinned(4));
        await TakeAsync(timeline);
        Assert.Equal(["v4", "v3", "v2"], timeline.FindAll("[data-test=entry]").Select(e => e.Id));
        await _store.AddAsync(new EntryUnpinned(3));
        await TakeAsync(timeline);
        Assert.Equal(["v4", "v2"], timeline.FindAll("[data-test=entry]").Select(e => e.Id));
        Assert.Equal(2, timeline.FindAll("[data-test=pinned]").Count);
    }

    [Fact]
    public async Task Line_WhoseTimeIsPressed_OffersToPinAndCorrectIt()
    {
        await _store.AddNotesAsync(1, text: "one");
        var timeline = await ShowAsync(acts: true);
        Assert.Empty(timeline.FindAll("[data-test=pin]"));

        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo("#v2");
        await timeline.WaitForElement("#v2 [data-test=pin]").ClickAsync(new());
        await timeline.Find("#v2 [data-test=correct]").ClickAsync(new());
        await timeline.Find("[data-test=entry-text]").InputAsync(new() { Value = "two" });
        await timeline.Find("[data-test=entry-save]").ClickAsync(new());

        Assert.Equal([new IncidentCommand.PinEntry(2, true), new IncidentCommand.CorrectNote(2, "two")], _asked);
        _screen.Services.GetRequiredService<NavigationManager>().NavigateTo("#v1");
        timeline.WaitForElement("#v1 [data-test=pin]");
        Assert.Empty(timeline.FindAll("[data-test=correct]"));
    }

    [Fact]
    public async Task File_Chosen_IsAttachedAndOneThatIsTooLargeIsRefusedAtOnce()
    {
        var timeline = await ShowAsync(acts: true);
        var input = timeline.FindComponent<InputFile>();

        input.UploadFiles(InputFileContent.CreateFromText("a log", "error.log"));
        timeline.WaitForAssertion(() => Assert.Single(_asked));
        var attach = Assert.IsType<IncidentCommand.AttachFile>(_asked[0]);
        Assert.Equal(("error.log", "a log"), (attach.Name, System.Text.Encoding.UTF8.GetString(attach.Content.Span)));

        input.UploadFiles(InputFileContent.CreateFromBinary(new byte[FileRules.MostBytes + 1], "large.txt"));
        timeline.WaitForAssertion(() => Assert.Contains("at most 10 MB", timeline.Find("[data-test=note-refusal]").TextContent, StringComparison.Ordinal));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task File_InATimeline_IsALinkUntilItIsErased()
    {
        var keeper = new TextKeeper();
        var (id, digest) = keeper.Keep("log"u8.ToArray());
        await AppendAsync(keeper, new FileAttached(id, keeper.Keep("<b>error.log"), "text/plain", 3, digest));
        var timeline = await ShowAsync();
        var link = timeline.Find("#v2 a.line-file");
        Assert.Equal(($"/api/v1/incidents/{_store.Number}/files/{id}", "<b>error.log"), (link.GetAttribute("href"), link.TextContent.Trim()));

        await _store.AddAsync(new FileErased(id, "personal data"));
        await TakeAsync(timeline);
        Assert.Empty(timeline.FindAll(".line-file"));
        Assert.DoesNotContain("error.log", timeline.Find("#v2").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_Marked_AreAskedForAndShownBesideWhatWasRecorded()
    {
        await _store.AddAsync(new TimeMarked("started", Story.Start.AddMinutes(-3), "the graph"));
        _watcher = await _store.OpenAsync();
        var dialog = _screen.Render<TimesDialog>(p => p.Add(x => x.View, _watcher.Now.View).Add(x => x.CanAct, true).Add(x => x.OnCommand, Take));
        Assert.Contains("marked by Ana: the graph", dialog.Find("[data-test=time-started]").TextContent, StringComparison.Ordinal);
        Assert.Contains("not known", dialog.Find("[data-test=time-mitigated]").TextContent, StringComparison.Ordinal);

        await dialog.Find("form").SubmitAsync();
        Assert.Contains("with its date", dialog.Find(".notice").TextContent, StringComparison.Ordinal);
        await dialog.Find("[data-test=mark-moment]").ChangeAsync(new() { Value = "detected" });
        await dialog.Find("[data-test=mark-time]").InputAsync(new() { Value = "2026-03-01 14:24" });
        await dialog.Find("[data-test=mark-reason]").InputAsync(new() { Value = "a call" });
        await dialog.Find("form").SubmitAsync();
        Assert.Equal(new IncidentCommand.MarkTime("detected", new(2026, 3, 1, 14, 24, 0, TimeSpan.Zero), "a call"), Assert.Single(_asked));
    }

    private Task<bool> Take(IncidentCommand command)
    {
        _asked.Add(command);
        return Task.FromResult(true);
    }

    private async Task LayOverAsync(long note, string text)
    {
        var keeper = new TextKeeper();
        await AppendAsync(keeper, new NoteCorrected(note, keeper.Keep(text)));
    }

    private async Task AppendAsync(TextKeeper keeper, IncidentEvent e)
    {
        var before = (await _store.Store.LoadAsync(_store.Number, Ct))!;
        var entry = EntryJson.Write(before.Number, before.Version + 1, before.UpdatedAt.AddMinutes(1), WatchedStore.Ben, e, before.HeadHash);
        Assert.IsType<AppendResult.Appended>(await _store.Store.AppendAsync(new(before, [entry], before.Apply(entry), IncidentPhase.Assess)
        {
            KeptTexts = [.. keeper.Texts.Select(t => new KeptTextRow(t.Id, before.Number, t.Salt, t.Text))],
        }, Ct));
    }

    private async Task<IRenderedComponent<TimelineColumn>> ShowAsync(bool acts = false)
    {
        if (_watcher is not null) await _watcher.DisposeAsync();
        _watcher = await _store.OpenAsync();
        return _screen.Render<TimelineColumn>(p => p.Add(x => x.At, _watcher.Now).Add(x => x.CanAct, acts).Add(x => x.OnCommand, Take));
    }

    /// <summary>What the store has now, as a page that is told of it shows it.</summary>
    private async Task TakeAsync(IRenderedComponent<TimelineColumn> timeline)
    {
        await _watcher.DisposeAsync();
        _watcher = await _store.OpenAsync();
        timeline.Render(p => p.Add(x => x.At, _watcher.Now));
    }
}
