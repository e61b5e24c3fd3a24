namespace MeetSolis.IncidentConsole.Messages;

/// <summary>An email address as a list holds it: bare, without a name.</summary>
public static class EmailAddress
{
    /// <summary>Whether something could be sent there: no more is known before a server was asked. Never true of what could become a header.</summary>
    public static bool IsPlausible(string? address)
    {
        if (address is null || address.Length is < 3 or > 254) return false;
        var at = address.LastIndexOf('@');
        if (at is < 1 or > 64 || at == address.Length - 1) return false;
        var domain = address.AsSpan(at + 1);
        if (domain[0] is '.' or '-' || domain[^1] is '.' or '-' || domain.Contains("..", StringComparison.Ordinal)) return false;
        foreach (var c in domain)
            if (!(char.IsLetterOrDigit(c) || c is '.' or '-')) return false;
        var local = address.AsSpan(0, at);
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)) return false;
        foreach (var c in local)
            if (char.IsControl(c) || char.IsWhiteSpace(c) || c is '"' or '(' or ')' or ',' or ':' or ';' or '<' or '>' or '@' or '[' or ']' or '\\') return false;
        return true;
    }
}
