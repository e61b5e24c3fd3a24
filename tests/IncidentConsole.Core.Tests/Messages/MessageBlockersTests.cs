using System.Text;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Tests.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Messages;

public sealed class MessageBlockersTests
{
    [Fact]
    public void Blockers_OfAnExposureEmail_SayWhereEachFactComesFrom()
    {
        var bench = new Bench(trigger: "data-exposure");
        bench.Do(new IncidentCommand.ChooseMethod("method-c"));

        var blockers = Of(bench, "data-exposure-email", null);
        Assert.Contains(blockers, b => b is { Field: "start", Step: "assess" } && b.Sentence.StartsWith("Start: “Window start” comes of step 1,", StringComparison.Ordinal));
        Assert.Contains(blockers, b => b is { Field: "first-name", Asks: false } && b.Sentence.Contains("list of people", StringComparison.Ordinal));
        Assert.Contains(blockers, b => b is { Field: "what-to-do", Asks: true } && b.Sentence == "What to do: only a person can say it.");
        Assert.DoesNotContain(blockers, b => b.Field == "date");
    }

    [Fact]
    public void Blockers_WhereNothingSupportsTheMessage_SaySo()
    {
        var bench = new Bench();
        Assert.Contains(Of(bench, "data-exposure-email", null), b => b.Field is null && b.Sentence.StartsWith("Nothing supports this message", StringComparison.Ordinal));
        Assert.Contains(Of(bench, "data-exposure-email", null), b => b.Field == "start" && b.Sentence.Contains("is not under way", StringComparison.Ordinal));
    }

    [Fact]
    public void Blockers_OfAListWithGaps_CountThem()
    {
        var bench = new Bench(trigger: "data-exposure");
        var audience = ((AudienceReading.Read)AudienceReader.Read(Encoding.UTF8.GetBytes("email,first-name\na@x.test,A\nb@x.test,\nc@x.test,C\n"))).Audience;
        var blockers = Of(bench, "data-exposure-email", audience);
        Assert.Contains(blockers, b => b.Sentence == "First name: 1 of 3 people have nothing in the column “first-name”.");
        Assert.Contains(blockers, b => b.Sentence == "Records: the list has no column “records”.");
    }

    [Fact]
    public void Blockers_OfAnEditedText_NameWhatNobodyWouldFill()
    {
        var bench = new Bench(trigger: "error-rate-spike");
        var template = Bench.Runbook.Messages["rollback-started"];
        var filled = MessageFiller.Fill(template, bench.View, new Dictionary<string, string>());
        Assert.Contains(MessageBlockers.Of(template, bench.View, filled, null, "Hello {nobody}"), b => b.Sentence.Contains("“{nobody}”", StringComparison.Ordinal));
        Assert.Contains(Of(bench, "rollback-started", null), b => b is { Field: "method" } && b.Sentence.Contains("no method is chosen", StringComparison.Ordinal));
    }

    [Fact]
    public void Seal_OfAnotherWordValueOrPerson_IsAnother()
    {
        var draft = new MessageDraft("t", new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, "hello", null, [new("a@x.test", new Dictionary<string, string> { ["n"] = "A" })], 60);
        Assert.Equal(MessageSeal.Of(draft), MessageSeal.Of(draft with { Text = "hello\r\n", Subject = " ", PerMinute = null, Fields = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } }));
        Assert.Equal(MessageSeal.Of(draft), MessageSeal.Of(MessageDraft.Read(draft.ToBytes())));
        var others = new[]
        {
            draft, draft with { Template = "u" }, draft with { Text = "hello!" }, draft with { Subject = "s" }, draft with { Fields = new Dictionary<string, string> { ["a"] = "1" } }, draft with { Recipients = [] },
            draft with { Recipients = [new("a@x.test", new Dictionary<string, string> { ["n"] = "B" })] },
        };
        Assert.Equal(others.Length, others.Select(MessageSeal.Of).Distinct().Count());
    }

    private static IReadOnlyList<MessageBlocker> Of(Bench bench, string template, Audience? audience)
    {
        var message = Bench.Runbook.Messages[template];
        return MessageBlockers.Of(message, bench.View, MessageFiller.Fill(message, bench.View, new Dictionary<string, string>(), audience?.People), audience);
    }
}
