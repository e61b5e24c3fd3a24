using System.Globalization;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Replays;

/// <summary>The deck as it stood at any moment. <c>?at=34</c> opens it after an entry, <c>?time=</c> at an instant, and <c>&amp;from=12</c> compares with another.</summary>
public sealed partial class ReplayPage : IDisposable
{
    // Whatever its reader may do elsewhere: here nobody acts, and nothing is offered to anybody.
    private static readonly Caller Nobody = new(new(ActorKind.Person, "", "Replay"), AccessRole.Observer);

    private readonly CancellationTokenSource _end = new();
    private readonly DeckDraft _draft = new();
    private ReplayTape? _tape;
    private ReplayMoment? _moment;
    private ReplayMoment? _pinned;
    private ShownMoment? _shown;
    private DeckReads _reads = default!;
    private Func<CancellationToken, Task<ReplayMoment>>? _wanted;
    private CancellationTokenSource? _play;
    private ReplayMarkKind? _kind;
    private DateTimeOffset? _until;
    private string? _refusal;
    private string? _opened;
    private int _speed = 1;
    private bool _skips = true, _playing, _seeking, _missing;

    [Inject] private ReplayReader Reader { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [Parameter] public string Number { get; set; } = "";
    [SupplyParameterFromQuery(Name = "at")] private string? Version { get; set; }
    [SupplyParameterFromQuery(Name = "time")] private string? Moment { get; set; }
    [SupplyParameterFromQuery(Name = "from")] private string? From { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var address = $"{Number} {Version} {Moment} {From}";
        if (address == _opened) return;
        _opened = address;
        await UnlessAwayAsync(OpenAsync);
    }

    private async Task OpenAsync()
    {
        await PauseAsync();
        if (_tape?.Newest.Number.ToString() != Number)
        {
            _tape = IncidentNumber.TryParse(Number, out var number) ? await Reader.OpenAsync(number, marked: true, _end.Token) : null;
            (_moment, _pinned, _missing) = (null, null, _tape is null);
        }
        if (_tape is not { } tape) return;
        Show(Instant(Moment) is { } time ? await tape.SeekAsync(time, _end.Token) : await tape.SeekAsync(Whole(Version) ?? 1, _end.Token));
        _pinned = Whole(From) is { } from ? await tape.SeekAsync(from, _end.Token) : null;
    }

    private void Show(ReplayMoment moment)
    {
        (_moment, _shown, _refusal) = (moment, new(moment.Time), null);
        _reads = new(async attempt => await ReadAsync(attempt, moment), attempt => _tape!.SourceOf(attempt.Id, moment.Time), _ => null, _ => null, () => null);
    }

    private Task SeekAsync(long version) => WantAsync(ct => _tape!.SeekAsync(version, ct));

    private Task SeekTimeAsync(DateTimeOffset time) => WantAsync(ct => _tape!.SeekAsync(time, ct));

    private Task MarkAsync(int direction)
    {
        var marks = _tape!.Marks.Where(m => _kind is null || m.Kind == _kind);
        var version = _moment!.Version;
        return SeekAsync(direction < 0 ? marks.LastOrDefault(m => m.Version < version).Version : marks.FirstOrDefault(m => m.Version > version) is { Version: > 0 } next ? next.Version : _tape.Newest.Version);
    }

    /// <summary>A slider that is drawn along asks more often than can be answered: only the newest is.</summary>
    private async Task WantAsync(Func<CancellationToken, Task<ReplayMoment>> seek)
    {
        await PauseAsync();
        _wanted = seek;
        if (_seeking) return;
        _seeking = true;
        try
        {
            await UnlessAwayAsync(async () =>
            {
                while (_wanted is { } wanted)
                {
                    _wanted = null;
                    var moment = await wanted(_end.Token);
                    if (_wanted is null) Show(moment);
                }
            });
        }
        finally
        {
            (_seeking, _wanted) = (false, null);
        }
    }

    private async Task PlayAsync()
    {
        if (_playing)
        {
            await PauseAsync();
            return;
        }
        if (_moment!.Version >= _tape!.Newest.Version) await SeekAsync(1);
        _playing = true;
        _play = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _ = RunAsync(_play.Token);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (await _tape!.NextAsync(_moment!.Version, ct) is { } next)
            {
                var (wait, until) = ReplayPace.Next(_moment.Time, next, _speed, _skips);
                _until = until;
                StateHasChanged();
                await Task.Delay(wait, Time, ct);
                var moment = await _tape.SeekAsync(until, ct);
                ct.ThrowIfCancellationRequested();
                Show(moment);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
        await PauseAsync();
        StateHasChanged();
    }

    private async Task PauseAsync()
    {
        (_playing, _until) = (false, null);
        if (_play is not { } play) return;
        _play = null;
        await play.CancelAsync();
        play.Dispose();
    }

    /// <summary>It goes on at the new speed from where it has come.</summary>
    private async Task SetSpeed(int speed)
    {
        _speed = speed;
        if (!_playing) return;
        await PauseAsync();
        await PlayAsync();
    }

    private void SetSkips(bool skips) => _skips = skips;

    private void Compare() => _pinned = _pinned is null ? _moment : null;

    private async Task<IReadOnlyList<OutputLine>?> ReadAsync(AttemptId attempt, ReplayMoment moment)
    {
        try
        {
            return await _tape!.OutputAsync(attempt, moment.Time, _end.Token);
        }
        catch (Exception e) when (StoreErrors.Explain(e) is not null)
        {
            return null;
        }
    }

    private async Task UnlessAwayAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
        catch (Exception e) when (StoreErrors.Explain(e) is { } sentence)
        {
            _refusal = sentence;
        }
    }

    /// <summary>The address of a moment: after an entry where it is that entry's own, else at the instant.</summary>
    private string PathOf(ReplayMoment moment)
    {
        var place = moment.Time == moment.At.Incident.UpdatedAt ? string.Create(CultureInfo.InvariantCulture, $"at={moment.Version}") : $"time={Uri.EscapeDataString(Iso(moment.Time))}";
        return $"/incidents/{moment.At.Incident.Number}/replay?{place}" + (_pinned is { } pinned ? string.Create(CultureInfo.InvariantCulture, $"&from={pinned.Version}") : "");
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    private static long? Whole(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public void Dispose()
    {
        _end.Cancel();
        _play?.Dispose();
        _end.Dispose();
    }
}
