namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>The keys that a part of the file may have. <paramref name="Name"/> is its definition in <c>runbook.schema.json</c>.</summary>
public sealed record SectionKeys(string Name, params string[] Keys);

/// <summary>Every key of the format: the reader refuses others, and the schema is held against this list.</summary>
public static class RunbookKeys
{
    public static readonly SectionKeys Root = new("runbook",
        "id", "title", "version", "status", "owner", "last-updated", "last-tested", "next-review", "changes", "contacts", "environments", "events", "signals",
        "exclusions", "scenarios", "triggers", "actions", "guards", "tree", "checklists", "methods", "messages", "clocks", "documents", "rehearsal", "commands", "components", "waivers");
    public static readonly SectionKeys Waiver = new("waiver", "rule", "at", "because");
    public static readonly SectionKeys Change = new("change", "version", "date", "note");
    public static readonly SectionKeys Contacts = new("contacts", "on-call", "escalation", "corrects");
    public static readonly SectionKeys OnCall = new("on-call", "phone", "slack", "page");
    public static readonly SectionKeys Escalation = new("escalation", "email", "after");
    public static readonly SectionKeys Environment = new("environment",
        "confirm", "requires-rehearsal", "workspace", "variables", "secrets", "settings", "practice-target", "time-scale");
    public static readonly SectionKeys Signal = new("signal",
        "title", "kind", "window", "unit", "minimum", "event", "numerator", "denominator", "except", "percentile", "normal", "target", "stale-after", "sources", "note", "corrects");
    public static readonly SectionKeys Exclusion = new("exclusion", "while", "paths", "status");
    public static readonly SectionKeys Scenario = new("scenario", "title", "symptom", "decide-within", "do", "say", "eta", "corrects");
    public static readonly SectionKeys Trigger = new("trigger",
        "title", "when", "for", "manual", "judgement", "ask", "event", "severity", "recommend", "decide-within", "caution", "overrides-tree", "source", "note", "affects", "corrects");
    public static readonly SectionKeys Action = new("action", "say", "go", "timer", "then", "note");
    public static readonly SectionKeys Guard = new("guard", "when", "ask", "say", "except", "instead", "methods", "corrects");
    public static readonly SectionKeys Tree = new("tree", "start", "questions");
    public static readonly SectionKeys Question = new("question", "ask", "answered-by", "within", "yes", "no", "choices", "corrects");
    public static readonly SectionKeys Branch = new("branch", "go", "do", "then", "say");
    public static readonly SectionKeys Checklist = new("checklist", "title", "before", "after", "from", "within", "items");
    public static readonly SectionKeys Item = new("item",
        "say", "link", "check", "finding", "if", "when", "automatic", "owner", "message", "clock", "document", "note", "items", "corrects");
    public static readonly SectionKeys Undo = new("undo", "shell", "proof");
    public static readonly SectionKeys Method = new("method",
        "title", "risk", "eta", "data-loss", "use-when", "caution", "steps", "success", "next", "affects", "corrects");
    public static readonly SectionKeys Criterion = new("criterion", "id", "when", "within", "ask", "say", "step", "corrects");
    public static readonly SectionKeys Next = new("next", "message", "action", "clock", "say");
    public static readonly SectionKeys Step = new("step",
        "title", "note", "budget", "timeout", "risk", "approval", "shell", "http", "manual", "choice", "pick", "wait", "message", "same-as",
        "uses", "tools", "files", "expect", "proof", "undo", "needs", "together-with", "if", "capture", "data", "corrects");
    public static readonly SectionKeys Approval = new("approval", "by");
    public static readonly SectionKeys Http = new("http", "get", "head", "post", "put", "patch", "delete", "headers", "body", "timeout");
    public static readonly SectionKeys Manual = new("manual", "say", "fields");
    public static readonly SectionKeys Option = new("option", "shell", "unavailable", "say", "proof", "data", "corrects");
    public static readonly SectionKeys Pick = new("pick", "files", "newest", "show", "into");
    public static readonly SectionKeys Wait = new("wait", "until", "for");
    public static readonly SectionKeys Proof = new("proof", "shell", "http", "expect");
    public static readonly SectionKeys Expectation = new("expectation",
        "exit", "text", "absent", "matches", "status", "json-absent", "json-present", "json-equals", "rows", "within", "signal");
    public static readonly SectionKeys RowCount = new("row-count", "same-as", "at-least", "of");
    public static readonly SectionKeys JsonEquals = new("json-equals", "path", "value");
    public static readonly SectionKeys SignalExpectation = new("signal-expectation", "when", "within");
    public static readonly SectionKeys Message = new("message",
        "title", "channels", "to", "subject", "status", "body", "fields", "repeat", "audience", "approval", "if", "after", "automatic", "thread", "corrects");
    public static readonly SectionKeys Repeat = new("repeat", "every", "as", "until", "with");
    public static readonly SectionKeys Audience = new("audience", "csv");
    public static readonly SectionKeys Clock = new("clock",
        "title", "starts", "due", "warn", "not-before", "met-by", "requires", "owner", "basis", "attendees", "if", "corrects");
    public static readonly SectionKeys MetBy = new("met-by", "message", "finding");
    public static readonly SectionKeys Document = new("document", "title", "path", "sections", "findings");
    public static readonly SectionKeys Rehearsal = new("rehearsal", "environment", "method", "within", "frequency", "steps", "document", "corrects");
    public static readonly SectionKeys Command = new("command", "title", "step");
    public static readonly SectionKeys Component = new("component", "title", "say");

    public static IReadOnlyList<SectionKeys> All { get; } =
    [
        Root, Waiver, Change, Contacts, OnCall, Escalation, Environment, Signal, Exclusion, Scenario, Trigger, Action, Guard, Tree, Question, Branch, Checklist, Item, Undo,
        Method, Criterion, Next, Step, Approval, Http, Manual, Option, Pick, Wait, Proof, Expectation, RowCount, JsonEquals, SignalExpectation, Message, Repeat, Audience,
        Clock, MetBy, Document, Rehearsal, Command, Component,
    ];
}
