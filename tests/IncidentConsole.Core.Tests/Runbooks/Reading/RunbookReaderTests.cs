using MeetSolis.IncidentConsole.Rehearsals;

namespace MeetSolis.IncidentConsole.Tests.Runbooks.Reading;

public sealed class RunbookReaderTests
{
    [Fact]
    public void SmallFile_LoadsWithoutAnError()
    {
        var reading = SmallRunbook.Read(SmallRunbook.Text);

        Assert.Empty(reading.Errors);
        Assert.Equal(64, reading.Runbook!.Hash.Length);
    }

    [Fact]
    public void Rehearsals_InAList_AreEachOfTheirMethod_AndOneWithoutAListIsOne()
    {
        Assert.Equal(["method-b"], SmallRunbook.Read(SmallRunbook.Text).Runbook!.Rehearsals.Keys);
        var both = SmallRunbook.With(Rehearsal, $"rehearsal:\n  - {{environment: staging, method: method-a, within: 5m, steps: {{off: {{same-as: method-a.off}}}}}}\n  - {Rehearsal["rehearsal: ".Length..]}").Runbook!;

        Assert.Equal(["method-a", "method-b"], both.Rehearsals.Keys);
        Assert.Equal(("method-a.off", "method-b.pick"), (both.Rehearsals["method-a"].Steps["off"].SameAs, both.Rehearsals["method-b"].Steps["one"].SameAs));
        // Each is carried through by its own steps; incidents from before there were several do not say which.
        Assert.Equal(["off"], RehearsalRunbook.Of(both, "method-a").Methods["method-a"].Steps.Keys);
        Assert.Equal(["one"], RehearsalRunbook.Of(both, "method-b").Methods["method-b"].Steps.Keys);
        Assert.Equal(["method-a"], RehearsalRunbook.Of(both).Methods.Keys);
    }

    private const string Rehearsal = "rehearsal: {environment: staging, method: method-b, document: report, steps: {one: {same-as: method-b.pick}}}";

    /// <summary>What stands instead of what, and the sentence a person gets for it.</summary>
    public static TheoryData<string, string, string> Slips => new()
    {
        { "when: \"error_rate > 5\", for", "when: \"eror_rate > 5\", for", "unknown signal `eror_rate`; did you mean `error_rate`?" },
        { "answered-by: \"error_rate > 5\"", "answered-by: \"error_rate >\"", "expected a number, found the end" },
        { "if: \"finding COUNT > 3\"", "if: \"finding CUONT > 3\"", "unknown finding `CUONT`; did you mean `COUNT`?" },
        { "if: \"finding COUNT > 3\"", "if: \"milestone resolve\"", "unknown milestone `resolve`; did you mean `resolved`?" },
        { "if: \"finding COUNT > 3\"", "if: \"method is method-x\"", "unknown method `method-x`; did you mean `method-a`?" },
        { "if: \"finding COUNT > 3\"", "if: [a]", "expected a condition such as \"error_rate > 5\" for `if` in step `again` of method `method-b`, found a list" },
        { "for: 5m", "for: five", "expected a duration such as 30s, 5m, 2h or 7d for `for` in trigger `spike`, found `five`" },
        { "window: 1m", "window: 0s", "the window of signal `error_rate` must be longer than nothing" },
        { "eta: 20m", "eta: 20", "expected a duration such as 30s, 5m, 2h or 7d for `eta` in method `method-b`, found `20`" },
        { "eta: 20m", "eta: 99999999d", "expected a duration such as 30s, 5m, 2h or 7d for `eta` in method `method-b`, found `99999999d`" },
        { "severity: sev2", "severity: sev9", "expected one of sev1, sev2, sev3, sev4 for `severity` in trigger `spike`, found `sev9`; did you mean `sev1`?" },
        { "kind: ratio", "kind: ration", "expected one of ratio, count, sum, gauge, percentile for `kind` in signal `error_rate`, found `ration`; did you mean `ratio`?" },
        { "sources: [vercel]", "sources: [vercle]", "unknown source `vercle`; did you mean `vercel`?" },
        { "sources: [vercel]", "sources: vercel", "expected a list of sources for `sources` in signal `error_rate`, found `vercel`" },
        { "numerator: requests.failed", "numerator: requests.fail", "unknown event `requests.fail`; did you mean `requests.failed`?" },
        { "except: off", "except: of", "unknown exclusion `of`; did you mean `off`?" },
        { "while: method-a", "while: method-c", "unknown method `method-c`; did you mean `method-a`?" },
        { "while: method-a", "while: [method-a, method-c]", "unknown method `method-c`; did you mean `method-a`?" },
        { "while: method-a", "while: []", "expected the name of a method, or a list of them for `while` in exclusion `off`, found a list" },
        { "while: method-a, ", "", "`while` is missing in exclusion `off`: expected the name of a method" },
        { "status: 503}\nscenarios", "status: 42}\nscenarios", "expected a whole number from 100 to 599 for `status` in exclusion `off`, found `42`" },
        { "do: method-a, say", "do: methoda, say", "unknown method or action `methoda`; did you mean `method-a`?" },
        { "recommend: method-a", "recomend: method-a", "unknown key `recomend` in trigger `spike`; did you mean `recommend`?" },
        { "recommend: method-a", "caution: x", "`recommend` is missing in trigger `spike`: expected the name of a method or action" },
        { "when: \"error_rate > 5\", for: 5m, ", "", "trigger `spike` never fires: give it `when`, or `manual: true` where a person reports it" },
        { "then: ask-again", "then: ask-agian", "unknown method or action `ask-agian`; did you mean `ask-again`?" },
        { "except: [spike]", "except: [spiek]", "unknown trigger `spiek`; did you mean `spike`?" },
        { "instead: [monitor]", "instead: [moniter]", "unknown action `moniter`; did you mean `monitor`?" },
        { "start: many", "start: mnay", "unknown question `mnay`; did you mean `many`?" },
        { "then: better", "then: beter", "unknown question `beter`; did you mean `better`?" },
        { "no: {do: monitor}\n", "no: {go: many}\n", "question `many` leads back to itself by answers alone" },
        { "no: {do: method-b}}", "maybe: {do: method-b}}", "`no` is missing in question `better`: expected where that answer leads, as in `no: {do: method-a}`" },
        { "before: rollback", "before: rolback", "unknown milestone `rolback`; did you mean `rollback`?" },
        { "before: rollback", "from: 1m", "`before` or `after` is missing in checklist `first`: expected one of them" },
        { "before: rollback", "after: rollback\n    from: 2h\n    within: 1h", "the time of checklist `first` ends before it begins: `from` must be less than `within`" },
        { "really: {", "told: {", "the checklist item `told` stands twice in the file; first on line 34" },
        { "message: hello", "message: helo", "unknown message `helo`; did you mean `hello`?" },
        { "clock: review", "clock: reviw", "unknown clock `reviw`; did you mean `review`?" },
        { "document: report, items", "document: reprot, items", "unknown document `reprot`; did you mean `report`?" },
        { "owner: commander", "owner: comander", "expected one of commander, operations, communications, scribe for `owner` in checklist item `really`, found `comander`; did you mean `commander`?" },
        { "needs: [off]", "needs: [of]", "unknown earlier step `of`; did you mean `off`?" },
        { "shell: \"echo off\", budget", "shell: \"echo off\", tools: [/usr/bin/psql], budget", "`/usr/bin/psql` is no name of a program in step `off` of method `method-a`: expected one as it is called, without its folder, such as `psql`" },
        { "shell: \"echo off\", budget", "shell: \"echo off\", files: [/srv/off.sh], budget", "`/srv/off.sh` is no file of the workspace in step `off` of method `method-a`: expected its path from there on, such as `scripts/restore.sh`" },
        { "shell: \"echo off\", budget", "shell: \"echo off\", files: [../off.sh], budget", "`../off.sh` is no file of the workspace in step `off` of method `method-a`: expected its path from there on, such as `scripts/restore.sh`" },
        { "shell: \"echo off\", budget", "shell: \"echo off\", files: [\"s/*.sh\"], budget", "`s/*.sh` is no file of the workspace in step `off` of method `method-a`: expected its path from there on, such as `scripts/restore.sh`" },
        { "again: {same-as: method-a.off,", "again: {files: [x.sh], same-as: method-a.off,", "`files` may not stand beside `same-as` in step `again` of method `method-b`: a copy does exactly what its original does" },
        { "shell: \"echo off\", budget", "shell: \"echo off\", manual: {say: x}, budget", "step `off` of method `method-a` has both `shell` and `manual`; only one may stand" },
        { "'^(\\d+)$'", "'^\\d+$'", "the pattern that captures `COUNT` must have exactly one group: what stands in ( ) is the finding" },
        { "[{text: off}]", "[{texts: off}]", "unknown key `texts` in an expectation of `proof` of step `off` of method `method-a`; did you mean `text`?" },
        { "${SITE_URL}/x", "${site}/x", "`${` in `http` of step `look` of method `method-a` is no variable: expected ${NAME}" },
        { "id: fewer", "id: many", "the criterion `many` has the name of a question; what is answered could not be told" },
        { "- {id: fewer,", "- {id: fewer, ask: \"Fewer?\"}\n      - {id: fewer,", "the criterion `fewer` stands twice in the file; first on line 44" },
        { "within: 2m, step: look", "within: 2m, step: loook", "unknown step `loook`; did you mean `look`?" },
        { "- {action: monitor}", "- {action: monitr}", "unknown action `monitr`; did you mean `monitor`?" },
        { "same-as: method-a.off", "same-as: method-a.of", "unknown step (method.step) `method-a.of`; did you mean `method-a.off`?" },
        { "same-as: method-a.off", "same-as: method-b.again", "`method-b.again` is a copy itself; name the step it copies" },
        { "same-as: method-a.off", "shell: x, same-as: method-a.off", "`shell` may not stand beside `same-as` in step `again` of method `method-b`: a copy does exactly what its original does" },
        { "files: \"backups/*.gz\"", "files: \"../*.gz\"", "the files of `pick` of step `pick` of method `method-b` lie in the workspace: a pattern without `..` that does not begin with `/`" },
        { "{WHO: text}", "{WHO: words}", "expected one of text, number, time, file, yes-no, found `words`" },
        { "{WHO: text}", "{who: text}", "`who` is no name for a finding: expected capital letters, digits and `_`, as in `BACKUP_FILE`" },
        { "channels: [slack]", "channels: [slak]", "unknown channel `slak`; did you mean `slack`?" },
        { "what: incident.title", "what: incident.tile", "unknown incident field `tile`; did you mean `title`?" },
        { "rate: signal.error_rate", "rate: signal.eror_rate", "unknown signal `eror_rate`; did you mean `error_rate`?" },
        { "n: finding.COUNT", "n: finding.COUNTS", "unknown finding `COUNTS`; did you mean `COUNT`?" },
        { "body: \"{what} {rate} {n}\"", "body: \"{what} {rate} {n} {waht}\"", "`{waht}` in the body of message `hello` has no field that fills it; did you mean `what`?" },
        { "body: \"{what} {rate} {n}\"", "body: \"{what} {rate}\"", "the field `n` of message `hello` stands nowhere in its text" },
        { "starts: resolved", "starts: solved", "unknown milestone `solved`; did you mean `resolved`?" },
        { "due: 24h", "due: 24h, not-before: 1h", "clock `review` has both `due` and `not-before`; only one may stand" },
        { Rehearsal, "rehearsal:\n  - {environment: staging, method: method-b}\n  - {environment: staging, method: method-b}", $"method `method-b` has two rehearsals; the first is on line {SmallRunbook.LineOf(Rehearsal) + 1}" },
        { Rehearsal, "rehearsal: [method-b]", "expected a map for a rehearsal (environment, method, within, frequency, steps, document, …), found `method-b`" },
        { "environment: staging", "environment: stagin", "unknown environment `stagin`; did you mean `staging`?" },
        { "step: method-a.off}", "step: method-a.on}", "unknown step (method.step) `method-a.on`; did you mean `method-a.off`?" },
        { "secrets: [TOKEN]", "secrets: [TOKEN, SITE_URL]", "`SITE_URL` is a secret of environment `staging`: its value comes from the console's settings, never from this file" },
        { "date: 2026-01-07", "date: 7 Jan", "expected a date such as 2026-01-07 for `date` in a change, found `7 Jan`" },
        { "title: Restore\n", "title:\n", "expected a text for `title` in method `method-b`, found nothing" },
    };

    [Theory, MemberData(nameof(Slips))]
    public void Slip_IsToldWithItsPlace_AndGivesNoRunbook(string from, string to, string message)
    {
        var reading = SmallRunbook.With(from, to);

        Assert.Null(reading.Runbook);
        Assert.Contains(reading.Errors, e => e.Message == message && e.File == SmallRunbook.FileName);
    }
}
