using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.AspNetCore.SignalR.Client;
using Npgsql;

namespace MeetSolis.IncidentConsole.Benchmarks.Nodes;

/// <summary>So many consoles on a database of their own, one incident, and a client at the hub of each node but the first; of a lone node, at its own.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const string Key = "mic_bench_0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly List<ConsoleProcess> _nodes = [];
    private readonly List<HubConnection> _hubs = [];
    // By its text: a note, and how many clients have yet to have it.
    private readonly ConcurrentDictionary<string, CountdownEvent> _awaited = new();
    private string _incident = "";
    private int _serial;

    public static async Task<Cluster> StartAsync(PostgresServer server, int nodes, CancellationToken ct)
    {
        var name = $"nodes_{nodes}";
        await using (var connection = new NpgsqlConnection(server.ConnectionString))
        {
            await connection.OpenAsync(ct);
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            await create.ExecuteNonQueryAsync(ct);
        }
        var database = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, MaxPoolSize = 20 }.ConnectionString;
        var cluster = new Cluster();
        for (var i = 0; i < nodes; i++)
        {
            var node = await ConsoleProcess.StartAsync(new Dictionary<string, string?> { ["Bootstrap:ApiKey"] = Key, ["ConnectionStrings:Console"] = database }, ct);
            node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            cluster._nodes.Add(node);
        }
        await cluster.WatchAsync(ct);
        return cluster;
    }

    /// <summary>How long each of some notes took until the last client had it, in milliseconds, the shortest first.</summary>
    public async Task<double[]> NotesAsync(int count, CancellationToken ct)
    {
        var took = new double[count];
        for (var i = 0; i < count; i++)
        {
            var text = $"note {++_serial} of the bench";
            using var seen = new CountdownEvent(_hubs.Count);
            _awaited[text] = seen;
            var began = Stopwatch.GetTimestamp();
            using var answer = await _nodes[0].Client.PostAsJsonAsync(new Uri($"{_incident}/notes", UriKind.Relative), new { text }, ct);
            answer.EnsureSuccessStatusCode();
            if (!await Task.Run(() => seen.Wait(_patience, ct), ct)) throw new TimeoutException($"Not every node has told of {text}.");
            took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            _awaited.TryRemove(text, out _);
        }
        Array.Sort(took);
        return took;
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        var runbooks = await _nodes[0].Client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/runbooks", UriKind.Relative), ct);
        using var answer = await _nodes[0].Client.PostAsJsonAsync(new Uri("/api/v1/incidents", UriKind.Relative),
            new { runbook = runbooks.GetProperty("items")[0].GetProperty("id").GetString(), environment = "staging", title = "Measured" }, ct);
        var number = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("number").GetString();
        _incident = $"/api/v1/incidents/{number}";
        foreach (var node in _nodes.Count == 1 ? _nodes : _nodes[1..])
        {
            var hub = new HubConnectionBuilder().WithUrl(new Uri(node.Address, "/hubs/incidents"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(Key)).Build();
            await hub.StartAsync(ct);
            _hubs.Add(hub);
            var entries = await hub.StreamAsChannelAsync<JsonElement>("Watch", number, 0L, ct);
            _ = Task.Run(async () =>
            {
                await foreach (var batch in entries.ReadAllAsync(ct))
                    foreach (var entry in batch.EnumerateArray())
                        if (entry.GetProperty("summary").GetString() is { } text && _awaited.TryGetValue(text, out var seen)) seen.Signal();
            }, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs) await hub.DisposeAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
    }
}
