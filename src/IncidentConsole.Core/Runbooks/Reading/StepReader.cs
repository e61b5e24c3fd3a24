using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>Reads one step of a method; <paramref name="siblings"/> are the ids of all its steps in order.</summary>
internal sealed partial class StepReader(ReadingContext context, string owner, IReadOnlyList<string> siblings)
{
    private static readonly string[] Kinds = ["shell", "http", "manual", "choice", "pick", "wait", "message", "same-as"];
    private static readonly string[] OfTheOriginal = ["uses", "tools", "files", "expect", "proof", "undo", "capture", "data"];
    private const int MostFiles = 50;
    private static readonly TimeSpan RegexTime = TimeSpan.FromSeconds(1);

    public Step Read(string id, Node node)
    {
        var s = context.Open(node, RunbookKeys.Step, $"step `{id}` of {owner}");
        return s.Has("same-as") ? Copy(id, s) : Original(id, s);
    }

    private Step Original(string id, Section s)
    {
        var undo = s.Inner("undo", RunbookKeys.Undo);
        var step = new Step
        {
            Id = id,
            Title = s.TextOrNull("title") ?? Ids.Title(id),
            Do = Action(s),
            Uses = s.References("uses", "variable", context.Names.Variables),
            Tools = Tools(s),
            Files = Files(s),
            Expect = ExpectationReader.Read(s),
            Proof = ExpectationReader.Proof(s),
            Undo = undo is null ? null : new StepAction.Shell(undo.Text("shell")),
            Data = Data(s),
            UndoProof = undo is null ? null : ExpectationReader.Proof(undo),
            Capture = s.TextMap("capture", "finding", Ids.Upper, (name, text) => CheckPattern(name, text)),
        };
        return Around(step, s);
    }

    /// <summary>What data the environment holds after it.</summary>
    public static StagedData? Data(Section s) => s.Word("data", RunbookWords.StagedData) switch
    {
        "own" => StagedData.Own,
        "production" => StagedData.Production,
        "production-masked" => StagedData.ProductionMasked,
        _ => null,
    };

    /// <summary>The copied step with what this place says of its own: order, budget and consent belong to the place, the work to the original.</summary>
    private Step Copy(string id, Section s)
    {
        foreach (var key in Kinds.Where(k => k != "same-as").Concat(OfTheOriginal).Where(s.Has))
            s.Error(s.Find(key), $"`{key}` may not stand beside `same-as` in {s.What}: a copy does exactly what its original does");
        var known = context.Names.Steps;
        var name = s.Reference("same-as", "step (method.step)", [.. known.Keys], required: true) ?? "";
        var original = known.GetValueOrDefault(name);
        if (original is not null && original.Find("same-as") is not null)
            s.Error(s.Find("same-as"), $"`{name}` is a copy itself; name the step it copies");
        if (original is null || original.Find("same-as") is not null)
            return new Step { Id = id, Title = id, Do = new StepAction.Manual(null, new Dictionary<string, string>()) };
        var copied = context.Errors.Muted(() => new StepReader(context, owner, []).Read(name[(name.IndexOf('.') + 1)..], original));
        return Around(copied with { Id = id, SameAs = name, Needs = [], TogetherWith = null, If = null }, s);
    }

    private Step Around(Step step, Section s)
    {
        var earlier = siblings.TakeWhile(i => i != step.Id).ToList();
        var around = step with
        {
            Title = s.TextOrNull("title") ?? step.Title,
            Note = s.TextOrNull("note") ?? step.Note,
            // A copy may have no budget of its own where the original has one: `0s`.
            Budget = (s.Time("budget") ?? step.Budget) is { Ticks: > 0 } budget ? budget : null,
            Timeout = s.Time("timeout") ?? step.Timeout,
            Risk = s.Has("risk") ? MethodReader.Risk(s) : step.Risk,
            ApprovalBy = s.Inner("approval", RunbookKeys.Approval)?.Word("by", RunbookWords.Roles, required: true) ?? step.ApprovalBy,
            Needs = siblings.Count == 0 ? [] : s.References("needs", "earlier step", earlier),
            TogetherWith = siblings.Count == 0 ? null : s.Reference("together-with", "other step", [.. siblings.Where(i => i != step.Id)]),
            If = s.Condition("if"),
            Corrects = [.. step.Corrects.Union(s.Corrects())],
        };
        if (s.Has("timeout") && around.Timeout <= TimeSpan.Zero)
            s.Error(s.Find("timeout"), $"the timeout of {s.What} must be longer than nothing");
        return around;
    }

    private static IReadOnlyList<string> Tools(Section s)
    {
        var tools = s.Texts("tools");
        foreach (var tool in tools.Where(t => !ToolName().IsMatch(t)))
            s.Error(s.Find("tools"), $"`{tool}` is no name of a program in {s.What}: expected one as it is called, without its folder, such as `psql`");
        return tools;
    }

    private static IReadOnlyList<string> Files(Section s)
    {
        var files = s.Texts("files");
        foreach (var file in files.Where(f => !IsPlainPath(f)))
            s.Error(s.Find("files"), $"`{file}` is no file of the workspace in {s.What}: expected its path from there on, such as `scripts/restore.sh`");
        if (files.Count > MostFiles)
            s.Error(s.Find("files"), $"{s.What} runs {files.Count} files: at most {MostFiles} may be named");
        return [.. files.Distinct()];
    }

    private static bool IsPlainPath(string path) =>
        path.AsSpan().IndexOfAny("*?[\\") < 0 && !path.Any(char.IsControl) && path.Split('/').All(p => p is not ("" or "." or ".."));

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$")]
    private static partial Regex ToolName();

    private StepAction Action(Section s)
    {
        // An approval beside an action is consent to it; alone it is the whole step.
        if (s.Has("approval") && !Kinds.Any(s.Has))
            return new StepAction.Approval(s.Inner("approval", RunbookKeys.Approval)!.Word("by", RunbookWords.Roles, required: true) ?? "");
        return s.ExactlyOne(Kinds) switch
        {
            "shell" => new StepAction.Shell(s.Text("shell")),
            "http" => ActionReader.Http(s),
            "manual" => ActionReader.Manual(s),
            "choice" => ActionReader.Choice(s),
            "pick" => ActionReader.Pick(s),
            "wait" => ActionReader.Wait(s),
            "message" => new StepAction.Message(s.Reference("message", "message", context.Names.Messages) ?? ""),
            _ => new StepAction.Manual(null, new Dictionary<string, string>()),
        };
    }

    private void CheckPattern(string name, Node.Scalar text)
    {
        if (!ExpectationReader.IsPattern(context, text))
            return;
        if (new Regex(text.Text, RegexOptions.CultureInvariant, RegexTime).GetGroupNumbers().Length != 2)
            context.Errors.Add(text.At, $"the pattern that captures `{name}` must have exactly one group: what stands in ( ) is the finding");
    }
}
