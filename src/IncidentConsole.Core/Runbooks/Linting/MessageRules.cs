using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Linting;

/// <summary>What is said to people: nothing that nobody found out, no blank, somebody to call.</summary>
internal static partial class MessageRules
{
    public static IEnumerable<LintFinding> Of(Runbook runbook)
    {
        foreach (var message in runbook.Messages.Values)
            foreach (var text in new[] { message.Subject, message.Body }.OfType<string>())
            {
                if (Claim().Match(text) is { Success: true } claim)
                    yield return new("unsupported-claim", LintLevel.Error, $"messages.{message.Id}", $"It says “{claim.Value.Trim()}” whatever happened: no finding supports it.", "Bind it to a finding or a signal, or let a person say it.");
                if (Blank().Match(text) is { Success: true } blank)
                    yield return new("placeholder", LintLevel.Error, $"messages.{message.Id}", $"“{blank.Value}” would be sent as it stands.", "Make it a field.");
            }
        if (string.IsNullOrWhiteSpace(runbook.Contacts.OnCallPhone))
            yield return new("contact-missing", LintLevel.Warning, "contacts.on-call", "It does not say whom to call.", "Give the phone of whoever is on call.");
        if (string.IsNullOrWhiteSpace(runbook.Contacts.EscalationEmail))
            yield return new("contact-missing", LintLevel.Warning, "contacts.escalation", "It does not say to whom one escalates.", "Give an address.");
    }

    [GeneratedRegex(@"\bno (data loss|data (was|is) lost|action (is )?required|passwords|service interruption|meeting transcripts)\b|\baction not required\b|\bwas not compromised\b|\ball (features|systems) (are )?operational\b|\b(resolved|detected|ended|fixed) (this |it )?(issue )?(with)?in \d+ ?(minutes?|hours?|min|h)\b|\bonly \d+ (users|people)\b|\b\d+ (users|people) (are|were) affected\b", RegexOptions.IgnoreCase)]
    private static partial Regex Claim();

    // A Markdown link has its address behind it.
    [GeneratedRegex(@"\[[A-Z][A-Za-z0-9 _/'-]{0,40}\](?!\()|\b(TODO|TBD|FIXME|YYYYMMDD)\b|<[A-Z][A-Z _-]{2,30}>")]
    private static partial Regex Blank();
}
