using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Linting;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

/// <summary>One runbook with which nothing is wrong, and for each rule a change that breaks that rule alone.</summary>
public sealed class LintTests
{
    private const string Good = """
        id: small
        title: Small
        version: "1.0"
        last-tested: 2026-01-02
        next-review: 2026-12-01
        changes:
          - {version: "1.0", date: 2026-01-07, note: First}
        contacts: {on-call: {phone: "+49 30 1"}, escalation: {email: lead@example.com}}
        environments:
          production: {requires-rehearsal: true, secrets: [DATABASE_URL]}
          staging: {secrets: [DATABASE_URL]}
        events: [requests.all, requests.failed, rls.leak, queries.failed, queries.all]
        signals:
          error_rate: {kind: ratio, window: 1m, unit: percent, numerator: requests.failed, denominator: requests.all, except: off, sources: [vercel]}
          leaks: {kind: count, window: 1h, event: rls.leak, sources: [json]}
        exclusions:
          off: {while: contain, paths: ["/api/*"], status: 503}
        scenarios:
          errors: {title: Errors, symptom: Many, decide-within: 2m, do: contain, say: Contain, eta: 3m}
        triggers:
          errors: {title: Errors, when: "error_rate > 5", severity: sev2, recommend: contain}
          leaks: {title: Leaks, when: "leaks > 0", severity: sev1, recommend: restore, overrides-tree: true}
        tree:
          start: errors
          questions:
            errors: {ask: "Errors?", answered-by: "error_rate > 5", yes: {do: contain}, no: {go: what}}
            what: {ask: "What is it?", choices: {leaks: {do: restore}, errors: {do: contain}}}
        methods:
          contain:
            title: Contain
            risk: low
            eta: 3m
            steps:
              disable: {budget: 2m, shell: 'vercel env rm FLAG production --yes', proof: {shell: vercel env ls production, expect: [{absent: FLAG}]}}
              look: {budget: 1m, http: {get: "https://example.com/api"}, expect: [{status: 503}]}
            success:
              - {when: "error_rate < 1", within: 2m}
          restore:
            title: Restore
            risk: high
            eta: 20m
            steps:
              stop: {budget: 2m, shell: 'vercel env add OFF production --value true --yes', expect: [{text: Added}]}
              assess: {budget: 3m, manual: {fields: {COUNT: number}}}
              export: {budget: 5m, shell: 'psql -w "$DATABASE_URL" -v ON_ERROR_STOP=1 -f export.sql', proof: {shell: 'wc -l out.csv', expect: [{rows: 1}]}}
              drop: {budget: 10m, needs: [export], risk: high, shell: 'psql -w "$DATABASE_URL" -v ON_ERROR_STOP=1 -1 -f rollback-v2.sql', expect: [{text: Dropped}]}
        messages:
          done: {channels: [slack], fields: {loss: run.data-loss}, body: "Rolled back. Data loss: {loss}"}
        clocks:
          authority: {title: Authority, starts: exposure-confirmed, due: 72h, basis: GDPR Art. 33}
        rehearsal:
          environment: staging
          method: restore
          steps:
            stop: {same-as: restore.stop}
            export: {same-as: restore.export}
            drop: {same-as: restore.drop, needs: [export]}
        """;

    [Fact]
    public void Lint_OfARunbookWithNothingWrong_FindsNothing() => Assert.Empty(Lint(Good));

    [Theory]
    [InlineData("unreached-trigger", "triggers.leaks", ", overrides-tree: true", ", decide-within: 0s", "leaks: {do: restore}, errors", "errors")]
    [InlineData("unled-branch", "tree.questions.what.choices.leaks", "severity: sev1, recommend: restore", "severity: sev1, recommend: contain", "leaks: {do: restore}, errors", "leaks: {do: restore, say: Leaks}, errors", "leaks: {title: Leaks", "leak: {title: Leaks")]
    [InlineData("hidden-cause", "triggers.leaks", ", overrides-tree: true", "")]
    [InlineData("contradiction", "triggers.errors", "yes: {do: contain}", "yes: {do: restore}")]
    [InlineData("budgets", "methods.contain", "disable: {budget: 2m", "disable: {budget: 3m")]
    [InlineData("two-etas", "scenarios.errors", "say: Contain, eta: 3m", "say: Contain, eta: 5m")]
    [InlineData("destroys-before-contained", "methods.contain.steps.wipe", "disable: {budget: 2m", "wipe: {shell: 'drop-tables', expect: [{text: gone}]}\n      disable: {budget: 2m")]
    [InlineData("contained-late", "methods.contain.steps.ask", "disable: {budget: 2m", "ask: {manual: {fields: {N: number}}}\n      disable: {budget: 2m")]
    [InlineData("evidence-destroyed", "methods.restore.steps.drop", "drop: {budget: 10m, needs: [export]", "drop: {budget: 10m")]
    [InlineData("evidence-destroyed", "methods.restore.steps.export", "proof: {shell: 'wc -l out.csv', expect: [{rows: 1}]}", "expect: [{text: COPY}]")]
    [InlineData("psql-goes-on", "methods.restore.steps.export", "-v ON_ERROR_STOP=1 -f export.sql", "-f export.sql")]
    [InlineData("no-pipefail", "methods.restore.steps.export", "'psql -w \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f export.sql'", "bash -c \"cat a | wc -l\"")]
    [InlineData("gunzip-eats", "methods.restore.steps.export", "'psql -w \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f export.sql'", "gunzip a.gz")]
    [InlineData("glob", "methods.restore.steps.export", "-f export.sql'", "-f exports/*.sql'")]
    [InlineData("prompts", "methods.contain.steps.disable", "vercel env rm FLAG production --yes", "vercel env rm FLAG production")]
    [InlineData("prompts", "methods.restore.steps.drop", "psql -w \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -1 -f rollback", "psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -1 -f rollback")]
    [InlineData("swallowed", "methods.contain.steps.disable", "vercel env rm FLAG production --yes", "vercel env rm FLAG production --yes || true")]
    [InlineData("no-such-command", "methods.contain.steps.disable", "vercel env rm FLAG production --yes", "vercel domains disable meetsolis.com")]
    [InlineData("unproven", "methods.restore.steps.stop", ", expect: [{text: Added}]", "")]
    [InlineData("unproven", "methods.restore.steps.stop", "expect: [{text: Added}]", "expect: [{exit: 0}]")]
    [InlineData("status-unread", "methods.restore.steps.stop", "'vercel env add OFF production --value true --yes'", "curl https://example.com")]
    [InlineData("status-unread", "methods.contain.steps.look", "{get: \"https://example.com/api\"}, expect: [{status: 503}]", "{get: \"https://example.com/api\"}")]
    [InlineData("no-window", "methods.contain.success", "{when: \"error_rate < 1\", within: 2m}", "{when: \"error_rate < 1\"}")]
    [InlineData("no-source", "signals.leaks", "event: rls.leak, sources: [json]", "event: rls.leak")]
    [InlineData("source-cannot-supply", "signals.leaks", "event: rls.leak, sources: [json]", "event: rls.leak, sources: [clerk]")]
    [InlineData("disturbed-signal", "signals.error_rate", ", except: off", "")]
    [InlineData("unsupported-claim", "messages.done", "Rolled back. Data loss: {loss}", "Rolled back, no data loss. {loss}")]
    [InlineData("placeholder", "messages.done", "Rolled back.", "Rolled back by [Your Name].")]
    [InlineData("contact-missing", "contacts.on-call", "\"+49 30 1\"", "\"\"")]
    [InlineData("contact-missing", "contacts.escalation", "lead@example.com", "\"\"")]
    [InlineData("clock-basis", "clocks.authority", "due: 72h, basis: GDPR Art. 33", "due: 96h, basis: GDPR Art. 33")]
    [InlineData("clock-basis", "clocks.authority", "basis: GDPR Art. 33", "basis: GDPR Art. 34")]
    [InlineData("clock-basis", "clocks.authority", "basis: GDPR Art. 33", "basis: within 24 hours by contract")]
    [InlineData("rehearsal-misses", "rehearsal.steps", "    drop: {same-as: restore.drop, needs: [export]}\n", "")]
    [InlineData("never-rehearsed", "last-tested", "last-tested: 2026-01-02", "last-tested: never")]
    [InlineData("review-overdue", "next-review", "next-review: 2026-12-01", "next-review: 2026-01-01")]
    [InlineData("review", "next-review", "next-review: 2026-12-01", "next-review: some day")]
    [InlineData("stale-waiver", "waivers", "id: small", "id: small\nwaivers: [{rule: glob, at: nowhere, because: none}]")]
    public void Lint_OfARunbookThatBreaksOneRule_FindsJustIt(string rule, string at, params string[] changes)
    {
        var text = Good + "\n";
        for (var i = 0; i < changes.Length; i += 2)
        {
            Assert.Contains(changes[i], text, StringComparison.Ordinal);
            text = text.Replace(changes[i], changes[i + 1], StringComparison.Ordinal);
        }

        var found = Assert.Single(Lint(text));

        Assert.Equal((rule, at), (found.Rule, found.At));
        Assert.NotEmpty(found.Do);
        var line = text.Split('\n')[found.Line - 1];
        Assert.Contains(at.Split('.')[^1] is "success" or "steps" ? at.Split('.')[^1] : at.Split('.').Last(p => text.Contains(p + ":", StringComparison.Ordinal)), line, StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_WithoutARehearsalThatProductionWants_SaysSo()
    {
        var text = Good[..Good.IndexOf("\nrehearsal:", StringComparison.Ordinal)];
        var found = Assert.Single(Lint(text));
        Assert.Equal(("no-rehearsal", "environments.production", LintLevel.Error), (found.Rule, found.At, found.Level));
    }

    [Fact]
    public void Lint_OfSeveralRehearsals_JudgesEachWhereItStands()
    {
        var start = Good.IndexOf("rehearsal:\n", StringComparison.Ordinal);
        var list = Good[..start] + "rehearsal:\n  - {environment: staging, method: contain, steps: {disable: {same-as: contain.disable}}}\n  -" + Good[(start + "rehearsal:\n ".Length)..].Replace("\n", "\n  ", StringComparison.Ordinal);

        var missed = Assert.Single(Lint(list));
        Assert.Equal(("rehearsal-misses", "rehearsal.contain.steps", list[..list.IndexOf("method: contain, steps", StringComparison.Ordinal)].Count(c => c == '\n') + 1), (missed.Rule, missed.At, missed.Line));
        // What was proven of one says nothing of the other.
        var looked = RunbookLint.Of(RunbookReader.Read("small.yaml", list).Runbook!, new LintContext(new(2026, 6, 1)) { HasSubcommand = (_, _, _) => true, Rehearsed = new HashSet<string> { "contain" } });
        Assert.Contains("Restore was never rehearsed", Assert.Single(looked, f => f.Rule == "never-rehearsed").Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_OfAQuestionThatNothingLeadsTo_SaysSo()
    {
        var found = Assert.Single(Lint(Good.Replace("no: {go: what}", "no: {do: contain}", StringComparison.Ordinal)));
        Assert.Equal(("unreached-question", "tree.questions.what"), (found.Rule, found.At));
    }

    [Fact]
    public void Lint_OfWhatTheFileWaives_SaysItWithItsReason()
    {
        var found = Assert.Single(Lint(Good.Replace("disable: {budget: 2m", "disable: {budget: 3m", StringComparison.Ordinal) + "\nwaivers: [{rule: budgets, at: methods.contain, because: it overlaps}]"));
        Assert.Equal(("budgets", "it overlaps"), (found.Rule, found.Waived));
    }

    [Fact]
    public void Lint_OfTheShippedRunbook_FindsWhatIsStillToBeDone_AndEverythingElseIsExplained()
    {
        var found = RunbookLint.Of(RunbookFiles.MeetSolis, new LintContext(new(2026, 1, 8)));

        Assert.Equal(
            ["contact-missing contacts.escalation", "contact-missing contacts.on-call", "never-rehearsed last-tested", "review next-review", "unrehearsed-method rehearsal.method"],
            found.Where(f => f.Waived is null).Select(f => $"{f.Rule} {f.At}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(found, f => f.Level == LintLevel.Error);
        Assert.Equal(RunbookFiles.MeetSolis.Waivers.Count, found.Count(f => f.Waived is not null));
    }

    private static IReadOnlyList<LintFinding> Lint(string text)
    {
        var reading = RunbookReader.Read("small.yaml", text);
        Assert.Empty(reading.Errors.Select(e => e.ToString()));
        return RunbookLint.Of(reading.Runbook!, new LintContext(new(2026, 6, 1)) { HasSubcommand = (_, command, sub) => command.Length == 0 || sub != "disable" });
    }
}
