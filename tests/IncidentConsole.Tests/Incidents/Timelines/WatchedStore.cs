using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Tests.Data;
using MeetSolis.IncidentConsole.Tests.Incidents.Deck;
using MeetSolis.IncidentConsole.Tests.Incidents.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Timelines;

/// <summary>A store with one incident of the shipped runbook, and what screens watch it with.</summary>
internal sealed class WatchedStore : IAsyncDisposable
{
    public static readonly Actor Ben = new(ActorKind.Person, "u-ben", "Ben");

    private readonly TestStore _store;
    private readonly ChannelHttp _http;
    private readonly ChannelRegistry _channels;

    private WatchedStore(TestStore store, IServiceProvider services, RunbookCatalog runbooks, Incident incident)
    {
        (_store, Services, Runbooks, Number) = (store, services, runbooks, incident.Number);
        // No channel is set up here.
        _http = ActivatorUtilities.CreateInstance<ChannelHttp>(services);
        _channels = ActivatorUtilities.CreateInstance<ChannelRegistry>(services, _http, ActivatorUtilities.CreateInstance<SlackPeople>(services));
        Watchers = ActivatorUtilities.CreateInstance<IncidentWatchers>(services, runbooks, Board, _channels, ActivatorUtilities.CreateInstance<ConsoleUrl>(services));
        Reader = ActivatorUtilities.CreateInstance<TimelineReader>(services);
    }

    public IServiceProvider Services { get; }
    public RunbookCatalog Runbooks { get; }
    public SignalBoard Board { get; } = new();
    public IncidentWatchers Watchers { get; }
    public TimelineReader Reader { get; }
    public IncidentNumber Number { get; }
    public IncidentStore Store => Services.GetRequiredService<IncidentStore>();
    public IncidentFeed Feed => Services.GetRequiredService<IncidentFeed>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<WatchedStore> MakeAsync(StoreKind kind = StoreKind.Sqlite)
    {
        var store = await TestStore.MakeAsync(kind);
        var services = await store.OpenAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Runbooks:Folder", Repository.PathOf("runbooks"))]).Build();
        var runbooks = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, configuration);
        await runbooks.RefreshAsync(Ct);
        var runbook = DeckStory.Runbook;
        var declared = Story.Declared() with { Runbook = new(runbook.Id, runbook.Version, runbook.Hash) };
        return new(store, services, runbooks, await services.GetRequiredService<IncidentStore>().DeclareAsync(declared));
    }

    public async Task<IncidentWatcher> OpenAsync() => await Watchers.OpenAsync(Number, Ct) ?? throw new InvalidOperationException("There is no incident.");

    /// <summary>Appends so many notes ("note 2", "note 3", … by their versions), each a minute after the one before, and gives the newest version.</summary>
    public async Task<long> AddNotesAsync(int count, Actor? by = null, IncidentStore? through = null, string? text = null, IReadOnlyList<PersonRef>? named = null)
    {
        var state = await Store.LoadAsync(Number, Ct);
        var (before, entries, keeper) = (state!, new List<Entry>(), new TextKeeper());
        for (var i = 0; i < count; i++)
        {
            var version = state!.Version + 1;
            entries.Add(EntryJson.Write(Number, version, Story.Start.AddMinutes(version), by ?? Story.Ana, new NoteAdded(keeper.Keep(text ?? $"note {version}"), named), state.HeadHash));
            state = state.Apply(entries[^1]);
        }
        Assert.IsType<AppendResult.Appended>(await (through ?? Store).AppendAsync(new(before, entries, state!, IncidentPhase.Assess) { KeptTexts = [.. keeper.Texts.Select(t => new KeptTextRow(t.Id, Number, t.Salt, t.Text))] }, Ct));
        return state!.Version;
    }

    public async Task AddAsync(params IncidentEvent[] events)
    {
        var state = await Store.LoadAsync(Number, Ct);
        Assert.IsType<AppendResult.Appended>(await Store.AppendAsync(state!.NextAt(state!.UpdatedAt.AddMinutes(1), events), Ct));
    }

    public async ValueTask DisposeAsync()
    {
        await Watchers.DisposeAsync();
        Runbooks.Dispose();
        _channels.Dispose();
        _http.Dispose();
        await _store.DisposeAsync();
    }
}
