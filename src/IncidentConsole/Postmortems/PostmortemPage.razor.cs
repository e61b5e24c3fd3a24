using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Postmortems;

/// <summary>The post-mortem as it stands, made from the stored entries; it follows the incident while somebody reads.</summary>
public sealed partial class PostmortemPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private Incident? _incident;
    private IncidentView? _view;
    private string? _document;
    private string? _refusal;
    private bool _looked;

    [Inject] private IncidentStore Store { get; set; } = default!;
    [Inject] private PostmortemService Postmortems { get; set; } = default!;
    [Inject] private IncidentFeed Feed { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;

    [Parameter] public required string Number { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_incident is not { } shown || !IncidentNumber.TryParse(Number, out var asked) || shown.Number != asked) await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && IncidentNumber.TryParse(Number, out var number)) _ = FollowAsync(number);
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task LoadAsync()
    {
        try
        {
            _incident = IncidentNumber.TryParse(Number, out var number) ? await Store.LoadAsync(number, _gone.Token) : null;
            _view = _incident is { } incident ? await Postmortems.ViewAsync(incident, _gone.Token) : null;
            _document = _view is { } view ? await Postmortems.WriteAsync(view, _gone.Token) : null;
            _refusal = null;
        }
        catch (Exception ex) when (StoreErrors.Explain(ex) is { } sentence)
        {
            _refusal = sentence;
        }
        _looked = true;
    }

    private async Task FollowAsync(IncidentNumber number)
    {
        try
        {
            var token = _gone.Token;
            using var entries = Feed.Subscribe(number);
            // What came between the first load and the subscription.
            await InvokeAsync(ShowAsync);
            await foreach (var _ in entries.ReadAsync(TimeSpan.FromSeconds(1), Time, token))
                await InvokeAsync(ShowAsync);
        }
        catch (Exception ex) when (ex is OperationCanceledException or ObjectDisposedException)
        {
        }
        catch (Exception ex)
        {
            await DispatchExceptionAsync(ex);
        }
    }

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }
}
