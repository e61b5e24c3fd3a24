namespace MeetSolis.IncidentConsole.Runbooks.Conditions;

internal enum TokenKind { Word, Number, Operator, Open, Close, Comma, Unknown, End }

internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool Is(string word) => Kind == TokenKind.Word && Text == word;
}

/// <summary>Cuts a condition's text into words, numbers and signs.</summary>
internal static class ConditionTokens
{
    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var token = Next(text, at);
            tokens.Add(token);
            at += token.Text.Length;
        }
        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Next(string text, int at) => text[at] switch
    {
        '(' => new Token(TokenKind.Open, "(", at),
        ')' => new Token(TokenKind.Close, ")", at),
        ',' => new Token(TokenKind.Comma, ",", at),
        '<' or '>' or '=' or '!' => Operator(text, at),
        >= '0' and <= '9' => Number(text, at, at),
        '-' when at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) => Number(text, at, at + 1),
        var c when IsWord(c) && c != '-' => Run(text, at, at, TokenKind.Word, IsWord),
        _ => new Token(TokenKind.Unknown, text[at..(at + (char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1))], at),
    };

    private static Token Operator(string text, int at)
    {
        var two = at + 1 < text.Length && text[at + 1] == '=';
        var sign = two ? text[at..(at + 2)] : text[at..(at + 1)];
        return new Token(sign == "!" ? TokenKind.Unknown : TokenKind.Operator, sign, at);
    }

    private static Token Number(string text, int start, int at)
    {
        var end = Digits(text, at);
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
            end = Digits(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                end = Digits(text, exponent);
        }
        return new Token(TokenKind.Number, text[start..end], start);
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }

    private static Token Run(string text, int start, int at, TokenKind kind, Func<char, bool> belongs)
    {
        while (at < text.Length && belongs(text[at]))
            at++;
        return new Token(kind, text[start..at], start);
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
