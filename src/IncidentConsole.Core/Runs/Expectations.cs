using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>What a command or call gave back, to be held against expectations.</summary>
/// <param name="Stdout">What JSON and row counts are read from; the body, for a call.</param>
/// <param name="Text">Everything it said.</param>
/// <param name="Took">How long a call took until its whole answer was there.</param>
public sealed record StepOutput(int? ExitCode, int? HttpStatus, string Stdout, string Text, TimeSpan? Took = null);

/// <summary>What expectations are held against besides the output.</summary>
/// <param name="Findings">What earlier steps found, by name.</param>
/// <param name="Signals">What an expected signal was, once its time was over.</param>
public sealed record JudgedOn(IReadOnlyDictionary<string, string> Findings, IReadOnlyDictionary<Expectation.Signal, Judgement> Signals)
{
    public static readonly JudgedOn OutputAlone = new(new Dictionary<string, string>(), new Dictionary<Expectation.Signal, Judgement>());
}

/// <summary>One expectation, judged. Undetermined: the output could not tell (it is no JSON where JSON was expected).</summary>
public sealed record Judgement(string Expected, string Found, Truth Holds)
{
    public CheckResult ToCheck(bool isProof) => new(Expected, Found, Holds == Truth.True, isProof, Holds == Truth.Undetermined);
}

/// <summary>Judges expectations on output: pure, and never by exit status alone unless the exit status is what is expected.</summary>
public static class Expectations
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static Judgement Judge(Expectation expectation, StepOutput output, JudgedOn? on = null) => expectation switch
    {
        Expectation.Exit e => Of($"exit {e.Code}", output.ExitCode is { } code ? $"exit {code}" : "no exit status", output.ExitCode == e.Code),
        Expectation.Status s => Of($"HTTP {s.Code}", output.HttpStatus is { } status ? $"HTTP {status}" : "no HTTP status", output.HttpStatus == s.Code),
        Expectation.Text t => Contains($"the output says “{t.Value}”", output.Text, t.Value, wanted: true),
        Expectation.Absent a => Contains($"the output does not say “{a.Value}”", output.Text, a.Value, wanted: false),
        Expectation.Matches m => Matches(m, output.Text),
        Expectation.JsonAbsent j => InJson($"{j.Value} is absent", output.Stdout, root => There(root, j.Value) is { } found ? (false, found) : (true, "absent")),
        Expectation.JsonPresent j => InJson($"{j.Value} is there", output.Stdout, root => There(root, j.Value) is { } found ? (true, found) : (false, $"{j.Value} is absent")),
        Expectation.JsonEquals j => InJson($"{j.Path} is {j.Value}", output.Stdout, root => At(root, j.Path) is { } found
            ? (found == j.Value, $"{j.Path} is {Short(found)}") : (false, $"there is no {j.Path}")),
        Expectation.Rows r => Rows(r, output.Stdout),
        Expectation.RowsAs r => RowsAs(r, output.Stdout, on?.Findings),
        Expectation.Timely t => output.Took is { } took
            ? Of($"answered within {EvidenceText.Duration(t.Time)}", $"after {EvidenceText.Duration(took)}", took <= t.Time)
            : new($"answered within {EvidenceText.Duration(t.Time)}", "not measured", Truth.Undetermined),
        Expectation.Signal s => on?.Signals.GetValueOrDefault(s) ?? new($"{s.When}", "the signals were not looked at", Truth.Undetermined),
        _ => throw new System.Diagnostics.UnreachableException(expectation.GetType().Name),
    };

    private static Judgement Of(string expected, string found, bool met) => new(expected, found, met ? Truth.True : Truth.False);

    private static Judgement Contains(string expected, string text, string value, bool wanted)
    {
        var there = text.Contains(value, StringComparison.Ordinal);
        return Of(expected, there ? $"it says “{Short(Line(text, value))}”" : text.Length == 0 ? "it said nothing" : "it does not", there == wanted);
    }

    private static Judgement Matches(Expectation.Matches m, string text)
    {
        var expected = $"a line matches {m.Shown}";
        try
        {
            var match = Regex.Match(text, m.Pattern, RegexOptions.Multiline, _patience);
            return Of(expected, match.Success ? $"“{Short(Around(text, match))}”" : "no line does", match.Success);
        }
        catch (RegexMatchTimeoutException)
        {
            return new(expected, "the pattern took too long", Truth.Undetermined);
        }
    }

    /// <summary>The whole of the line, or lines, in which it was found: what stands behind the pattern is what people want to know.</summary>
    private static string Around(string text, Match match)
    {
        var from = match.Index == 0 ? 0 : text.LastIndexOf('\n', match.Index - 1) + 1;
        var end = match.Index + match.Length;
        var to = end > match.Index && text[end - 1] == '\n' ? end - 1 : text.IndexOf('\n', end);
        return text[from..(to < 0 ? text.Length : to)].Trim();
    }

    private static Judgement Rows(Expectation.Rows r, string stdout)
    {
        var rows = stdout.Split('\n').Count(l => l.Trim().Length > 0);
        return Of($"{r.Count} rows", $"{rows} rows", rows == r.Count);
    }

    private static Judgement RowsAs(Expectation.RowsAs r, string stdout, IReadOnlyDictionary<string, string>? findings)
    {
        var before = findings?.GetValueOrDefault(r.Finding);
        var expected = $"{(r.AtLeast ? "at least" : "as many as")} {r.Finding}{(before is null ? "" : $", which is {Short(before)}")}";
        if (!long.TryParse(before, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted))
            return new(expected, before is null ? $"nothing has found {r.Finding}" : $"{r.Finding} is no count", Truth.Undetermined);
        long found;
        if (r.Of is null) found = stdout.Split('\n').LongCount(l => l.Trim().Length > 0);
        else
            try
            {
                var match = Regex.Match(stdout, r.Of, RegexOptions.Multiline, _patience);
                if (!match.Success || !long.TryParse(match.Groups[1].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out found))
                    return new(expected, match.Success ? $"“{Short(match.Groups[1].Value)}” is no count" : $"no line matches {r.Of}", Truth.Undetermined);
            }
            catch (RegexMatchTimeoutException)
            {
                return new(expected, "the pattern took too long", Truth.Undetermined);
            }
        return Of(expected, found.ToString(CultureInfo.InvariantCulture), r.AtLeast ? found >= wanted : found == wanted);
    }

    private static Judgement InJson(string expected, string stdout, Func<JsonElement, (bool Met, string Found)> judge)
    {
        if (Parse(stdout) is not { } document) return new(expected, stdout.Trim().Length == 0 ? "it said nothing" : "the output is no JSON", Truth.Undetermined);
        using (document)
        {
            var (met, found) = judge(document.RootElement);
            return Of(expected, found, met);
        }
    }

    /// <summary>The JSON of an output that may have a line or two before it.</summary>
    private static JsonDocument? Parse(string text)
    {
        for (var from = text.IndexOfAny(['{', '[']); from >= 0; from = NextLine(text, from))
            try
            {
                return JsonDocument.Parse(text[from..]);
            }
            catch (JsonException)
            {
                // A bracket in a line before the JSON itself.
            }
        return null;
    }

    private static int NextLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? -1 : text.AsSpan(end).IndexOfAny('{', '[') is var next and >= 0 ? end + next : -1;
    }

    /// <summary>In words what stands there: at a path that begins with <c>$.</c>, else as a name or value anywhere. Null: nothing.</summary>
    private static string? There(JsonElement root, string value) =>
        value.StartsWith("$.", StringComparison.Ordinal) ? At(root, value) is { } found ? $"{value} is {Short(found)}" : null
        : Stands(root, value) ? $"{value} is there" : null;

    private static bool Stands(JsonElement element, string value) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(p => p.Name == value || Stands(p.Value, value)),
        JsonValueKind.Array => element.EnumerateArray().Any(e => Stands(e, value)),
        JsonValueKind.String => element.GetString() == value,
        _ => false,
    };

    private static string? At(JsonElement element, string path)
    {
        if (path.StartsWith("$.", StringComparison.Ordinal)) path = path[2..];
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part;
            var indices = new List<int>();
            while (name.EndsWith(']') && name.LastIndexOf('[') is var open and >= 0 && int.TryParse(name[(open + 1)..^1], out var index))
            {
                indices.Insert(0, index);
                name = name[..open];
            }
            if (name.Length > 0 && (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))) return null;
            foreach (var index in indices)
            {
                if (element.ValueKind != JsonValueKind.Array || index < 0 || index >= element.GetArrayLength()) return null;
                element = element[index];
            }
        }
        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }

    private static string Line(string text, string value) => text.Split('\n').First(l => value.Contains('\n', StringComparison.Ordinal) || l.Contains(value, StringComparison.Ordinal));

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
