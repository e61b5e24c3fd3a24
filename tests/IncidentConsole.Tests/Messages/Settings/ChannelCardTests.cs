using Bunit;
using MeetSolis.IncidentConsole.Messages.Channels;
using MeetSolis.IncidentConsole.Messages.Settings;
using Microsoft.Extensions.Configuration;

namespace MeetSolis.IncidentConsole.Tests.Messages.Settings;

public sealed class ChannelCardTests : IDisposable
{
    private readonly BunitContext _bunit = new();
    private readonly ChannelHttp _http = new(TimeProvider.System);

    public void Dispose()
    {
        _bunit.Dispose();
        _http.Dispose();
    }

    [Fact]
    public void Card_OfAChannelThatIsHalfSet_SaysWhatIsMissing()
    {
        var card = Render("slack", [("Channels:slack:Channel", "C1")]);
        Assert.Contains("not configured", card.Markup, StringComparison.Ordinal);
        Assert.Contains("Channels:slack:Token is not set.", card.Markup, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("button"));
    }

    [Fact]
    public void Card_OfAWebhook_ShowsNoSecretPathAndWhatItCannotDo()
    {
        var card = Render("slack-webhook", [("Channels:slack-webhook:Url", "https://hooks.slack.com/services/T0/B0/secret")]);
        Assert.DoesNotContain("secret", card.Markup, StringComparison.Ordinal);
        Assert.Contains("https://hooks.slack.com/…", card.Markup, StringComparison.Ordinal);
        Assert.Contains("cannot thread", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Card_AfterATest_SaysWhatTheChannelAnswered()
    {
        var card = Render("teams", [("Channels:teams:Url", "http://127.0.0.1:1/")], new SendResult.Refused("Teams answers 400: <b>no</b>"));
        Assert.Contains("It was refused: Teams answers 400: &lt;b&gt;no&lt;/b&gt;", card.Markup, StringComparison.Ordinal);
        Assert.Contains("used: it is on this machine", card.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email", "Channels:email:Host is not set.", "Channels:email:From=a@example.org")]
    [InlineData("email", "Channels:email:From is no email address.", "Channels:email:From=nobody", "Channels:email:Host=h")]
    [InlineData("email", "Channels:email:Security is one of starttls, tls, auto or none.", "Channels:email:From=a@example.org", "Channels:email:Host=h", "Channels:email:Security=maybe")]
    [InlineData("email", "Channels:email:Port is no port.", "Channels:email:From=a@example.org", "Channels:email:Host=h", "Channels:email:Port=70000")]
    [InlineData("statuspage", "Channels:statuspage:Page is not set.", "Channels:statuspage:Key=k")]
    [InlineData("pagerduty", "Channels:pagerduty:RoutingKey is not set.", "Channels:pagerduty:Url=https://x")]
    [InlineData("slack", "Channels:slack:Url is no http address.", "Channels:slack:Token=t", "Channels:slack:Url=ftp://x")]
    [InlineData("webhook", "Channels:webhook:Secret is no secret of the form whsec_ and a key of at least 16 bytes in base64.", "Channels:webhook:Url=https://x", "Channels:webhook:Secret=whsec_short")]
    public void Settings_ThatAreWrong_AreSaidInASentence(string name, string lacks, params string[] settings)
    {
        var found = Registry([.. settings.Select(s => (s.Split('=')[0], s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]))]).All.Single(c => c.Name == name);
        Assert.Equal((null, lacks), (found.Channel, found.Lacks));
    }

    [Theory]
    [InlineData("http://127.0.0.1:7/api", "http://127.0.0.1:7/api/")]
    [InlineData("http://127.0.0.1:7/api/", "http://127.0.0.1:7/api/")]
    [InlineData(null, "https://slack.com/api/")]
    public void SlackUrl_WithOrWithoutASlash_IsTheSame(string? url, string shown) =>
        Assert.Equal(shown, Registry([("Channels:slack:Token", "t"), ("Channels:slack:Url", url)]).Find("slack")!.Address.Shown);

    [Theory]
    [InlineData("http://localhost:1/", true)]
    [InlineData("http://127.0.0.9:1/", true)]
    [InlineData("http://[::1]:1/", true)]
    [InlineData("https://slack.com/api/", false)]
    [InlineData("http://localhost.example.org/", false)]
    [InlineData("http://10.0.0.1/", false)]
    public void Loopback_IsOnlyThisMachine(string url, bool loopback) =>
        Assert.Equal(loopback, Registry([("Channels:teams:Url", url)]).Find("teams")!.Address.IsLoopback);

    [Fact]
    public void Slack_WithoutABot_GoesByTheWebhookWhichSaysWhatItCannot()
    {
        var route = Registry([("Channels:slack-webhook:Url", "https://hooks.slack.com/services/x")]).BookFor("production", drill: false).Find("slack", "engineering");
        Assert.Equal((true, "slack-webhook", SlackWebhook.Cannot), (route.Leaves, route.Via, route.Because));
    }

    private IRenderedComponent<ChannelCard> Render(string name, (string, string?)[] settings, SendResult? result = null) => _bunit.Render<ChannelCard>(p => p
        .Add(c => c.Setting, Registry(settings).All.Single(c => c.Name == name)).Add(c => c.MayAct, true).Add(c => c.Result, result));

    private ChannelRegistry Registry((string Key, string? Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => s.Value)).Build(), _http, new SlackPeople(null!), TimeProvider.System);
}
