using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Messages.Composing;

public sealed partial class ComposerDialog
{
    /// <summary>A field of this source is drafted for whoever writes the message.</summary>
    private const string Drafted = "incident.news";
    private const string Taken = "Recorded: what becomes of it stands below and in the timeline.";

    private readonly Composition _work = new();
    private bool _refused, _busy, _anew;
    private string? _said, _unsaid;

    [Parameter, EditorRequired] public required IncidentView View { get; set; }
    [Parameter, EditorRequired] public required Caller Caller { get; set; }
    [Parameter, EditorRequired] public required Func<IncidentCommand, Task<bool>> OnCommand { get; set; }
    /// <summary>What people have not heard yet.</summary>
    [Parameter] public Func<Task<string?>>? News { get; set; }
    /// <summary>Reads what was proposed; null where it is gone.</summary>
    [Parameter] public Func<Guid, Task<MessageDraft?>>? OnDraft { get; set; }
    /// <summary>Reads the file that a finding names.</summary>
    [Parameter] public Func<string, Task<(string Source, byte[]? Content, string? Problem)>>? OnList { get; set; }
    /// <summary>Sends one to the reader by email, and says what became of it.</summary>
    [Parameter] public Func<MessageContent, IReadOnlyDictionary<string, string>?, Task<(bool Sent, string Sentence)>>? OnTest { get; set; }
    /// <summary>Where a step is to be seen.</summary>
    [Parameter] public EventCallback<(int Run, string Step)> OnStep { get; set; }

    /// <summary>A second person's consent comes first: a drill goes the way of production, though one's own consent is enough in it.</summary>
    private bool Proposes => _work.Template?.ApprovalBy is not null && View.Channels.For(_work.Template).Any(r => r.Leaves);

    private ProposedMessage? Waiting => View.Incident.Proposals.LastOrDefault(p => p.Fact.Template == _work.Template?.Id) is { SentAs: null } proposal ? proposal : null;

    /// <summary>Somebody proposed it: whoever has written nothing themselves reads that, and no empty form.</summary>
    private bool Reads => !_anew && _work.IsUntouched && Waiting is not null;

    private string GoLabel => Proposes ? "Put before a second commander"
        : View.Channels.For(_work.Template!).Where(r => r.Leaves).Select(r => r.Channel).ToList() is { Count: > 0 } leaving ? $"Send by {string.Join(" and ", leaving)}" : "Record the message";

    private Func<Task<(string, byte[]?, string?)>>? Finding =>
        OnList is { } read && _work.Template?.AudienceCsv is { } csv && csv.StartsWith("finding.", StringComparison.Ordinal) && View.Incident.Findings.ContainsKey(csv[8..])
            ? () => read(csv[8..]) : null;

    /// <summary>What nothing in the incident fills: a person says it. What was said stays to be changed.</summary>
    private IEnumerable<string> Asked(MessageTemplate template, FilledMessage filled) => template.Fields.Keys.Where(f => filled.Missing.Contains(f) || _work.Given.ContainsKey(f));

    /// <summary>Opened for one message.</summary>
    public async Task ChooseAsync(string? id)
    {
        _work.Choose(id is not null && View.Runbook.Messages.TryGetValue(id, out var template) ? template : null);
        (_refused, _said, _unsaid, _anew) = (false, null, null, false);
        StateHasChanged();
        if (_work.Template is not { } chosen || chosen.Fields.FirstOrDefault(f => f.Value == Drafted).Key is not { } field || News is null || await News() is not { } draft) return;
        // Somebody may have chosen another meanwhile, or begun to write.
        if (_work.Template != chosen || _work.Given.ContainsKey(field)) return;
        _work.Fill(field, draft);
        StateHasChanged();
    }

    private async Task GoAsync()
    {
        var draft = _work.Draft();
        var proposes = Proposes;
        IncidentCommand command = proposes ? new IncidentCommand.ProposeMessage(draft)
            : new IncidentCommand.PrepareMessage(draft.Template, draft.Fields) { Text = draft.Text, Subject = draft.Subject, Recipients = draft.Recipients, PerMinute = draft.PerMinute };
        if (!await TakeAsync(command)) return;
        // What went must not go again because somebody opens the dialog and presses once more.
        _work.Choose(proposes ? _work.Template : null);
        _said = proposes ? "Proposed: a second commander can read and approve it here." : Taken;
    }

    private async Task<bool> SettleAsync(IncidentCommand command)
    {
        if (!await TakeAsync(command)) return false;
        if (command is not IncidentCommand.SendProposed) return true;
        _work.Choose(null);
        _said = Taken;
        StateHasChanged();
        return true;
    }

    private async Task<bool> TakeAsync(IncidentCommand command)
    {
        (_refused, _said, _unsaid, _busy) = (false, null, null, true);
        try
        {
            _refused = !await OnCommand(command);
            return !_refused;
        }
        finally
        {
            _busy = false;
            // Asked by a part of the dialog, which draws itself and no more.
            StateHasChanged();
        }
    }

    private async Task TestAsync()
    {
        _busy = true;
        try
        {
            var (sent, sentence) = await OnTest!(_work.Content(View), _work.Audience?.People is [var first, ..] ? first.Fields : null);
            (_said, _unsaid) = sent ? (sentence, null) : ((string?)null, sentence);
        }
        finally
        {
            _busy = false;
        }
    }
}
