using MeetSolis.IncidentConsole.Incidents;

namespace MeetSolis.IncidentConsole.Tests.Incidents;

public sealed class MentionsTests
{
    private static readonly Mentions.Known[] People =
    [
        new(new("1", "Ana Novak"), "ana.novak"), new(new("2", "Ben"), "ben"), new(new("3", "Chi Li"), "chi"), new(new("4", "Chi Wu"), "wu"), new(new("5", "Zoë Ø'Hara"), "zoe"),
    ];

    [Theory]
    [InlineData("@Ana look", "1")]
    [InlineData("@ana novak, look", "1")]
    [InlineData("ask @ana.novak", "1")]
    [InlineData("(@ben)", "2")]
    [InlineData("@Ben @ana and @ben", "2,1")]
    [InlineData("@Chi", "3")]
    [InlineData("@chi wu", "4")]
    [InlineData("@Zoë!", "5")]
    [InlineData("write to x@ben.example", "")]
    [InlineData("@benjamin @ @@ @nobody", "")]
    [InlineData("ben", "")]
    public void In_Note_FindsWhoIsNamed(string text, string ids) => Assert.Equal(ids, string.Join(',', Mentions.In(text, People).Select(p => p.Id)));

    [Fact]
    public void In_FirstNameOfTwo_NamesNobody() =>
        Assert.Empty(Mentions.In("@Kim", [new(new("1", "Kim A"), "a"), new(new("2", "Kim B"), "b")]));
}
