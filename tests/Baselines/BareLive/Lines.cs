using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;

namespace MeetSolis.Baselines.BareLive;

/// <summary>Strings that everybody sees, in memory: the least that a live page or a hub can do.</summary>
public sealed class Lines
{
    private const int Shown = 40;
    private ImmutableList<string> _newest = [.. Enumerable.Range(0, Shown).Select(i => $"line {i}")];

    public IReadOnlyList<string> Newest => _newest;

    public event Action? Changed;

    public void Add(string line)
    {
        ImmutableInterlocked.Update(ref _newest, lines => lines.RemoveAt(Shown - 1).Insert(0, line));
        Changed?.Invoke();
    }
}

public sealed class LinesHub : Hub;
