using MeetSolis.IncidentConsole.Benchmarks;
using MeetSolis.IncidentConsole.Benchmarks.Append;
using MeetSolis.IncidentConsole.Benchmarks.Crash;
using MeetSolis.IncidentConsole.Benchmarks.Dispatch;
using MeetSolis.IncidentConsole.Benchmarks.Export;
using MeetSolis.IncidentConsole.Benchmarks.Fanout;
using MeetSolis.IncidentConsole.Benchmarks.Hub;
using MeetSolis.IncidentConsole.Benchmarks.Input;
using MeetSolis.IncidentConsole.Benchmarks.Insights;
using MeetSolis.IncidentConsole.Benchmarks.List;
using MeetSolis.IncidentConsole.Benchmarks.Nodes;
using MeetSolis.IncidentConsole.Benchmarks.Open;
using MeetSolis.IncidentConsole.Benchmarks.Outbox;
using MeetSolis.IncidentConsole.Benchmarks.Output;
using MeetSolis.IncidentConsole.Benchmarks.Replays;
using MeetSolis.IncidentConsole.Benchmarks.Searching;
using MeetSolis.IncidentConsole.Benchmarks.Signals;
using MeetSolis.IncidentConsole.Benchmarks.Start;
using MeetSolis.IncidentConsole.Benchmarks.StatusPage;
using var stop = new CancellationTokenSource();

var benchmarks = new SortedDictionary<string, Func<Table, CancellationToken, Task>>(StringComparer.Ordinal)
{
    ["alert-to-screen"] = AlertToScreenBenchmark.RunAsync,
    ["alerts"] = AlertsBenchmark.RunAsync,
    ["append"] = AppendBenchmark.RunAsync,
    ["buckets"] = BucketsBenchmark.RunAsync,
    ["crash"] = CrashBenchmark.RunAsync,
    ["dispatch"] = DispatchBenchmark.RunAsync,
    ["export"] = ExportBenchmark.RunAsync,
    ["fanout"] = FanoutBenchmark.RunAsync,
    ["hub"] = HubBenchmark.RunAsync,
    ["ingest"] = IngestBenchmark.RunAsync,
    ["input"] = InputBenchmark.RunAsync,
    ["insights"] = InsightsBenchmark.RunAsync,
    ["list"] = ListBenchmark.RunAsync,
    ["nodes"] = NodesBenchmark.RunAsync,
    ["open"] = OpenBenchmark.RunAsync,
    ["outbox"] = OutboxBenchmark.RunAsync,
    ["output"] = OutputBenchmark.RunAsync,
    ["replay"] = ReplayBenchmark.RunAsync,
    ["search"] = SearchBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
    ["status"] = StatusBenchmark.RunAsync,
};

if (args.Length == 0 || args.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is not null)
{
    Console.Error.WriteLine($"Usage: ./bench NAME…, of: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}

Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
foreach (var name in args)
{
    var table = new Table(name);
    await benchmarks[name](table, stop.Token);
    table.Print(Console.Out);
}
return 0;
