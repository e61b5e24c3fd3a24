using MeetSolis.IncidentConsole.Runbooks;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

public sealed class NameWordsTests
{
    [Theory]
    [InlineData("CURRENT_ERROR_RATE", "Current error rate")]
    [InlineData("AFFECTED_CSV", "Affected CSV")]
    [InlineData("AFFECTED_IDS", "Affected IDs")]
    [InlineData("what-we-did", "What we did")]
    [InlineData("report-url", "Report URL")]
    [InlineData("eta", "ETA")]
    [InlineData("_", "_")]
    public void Name_AsItIsRead_IsAPhrase(string name, string words) => Assert.Equal(words, NameWords.Of(name));
}
