using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads what a step does.</summary>
internal static partial class ActionReader
{
    private static readonly string[] Verbs = ["get", "head", "post", "put", "patch", "delete"];

    /// <summary><c>${NAME}</c>, or <c>${</c> that is none.</summary>
    [GeneratedRegex(@"\$\{([A-Z][A-Z0-9_]*)?\}?")]
    private static partial Regex Variable { get; }

    public static StepAction.Http Http(Section owner)
    {
        var s = owner.Inner("http", RunbookKeys.Http)!;
        var verb = s.ExactlyOne(Verbs) ?? "get";
        var url = s.Has(verb) ? s.Text(verb) : "";
        if (url.Length > 0 && !url.StartsWith("${", StringComparison.Ordinal) && !url.StartsWith("https://", StringComparison.Ordinal) && !url.StartsWith("http://", StringComparison.Ordinal))
            s.Error(s.Find(verb), $"the address of {s.What} must begin with https://, http:// or a variable such as ${{SITE_URL}}");
        CheckVariables(s, s.Find(verb), url);
        var headers = s.TextMap("headers", "header", Ids.Header, (_, text) => CheckVariables(s, text, text.Text));
        var body = s.TextOrNull("body");
        CheckVariables(s, s.Find("body"), body ?? "");
        return new StepAction.Http(verb.ToUpperInvariant(), url, headers, body, s.Time("timeout") ?? TimeSpan.FromSeconds(10));
    }

    private static void CheckVariables(Section s, Node? at, string text)
    {
        foreach (Match match in Variable.Matches(text))
            if (!match.Groups[1].Success || !match.Value.EndsWith('}'))
                s.Error(at, $"`{match.Value}` in {s.What} is no variable: expected ${{NAME}}");
    }

    public static StepAction.Manual Manual(Section owner)
    {
        var s = owner.Inner("manual", RunbookKeys.Manual)!;
        if (!s.Has("say") && !s.Has("fields"))
            s.Error(null, $"{s.What} says nothing to do: give it `say`, `fields` or both");
        var fields = s.TextMap("fields", "finding", Ids.Upper, (_, type) =>
        {
            if (!RunbookWords.FieldTypes.Contains(type.Text))
                s.Error(type, $"expected one of {string.Join(", ", RunbookWords.FieldTypes)}, found {type.Describe()}{NearestName.Hint(type.Text, RunbookWords.FieldTypes)}");
        });
        return new StepAction.Manual(s.TextOrNull("say"), fields);
    }

    public static StepAction.Choice Choice(Section owner)
    {
        var options = owner.Context.Each(owner.Find("choice"), "option", Ids.Kebab, (id, node) =>
        {
            var s = owner.Context.Open(node, RunbookKeys.Option, $"option `{id}` of {owner.What}");
            var kind = s.ExactlyOne("shell", "unavailable");
            return new StepOption(id, kind == "shell" ? new StepAction.Shell(s.Text("shell")) : null, s.TextOrNull("unavailable"), s.TextOrNull("say"), ExpectationReader.Proof(s), s.Corrects()) { Data = StepReader.Data(s) };
        });
        if (!options.Values.Any(o => o.Shell is not null))
            owner.Error(owner.Find("choice"), $"{owner.What} offers nothing that can be done");
        return new StepAction.Choice(options);
    }

    public static StepAction.Pick Pick(Section owner)
    {
        var s = owner.Inner("pick", RunbookKeys.Pick)!;
        var files = s.Text("files");
        if (files.StartsWith('/') || files.Split('/').Contains(".."))
            s.Error(s.Find("files"), $"the files of {s.What} lie in the workspace: a pattern without `..` that does not begin with `/`");
        if (!s.Has("into"))
            s.Error(null, $"`into` is missing in {s.What}: expected the finding that takes the chosen file, as in BACKUP_FILE");
        return new StepAction.Pick(files, s.Flag("newest"), s.Words("show", "file fact", RunbookWords.FileFacts), s.Name("into", "finding", Ids.Upper) ?? "");
    }

    public static StepAction.Wait Wait(Section owner)
    {
        var s = owner.Inner("wait", RunbookKeys.Wait)!;
        if (!s.Has("until") && !s.Has("for"))
            s.Error(null, $"{s.What} waits for nothing: give it `until`, `for` or both");
        return new StepAction.Wait(s.Condition("until"), s.Time("for"));
    }
}
