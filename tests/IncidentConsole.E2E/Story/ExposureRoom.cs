using MeetSolis.IncidentConsole.E2E.Sop;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Tests.Messages;
using Microsoft.AspNetCore.Http;

namespace MeetSolis.IncidentConsole.E2E.Story;

/// <summary>The room of a drill whose messages leave: a Slack, a Statuspage and a PagerDuty that enforce their rules, a real SMTP server, and a public page that shows drills.</summary>
public sealed class ExposureRoom : DrillRoom
{
    private readonly TempFolder _mails = new();
    private Task<string>? _drilled;

    internal SlackStandIn Slack { get; private set; } = null!;

    internal StatuspageStandIn Statuspage { get; private set; } = null!;

    internal StandIn Pager { get; private set; } = null!;

    internal SmtpSink Smtp { get; private set; } = null!;

    /// <summary>The number of the incident that was drilled to its end; the first that asks drills it.</summary>
    internal Task<string> DrilledAsync(Browser browser, CancellationToken ct) => _drilled ??= ExposureDrill.RunAsync(this, browser, ct);

    /// <inheritdoc/>
    protected override async Task<Dictionary<string, string?>> SettingsAsync(CancellationToken ct)
    {
        Slack = await SlackStandIn.StartAsync(TimeProvider.System);
        Statuspage = await StatuspageStandIn.StartAsync(TimeProvider.System);
        Pager = await StandIn.StartAsync((http, page) =>
        {
            http.Response.StatusCode = 202;
            return http.Response.WriteAsJsonAsync(new { status = "success", dedup_key = page.Text("dedup_key") }, ct);
        });
        Smtp = await SmtpSink.StartAsync(_mails.FullPath, ct);
        return new()
        {
            ["Channels:slack:Url"] = Slack.Url + "/api/", ["Channels:slack:Token"] = SlackStandIn.Token, ["Channels:slack:Channel"] = "C1",
            ["Channels:slack:Channels:engineering"] = "C-ENG", ["Channels:slack:Channels:customer-success"] = "C-CS",
            ["Channels:statuspage:Url"] = Statuspage.Url, ["Channels:statuspage:Key"] = "k", ["Channels:statuspage:Page"] = "p1",
            ["Channels:pagerduty:Url"] = Pager.Url, ["Channels:pagerduty:RoutingKey"] = "r1",
            ["Channels:email:Host"] = "127.0.0.1", ["Channels:email:Port"] = $"{Smtp.Port}", ["Channels:email:Security"] = "none", ["Channels:email:From"] = "console@example.com",
            ["StatusPage:Environments:0"] = "drill",
        };
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var vendor in new[] { Slack, Statuspage, Pager }.OfType<StandIn>()) await vendor.DisposeAsync();
        Smtp?.Dispose();
        _mails.Dispose();
    }
}
