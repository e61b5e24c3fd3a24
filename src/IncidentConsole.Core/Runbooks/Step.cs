using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>One part of a method. What it does is <see cref="Do"/>.</summary>
public sealed record Step
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string? Note { get; init; }
    public TimeSpan? Budget { get; init; }
    /// <summary>After it the step is stopped; five minutes unless the file says otherwise. Never scaled.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
    public RunbookRisk Risk { get; init; } = RunbookRisk.Low;
    /// <summary>Who must consent before it starts: <c>commander</c>; null where nobody must.</summary>
    public string? ApprovalBy { get; init; }
    public required StepAction Do { get; init; }
    /// <summary>Variables that what it runs needs although its text may not name them: without a value for each it cannot start.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];
    /// <summary>Programs that it, its proof and its undo call: where one is not installed it cannot start, which is said before an incident needs it.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
    /// <summary>Files of the workspace that it, its proof and its undo run: their contents are part of the command that is approved and started.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
    public IReadOnlyList<Expectation> Expect { get; init; } = [];
    public Proof? Proof { get; init; }
    /// <summary>What takes its effect back.</summary>
    public StepAction.Shell? Undo { get; init; }
    /// <summary>What shows that the effect is gone.</summary>
    public Proof? UndoProof { get; init; }
    public IReadOnlyList<string> Needs { get; init; } = [];
    public string? TogetherWith { get; init; }
    public Condition? If { get; init; }
    /// <summary>What data the environment holds once it is done; null where it changes nothing of that.</summary>
    public StagedData? Data { get; init; }
    /// <summary>Finding name → regular expression with one group, taken from the output.</summary>
    public IReadOnlyDictionary<string, string> Capture { get; init; } = new Dictionary<string, string>();
    /// <summary>The step it was copied from (<c>method.step</c>).</summary>
    public string? SameAs { get; init; }
    public IReadOnlyList<int> Corrects { get; init; } = [];

    /// <summary>The findings that doing it can record.</summary>
    public IEnumerable<string> FindingNames() => Capture.Keys.Concat(Do switch
    {
        StepAction.Manual manual => manual.Fields.Keys,
        StepAction.Pick pick => [pick.Into],
        _ => [],
    });
}

/// <summary>What a step does: a closed set.</summary>
public abstract record StepAction
{
    private StepAction() { }

    public sealed record Shell(string Script) : StepAction;
    /// <summary>An HTTP call. <c>${NAME}</c> in the URL is URL-encoded; in headers and body it is the plain value.</summary>
    public sealed record Http(string Method, string Url, IReadOnlyDictionary<string, string> Headers, string? Body, TimeSpan Timeout) : StepAction;
    /// <summary>Done by a person; field name → type (text, number, time, file, yes-no).</summary>
    public sealed record Manual(string? Say, IReadOnlyDictionary<string, string> Fields) : StepAction;
    public sealed record Choice(OrderedMap<StepOption> Options) : StepAction;
    public sealed record Pick(string Files, bool Newest, IReadOnlyList<string> Show, string Into) : StepAction
    {
        /// <summary>No other than the newest is taken, whole or not: a rehearsal tries what a rollback would meet.</summary>
        public bool NewestOnly { get; init; }
    }
    public sealed record Wait(Condition? Until, TimeSpan? For) : StepAction;
    public sealed record Message(string Template) : StepAction;
    public sealed record Approval(string By) : StepAction;

    /// <summary>The kind's name in the file and in the API.</summary>
    public string Kind => GetType().Name.ToLowerInvariant();
}

/// <summary>One option of a choice step: a command, or why it cannot be had.</summary>
public sealed record StepOption(string Id, StepAction.Shell? Shell, string? Unavailable, string? Say, Proof? Proof, IReadOnlyList<int> Corrects)
{
    /// <summary>As <see cref="Step.Data"/>.</summary>
    public StagedData? Data { get; init; }
}

/// <summary>What data an environment that is no production holds.</summary>
public enum StagedData
{
    /// <summary>Its own.</summary>
    Own,
    /// <summary>Real people's, as it stands in production.</summary>
    Production,
    /// <summary>Production's, with what is personal blanked.</summary>
    ProductionMasked,
}

/// <summary>A read-only command or call whose output shows that the effect is there.</summary>
public sealed record Proof(StepAction Do, IReadOnlyList<Expectation> Expect);
