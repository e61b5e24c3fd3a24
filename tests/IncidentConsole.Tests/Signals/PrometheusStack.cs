using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MeetSolis.IncidentConsole.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetSolis.IncidentConsole.Tests.Signals;

/// <summary>
/// A real Prometheus that scrapes numbers which the test sets, and where it is asked for a real Alertmanager beside it, on free ports of this machine.
/// Both end with whoever started them. <c>./test</c> installs them and says where in <c>TEST_PROMETHEUS</c> and <c>TEST_ALERTMANAGER</c>.
/// </summary>
internal sealed class PrometheusStack : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, double> _numbers = new();
    private readonly int _prometheusPort = FreePort(), _alertmanagerPort = FreePort();
    private WebApplication? _site;
    private Process? _prometheus, _alertmanager;

    public Uri Url => new($"http://127.0.0.1:{_prometheusPort}/");

    /// <param name="rules">A rules file's groups; null: no rules.</param>
    /// <param name="webhook">Where an Alertmanager is to send what fires, and with which bearer secret; null: there is none.</param>
    public static async Task<PrometheusStack> StartAsync(CancellationToken ct, string? rules = null, (Uri Url, string Secret)? webhook = null)
    {
        var stack = new PrometheusStack();
        try
        {
            await stack.BeginAsync(rules, webhook, ct);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public void Set(string metric, double value) => _numbers[metric] = value;

    /// <summary>As after a crash of its machine: it comes back without knowing what it had sent.</summary>
    public async Task ReplaceAlertmanagerAsync(CancellationToken ct)
    {
        await EndAsync(_alertmanager);
        Directory.Delete(_folder.PathOf("alertmanager"), recursive: true);
        await StartAlertmanagerAsync(ct);
    }

    private async Task BeginAsync(string? rules, (Uri Url, string Secret)? webhook, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _site = builder.Build();
        _site.MapGet("/metrics", () => Results.Text(string.Concat(_numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Key} {n.Value}\n")))));
        await _site.StartAsync(ct);

        await File.WriteAllTextAsync(_folder.PathOf("rules.yml"), rules ?? "groups: []\n", ct);
        await File.WriteAllTextAsync(_folder.PathOf("prometheus.yml"), $$"""
            global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
            rule_files: [rules.yml]
            scrape_configs: [{job_name: site, static_configs: [{targets: ['{{new Uri(_site.Urls.First()).Authority}}']}]}]
            """ + (webhook is null ? "" : $"\nalerting: {{alertmanagers: [{{static_configs: [{{targets: ['127.0.0.1:{_alertmanagerPort}']}}]}}]}}\n"), ct);
        if (webhook is { } to)
        {
            await File.WriteAllTextAsync(_folder.PathOf("alertmanager.yml"), $$"""
                route: {receiver: console, group_by: [alertname], group_wait: 100ms, group_interval: 500ms, repeat_interval: 1s}
                receivers:
                  - name: console
                    webhook_configs:
                      - url: {{to.Url}}
                        http_config:
                          authorization: {credentials: '{{to.Secret}}'}
                """, ct);
            await StartAlertmanagerAsync(ct);
        }
        _prometheus = Start(Tool("TEST_PROMETHEUS", "prometheus"), "prometheus.log",
            $"--config.file={_folder.PathOf("prometheus.yml")}", $"--storage.tsdb.path={_folder.PathOf("data")}",
            $"--web.listen-address=127.0.0.1:{_prometheusPort}", "--rules.alert.resend-delay=1s");
        await ReadyAsync(new Uri(Url, "-/ready"), _prometheus, "prometheus.log", ct);
    }

    private async Task StartAlertmanagerAsync(CancellationToken ct)
    {
        _alertmanager = Start(Tool("TEST_ALERTMANAGER", "alertmanager"), "alertmanager.log",
            $"--config.file={_folder.PathOf("alertmanager.yml")}", $"--storage.path={_folder.PathOf("alertmanager")}",
            $"--web.listen-address=127.0.0.1:{_alertmanagerPort}", "--cluster.listen-address=");
        await ReadyAsync(new Uri($"http://127.0.0.1:{_alertmanagerPort}/-/ready"), _alertmanager, "alertmanager.log", ct);
    }

    private static string Tool(string variable, string name) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path ? path : name;

    // The shell holds our end of a pipe: whichever way this process ends, it reads the end of it and takes the server along.
    private Process Start(string tool, string log, params string[] arguments) => Process.Start(new ProcessStartInfo("bash",
        ["-c", """exec 2>/dev/null; log=$1; shift; "$@" >>"$log" 2>&1 & cat >/dev/null; kill -KILL $!; wait""", "bash", _folder.PathOf(log), tool, .. arguments]) { RedirectStandardInput = true })!;

    private async Task ReadyAsync(Uri url, Process process, string log, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                if ((await http.GetAsync(url, limit.Token)).StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{url} did not answer; process {process.Id}: {await File.ReadAllTextAsync(_folder.PathOf(log), ct)}");
            }
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task EndAsync(Process? process)
    {
        if (process is null) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_prometheus);
        await EndAsync(_alertmanager);
        if (_site is not null) await _site.DisposeAsync();
        _folder.Dispose();
    }
}
