using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Tests.Messages;

public sealed class MessageTextTests
{
    private static readonly SlackPerson _ana = new("u-ana", "Ana", "ana", "U777");

    [Fact]
    public void Slack_ValuesThatHoldMarkUp_AreTextAndCallNobody()
    {
        var text = SlackText.Of(Content("<!channel> *{name}* said {what}", ("name", "<script>&<!here>"), ("what", "@channel <@U1> @everyone")), []);
        Assert.Equal("<!channel> *&lt;script&gt;&amp;&lt;!here&gt;* said @\u200bchannel &lt;@U1&gt; @\u200beveryone\n_INC-1001 v7 abc_", text);
    }

    [Fact]
    public void Slack_TextThatAPersonEdited_CallsNobodyEither() =>
        Assert.StartsWith("&lt;!channel&gt; now\n", SlackText.Of(Content("<!channel> now") with { Edited = true }, []), StringComparison.Ordinal);

    [Theory]
    [InlineData("on call: @ana", "on call: <@U777>")]
    [InlineData("on call: @Ana.", "on call: <@U777>.")]
    [InlineData("write to ana@meetsolis.com", "write to ana@meetsolis.com")]
    [InlineData("@nobody", "@nobody")]
    [InlineData("<@ana>", "<@ana>")]
    public void Slack_Handle_OfAPersonWhomSlackKnowsIsAMention(string body, string expected) =>
        Assert.StartsWith(expected + "\n", SlackText.Of(Content(body), [_ana]), StringComparison.Ordinal);

    [Fact]
    public void Slack_FieldThatNamesThePerson_IsAMentionWhereTheirIdIsKnown()
    {
        var content = Content("On-call: {who}", ("who", "Ana <b>")) with { People = new Dictionary<string, PersonRef> { ["who"] = new("u-ana", "Ana <b>") } };
        Assert.StartsWith("On-call: <@U777>\n", SlackText.Of(content, [_ana]), StringComparison.Ordinal);
        Assert.StartsWith("On-call: Ana &lt;b&gt;\n", SlackText.Of(content, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Body_ValueThatLooksLikeAField_StaysAsItIs() =>
        Assert.Equal("{b} 2", MessageText.Body(Content("{a} {b}", ("a", "{b}"), ("b", "2"))));

    [Fact]
    public void Subject_ValueWithLineBreaks_IsOneLineAndNoHeader() =>
        Assert.Equal("[DRILL] Hi x Bcc: all@example.org", MessageText.Subject(Content("", ("name", "x\r\nBcc: all@example.org\u2028\0")) with { Subject = "Hi {name}", Drill = true }));

    [Fact]
    public void Body_OfAPerson_HasTheirFields()
    {
        var content = Content("Hi {first}, {records} records", ("records", "3")) with { PersonFields = new Dictionary<string, string> { ["first"] = "first-name" } };
        Assert.Equal("Hi Ann, 3 records", MessageText.Body(content, new Dictionary<string, string> { ["first-name"] = "Ann" }));
        Assert.Equal("Hi {first}, 3 records", MessageText.Body(content));
    }

    [Theory]
    [InlineData("ana@meetsolis.com", true)]
    [InlineData("ana+x@mail.meetsolis.com", true)]
    [InlineData("ana", false)]
    [InlineData("@meetsolis.com", false)]
    [InlineData("ana@", false)]
    [InlineData("ana@meetsolis..com", false)]
    [InlineData("ana@x\nBcc: b@y", false)]
    [InlineData("ana b@x.org", false)]
    [InlineData("Ana <ana@x.org>", false)]
    [InlineData("a@b@x.org", false)]
    [InlineData("ana@x.org,ben@x.org", false)]
    [InlineData(null, false)]
    public void Address_IsPlausibleOrNot(string? address, bool plausible) => Assert.Equal(plausible, EmailAddress.IsPlausible(address));

    [Fact]
    public void Backoff_GrowsWithItsTriesWithinItsBounds()
    {
        Assert.Equal([1, 2, 4, 8], Enumerable.Range(1, 4).Select(n => Backoff.After(n, 0).TotalSeconds));
        Assert.Equal(600, Backoff.After(50, 1).TotalSeconds);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (Backoff.Asked(TimeSpan.Zero), Backoff.Asked(TimeSpan.FromDays(9))));
    }

    private static MessageContent Content(string body, params (string Field, string Value)[] values) => new()
    {
        Message = Guid.NewGuid(), Incident = IncidentNumber.First, IncidentTitle = "Errors", Environment = "production", Severity = IncidentSeverity.Sev2, Drill = false,
        Template = "t", Title = "T", Body = body, Values = values.ToDictionary(v => v.Field, v => v.Value), Reference = "INC-1001 v7 abc", At = new(2026, 1, 7, 14, 23, 0, TimeSpan.Zero),
    };
}
