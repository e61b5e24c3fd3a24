using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>What the primary button is in a state.</summary>
internal enum Press
{
    /// <summary>Nothing: it says what is awaited.</summary>
    Nothing,
    /// <summary>A command, by Enter too.</summary>
    Act,
    /// <summary>A command that no stray Enter gives.</summary>
    ActOnPurpose,
    /// <summary>It leads to what has to be filled in first.</summary>
    Lead,
    Link,
}

/// <summary>The states of an incident that the model can reach, each made by real commands, and the one thing to do in each.</summary>
internal static class DeckStates
{
    private static readonly CheckResult[] _flagStillThere =
    [
        new("ends with exit code 0", "0", true, false),
        new("ENABLE_PGVECTOR is absent", "envs[3].key is ENABLE_PGVECTOR", false, true),
    ];

    public static readonly Dictionary<string, (Func<Scene> Make, string Label, Press Press)> All = new()
    {
        ["nobody in command"] = (() => new(), "Take command", Press.Act),
        ["nobody in command, a responder looks"] = (() => new Scene().SeenBy(Scene.Rea), "Waiting for a commander", Press.Nothing),
        ["nobody in command, an observer looks"] = (() => new Scene().SeenBy(Scene.Oto), "Take command", Press.Nothing),
        ["checklist holds"] = (() => new Scene().Commanded(), "Before a rollback: 5 left", Press.Lead),
        ["checklist holds the first step"] = (() => new Scene().Commanded().Chosen("method-a", "no time for the tree"), "Before a rollback: 5 left", Press.Lead),
        ["question for a person"] = (() => new Scene().Commanded().Ticked(), "Answer: Is a migration in progress?", Press.Lead),
        ["question with a proposal"] = (() => AtErrorRate().Reading("error_rate", 8.3), "Answer “Yes”: Is the error rate above 5 %?", Press.Act),
        ["question, stale signal"] = (() => AtErrorRate().Reading("error_rate", 8.3, ReadingState.Stale), "Answer: Is the error rate above 5 %?", Press.Lead),
        ["question, too few events"] = (() => AtErrorRate().Reading("error_rate", null, ReadingState.Insufficient), "Answer: Is the error rate above 5 %?", Press.Lead),
        ["question, missing signal"] = (() => AtErrorRate(), "Answer: Is the error rate above 5 %?", Press.Lead),
        ["question with choices"] = (() => AtErrorRate().Answered("error-rate", "no"), "Answer: What is the symptom?", Press.Lead),
        ["method recommended"] = (() => Recommended(), "Choose Method A: Disable feature flags", Press.Act),
        ["method recommended, a responder looks"] = (() => Recommended().SeenBy(Scene.Rea), "Choose Method A: Disable feature flags", Press.Nothing),
        ["method recommended, another commander looks"] = (() => Recommended().SeenBy(Scene.Ben), "Choose Method A: Disable feature flags", Press.Act),
        ["method of high risk recommended"] = (() => new Scene(trigger: null).Commanded().Ticked().Answered("migration", "no").Answered("error-rate", "no").Answered("symptom", "beyond-repair"), "Choose Method C: Full rollback and cleanup", Press.ActOnPurpose),
        ["conflict"] = (Conflict, "Settle for Method C: Full rollback and cleanup", Press.Lead),
        ["conflict, reason given"] = (() => Conflict().With(s => s.Draft.Reason = "the canary proved it"), "Settle for Method C: Full rollback and cleanup", Press.ActOnPurpose),
        ["guard in the way"] = (Guarded, "Instead: Monitor 10 more minutes", Press.Act),
        ["guard in the way, watching instead"] = (() => Guarded().Chosen("monitor-10-minutes"), "Under way: Monitor 10 more minutes", Press.Nothing),
        ["guard gone against"] = (() => Guarded().Do(new IncidentCommand.OverrideGuard("declining", "customers still see errors")), "Run step 1: Disable flags", Press.Act),
        ["step ready"] = (() => new Scene().AtMethodA(), "Run step 1: Disable flags", Press.Act),
        ["step ready in a drill"] = (() => new Scene("drill").AtMethodA(), "Run step 1: Disable flags", Press.Act),
        ["step ready, an observer looks"] = (() => new Scene().AtMethodA().SeenBy(Scene.Oto), "Run step 1: Disable flags", Press.Nothing),
        ["step running"] = (Running, "Step 2: Redeploy, when step 1 is proven", Press.Nothing),
        ["step running in a drill"] = (() => new Scene("drill").AtMethodA().Started("disable-flags").Printed("removed: ENABLE_PGVECTOR"), "Step 2: Redeploy, when step 1 is proven", Press.Nothing),
        ["step running over its budget"] = (() => Running().Later(TimeSpan.FromMinutes(2)), "Step 2: Redeploy, when step 1 is proven", Press.Nothing),
        ["step being cancelled"] = (() => Running().Do(new IncidentCommand.CancelStep("disable-flags")), "Step 2: Redeploy, when step 1 is proven", Press.Nothing),
        ["last step running"] = (() => new Scene().AtStep("method-a", "verify").Started("verify"), "Running step 3: Verify", Press.Nothing),
        ["step failed"] = (() => Running().Ended("disable-flags", StepStatus.Failed, "Its proof does not hold: ENABLE_PGVECTOR is still there.", _flagStillThere), "Run step 1 again: Disable flags", Press.ActOnPurpose),
        ["step unproven"] = (() => Running().Ended("disable-flags", StepStatus.Unproven, "The proof could not be run: vercel did not answer."), "Settle step 1: Disable flags, which is unproven", Press.Lead),
        ["step unknown"] = (() => Running().Ended("disable-flags", StepStatus.Unknown, "The process is gone and left no exit status."), "Settle step 1: Disable flags, which is unknown", Press.Lead),
        ["step cancelled"] = (() => Running().Do(new IncidentCommand.CancelStep("disable-flags")).Ended("disable-flags", StepStatus.Cancelled, "Cancelled by Ana."), "Run step 1 again: Disable flags", Press.ActOnPurpose),
        ["approval awaited, its commander looks"] = (AtRestore, "Approval needed for step 6: Restore the database", Press.Nothing),
        ["approval awaited, another commander looks"] = (() => AtRestore().SeenBy(Scene.Ben), "Approve step 6: Restore the database", Press.ActOnPurpose),
        ["approval awaited, a responder looks"] = (() => AtRestore().SeenBy(Scene.Rea), "Approval needed for step 6: Restore the database", Press.Nothing),
        ["approval awaited in a drill"] = (() => new Scene("drill", null).AtStep("method-b", "restore"), "Approve step 6: Restore the database", Press.ActOnPurpose),
        ["approved, name to be typed"] = (Approved, "Run step 6: Restore the database", Press.Lead),
        ["approved, name typed"] = (() => Approved().With(s => s.Draft.Confirm = "production"), "Run step 6: Restore the database", Press.ActOnPurpose),
        ["approved, the approver looks"] = (() => Approved().SeenBy(Scene.Ben), "Run step 6: Restore the database", Press.Nothing),
        ["approved, but the command has changed"] = (() => Approved().With(s => s.Resolution = s.Resolution with { Hash = "another" }), "Approval needed for step 6: Restore the database", Press.Nothing),
        ["approved too long ago"] = (() => Approved().Later(TimeSpan.FromMinutes(11)), "Approval needed for step 6: Restore the database", Press.Nothing),
        ["choice"] = (() => AtStopWrites(), "Run step 1: Stop writes", Press.Lead),
        ["choice made"] = (() => AtStopWrites().With(s => s.Draft.Choice = "maintenance-mode"), "Run step 1: Stop writes", Press.Act),
        ["variable missing"] = (() => new Scene().AtMethodA().With(s => s.Resolution = s.Resolution with { Missing = ["VERCEL_TOKEN", "SITE_HOST"] }), "Run step 1: Disable flags", Press.Nothing),
        ["step that cannot run here"] = (() => new Scene("drill").AtMethodA().With(s => s.Resolution = s.Resolution with { CannotRun = "The practice target is not running: start a drill, which starts it." }), "Run step 1: Disable flags", Press.Nothing),
        ["form"] = (AtAssessment, "Do step 1: Assess the impact", Press.Lead),
        ["form filled in"] = (() => AtAssessment().With(FillIn), "Do step 1: Assess the impact", Press.Act),
        ["success watched"] = (Verifying, "Watching: Error rate below 1 % within 2 minutes", Press.Nothing),
        ["success watched in a drill"] = (() => new Scene("drill").AtMethodA().RanAll(), "Watching: Error rate below 1 % within 2 minutes", Press.Nothing),
        ["success asked of a person"] = (() => Verifying().Judged("flags-error-rate", CriterionResult.Met), "Yes: Do users see the legacy UI, with no 500 errors?", Press.Act),
        ["success undetermined"] = (() => Verifying().Judged("flags-error-rate", CriterionResult.Undetermined), "Yes: Error rate below 1 % within 2 minutes", Press.Act),
        ["success not met"] = (() => Verifying().Judged("flags-error-rate", CriterionResult.NotMet).Later(TimeSpan.FromMinutes(3)), "Answer “No”: Has the error rate dropped?", Press.Act),
        ["mitigated"] = (() => Mitigated(), "Answer “Yes”: Has the error rate dropped?", Press.Act),
        ["action recommended"] = (() => Mitigated().Answered("dropped", "yes"), "Start: Monitor for 30 minutes", Press.Act),
        ["monitoring"] = (Monitoring, "Resolve the incident", Press.Lead),
        ["monitoring in a drill"] = (() => Mitigated("drill").Answered("dropped", "yes").Chosen("monitor"), "Resolve the incident", Press.Lead),
        ["monitoring, summary given"] = (() => Monitoring().With(s => s.Draft.Summary = "Flags off."), "Resolve the incident", Press.Act),
        ["second method after the first"] = (() => Verifying().Judged("flags-error-rate", CriterionResult.NotMet).Later(TimeSpan.FromMinutes(3)).Answered("dropped", "no"), "Choose Method B: Restore the database", Press.Act),
        ["resolved"] = (() => Monitoring().Do(new IncidentCommand.Resolve("Flags off; the rate is back to normal.")), "Open the post-mortem", Press.Link),
        ["dismissed"] = (() => new Scene().Commanded().Do(new IncidentCommand.Dismiss("A false alarm: the load test.")), "Open the post-mortem", Press.Link),
        ["closed"] = (() => Monitoring().Do(new IncidentCommand.Resolve("Flags off.")).Recorded(new IncidentClosed()), "Open the post-mortem", Press.Link),
        ["reopened"] = (() => Monitoring().Do(new IncidentCommand.Resolve("Flags off.")).Do(new IncidentCommand.Reopen("the errors are back")), "Resolve the incident", Press.Lead),
        ["declared by hand"] = (() => new Scene("staging", null).Commanded(), "Before a rollback: 5 left", Press.Lead),
        ["long words"] = (() => new Scene(title: string.Join(' ', Enumerable.Repeat("Customers in three regions see the wrong client cards", 6))).AtMethodA()
            .Do(new IncidentCommand.AddNote(string.Concat(Enumerable.Repeat("It began right after the 14:20 deploy. ", 52)))), "Run step 1: Disable flags", Press.Act),
        ["documented"] = (Documented, "Run step 1: Disable flags", Press.Act),
        ["sixty steps"] = (() => LongRunbook.AtStep(31), "Run step 31: Step number 31", Press.Act),
    };

    public static Scene Documented()
    {
        var scene = new Scene().AtMethodA().Do(new IncidentCommand.AddNote("Began after the **14:05** deploy:\n- `web` only\n- see https://status.example.com"));
        var note = scene.Incident.Version;
        return scene.Later(TimeSpan.FromSeconds(40)).Do(new IncidentCommand.PinEntry(note, true)).Do(new IncidentCommand.AttachFile("errors <14:20>.log", "500"u8.ToArray()))
            .Do(new IncidentCommand.CorrectNote(note, "Began after the **14:15** deploy:\n- `web` only\n- see https://status.example.com"), Scene.Ben)
            .Do(new IncidentCommand.MarkTime("started", scene.Now.AddMinutes(-9), "the first 500 in the log"));
    }

    public static Scene AtErrorRate() => new Scene().Commanded().Ticked().Answered("migration", "no");
    public static Scene Recommended() => AtErrorRate().Reading("error_rate", 8.3).Answered("error-rate", "yes");
    public static Scene Running() => new Scene().AtMethodA().Started("disable-flags").Printed("removed: NEXT_PUBLIC_ENABLE_CLIENT_CARDS", "!warning: 2 unused variables");
    public static Scene Verifying() => new Scene().AtMethodA().RanAll();
    public static Scene Guarded() => new Scene().AtMethodA().Reading("error_rate", 3.1, trend: SignalTrend.Falling);

    public static Scene Conflict() => Recommended().Do(new IncidentCommand.AttachTrigger(new Scene().Fired("data-exposure")), Caller.Console);

    /// <summary>Containment does not wait for the form: the commands come first.</summary>
    public static Scene AtAssessment() => new Scene().AtStep("method-c", "assess").RanCommands();

    public static Scene AtRestore() => new Scene(trigger: null).AtStep("method-b", "restore");
    public static Scene AtStopWrites() => new Scene(trigger: null).Commanded().Chosen("method-b", "the database is corrupt").Ticked();
    public static Scene Approved() => AtRestore().Do(new IncidentCommand.ApproveStep("restore", "hash"), Scene.Ben);

    public static Scene Mitigated(string environment = "production") => new Scene(environment).AtMethodA().RanAll().Reading("error_rate", 0.4, trend: SignalTrend.Falling)
        .Judged("flags-error-rate", CriterionResult.Met).Answered("legacy-ui", "yes").Answered("epic1-features", "yes");

    public static Scene Monitoring() => Mitigated().Answered("dropped", "yes").Chosen("monitor");

    private static void FillIn(Scene scene)
    {
        foreach (var (field, type) in ((StepAction.Manual)scene.View.Wanted!.Step.Do).Fields)
            if (type != "file") scene.Draft.Fill(field, type switch { "number" => "12", "time" => "2026-01-07 14:20", "yes-no" => "yes", _ => "names and addresses" });
    }
}
