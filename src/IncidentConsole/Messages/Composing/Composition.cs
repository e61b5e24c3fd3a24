using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Messages.Composing;

/// <summary>What one person has in hand: a template, what they filled in and changed, and whom it goes to. Nothing of it is stored before they say so.</summary>
public sealed class Composition
{
    private readonly Dictionary<string, string> _given = [];

    public MessageTemplate? Template { get; private set; }
    public IReadOnlyDictionary<string, string> Given => _given;
    /// <summary>The template's text as the person changed it, <c>{field}</c> and all; null while it is the template's.</summary>
    public string? Text { get; private set; }
    public string? Subject { get; private set; }
    public Audience? Audience { get; private set; }
    /// <summary>Why the list could not be read.</summary>
    public string? Problem { get; private set; }
    /// <summary>Where the list came from.</summary>
    public string? Source { get; private set; }
    public int? PerMinute { get; set; }

    /// <summary>Nothing is filled in, changed or chosen.</summary>
    public bool IsUntouched => _given.Count == 0 && Text is null && Subject is null && Audience is null && Problem is null;

    public bool WantsPeople => Template?.Channels.Contains("email") == true;

    public void Choose(MessageTemplate? template)
    {
        Template = template;
        _given.Clear();
        (Text, Subject, Audience, Problem, Source, PerMinute) = (null, null, null, null, null, null);
    }

    public void Fill(string field, string? value) => _given[field] = value ?? "";

    public void Edit(string? text, string? subject)
    {
        Text = Differs(text, Template?.Body) ? text : null;
        Subject = Differs(subject, Template?.Subject) ? subject : null;
    }

    public void Take(AudienceReading reading, string source)
    {
        (Audience, Problem) = reading switch
        {
            AudienceReading.Read read => (read.Audience, null),
            AudienceReading.Refused refused => ((Audience?)null, refused.Sentence),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        Source = source;
    }

    public FilledMessage Filled(IncidentView view) => MessageFiller.Fill(Template!, view, _given, Audience?.People);

    public IReadOnlyList<MessageBlocker> Blockers(IncidentView view)
    {
        var blockers = MessageBlockers.Of(Template!, view, Filled(view), Audience, Text, Subject);
        return WantsPeople && Audience is null && blockers.All(b => b.Field is null)
            ? [.. blockers, new(null, "Whom it goes to: no list of people is here yet.", Asks: false)] : blockers;
    }

    public MessageDraft Draft() => new(Template!.Id, new Dictionary<string, string>(_given), Text, Subject, Audience?.People ?? [], PerMinute);

    /// <summary>What differs from the template; empty where nothing does.</summary>
    public IReadOnlyList<DifferenceLine> Difference() => Text is null ? [] : TextDifference.Of(Template!.Body, Text, around: 1);

    /// <summary>As channels get it.</summary>
    public MessageContent Content(IncidentView view)
    {
        var template = Template!;
        var wish = new IncidentCommand.PrepareMessage(template.Id, _given) { Text = Text, Subject = Subject, Recipients = Audience?.People ?? [] };
        return MessageContents.Of(view, template, wish, Filled(view), Guid.Empty, view.Now);
    }

    private static bool Differs(string? text, string? template) =>
        !string.IsNullOrWhiteSpace(text) && text.ReplaceLineEndings("\n").Trim() != (template ?? "").ReplaceLineEndings("\n").Trim();
}
