using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Replays;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Signals;
using MeetSolis.IncidentConsole.Signals.Silences;
using MeetSolis.IncidentConsole.Tests.Incidents.Timelines;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Replays;

/// <summary>What opens the incidents of a store for replay.</summary>
internal static class Replaying
{
    public static ReplayReader Reader(WatchedStore store, out SignalTable table)
    {
        table = ActivatorUtilities.CreateInstance<SignalTable>(store.Services);
        return ActivatorUtilities.CreateInstance<ReplayReader>(store.Services, store.Runbooks, store.Services.GetRequiredService<KeptTexts>(), store.Services.GetRequiredService<OutputStore>(),
            ActivatorUtilities.CreateInstance<SignalStore>(store.Services, table), table, new MethodsInForce(), ActivatorUtilities.CreateInstance<SilenceBook>(store.Services));
    }
}
