using System.Text.Json;
using MeetSolis.IncidentConsole.Harness;
using static Microsoft.Playwright.Assertions;

namespace MeetSolis.IncidentConsole.E2E.Sop;

/// <summary>A drill worked in two browsers: Ana leads it at a desk, and Ben, with a phone, consents to what needs a second person.</summary>
internal sealed class Drill : IAsyncDisposable
{
    private readonly DrillRoom _room;
    private readonly Window _desk, _phone;
    private readonly CancellationToken _ct;
    private string _number = "";

    private Drill(DrillRoom room, Window desk, Window phone, string scenario, CancellationToken ct)
    {
        (_room, _desk, _phone, _ct) = (room, desk, phone, ct);
        (Ana, Ben) = (new(desk, scenario), new(phone, $"{scenario}-ben"));
    }

    public Hands Ana { get; }

    public Hands Ben { get; }

    /// <summary>Where the drill's commands run.</summary>
    public string Workspace => Path.Combine(_room.Console.Process.DataFolder, "drill", "workspace");

    /// <summary>The newest backup but one, by its name: the newest is cut off.</summary>
    public string GoodBackup =>
        Directory.EnumerateFiles(Path.Combine(Workspace, "backups"), "backup-epic1-production-*.sql.gz").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList()[^2];

    public string Number => _number;

    private string Incident => $"/api/v1/incidents/{_number}";

    /// <summary>Starts the scenario on the first page, opens the incident of its trigger, takes command, ticks the checklist, answers the tree and chooses the method.</summary>
    public static async Task<Drill> BeginAsync(DrillRoom room, Browser browser, string scenario, (string Question, string Answer)[] tree, string method, CancellationToken ct)
    {
        await room.ReadyAsync(browser, ct);
        var drill = new Drill(room, await room.AnaAsync(browser), await room.BenAsync(browser), scenario, ct);
        try
        {
            await drill.StartAsync(scenario);
            await drill.PrepareAsync(tree, method);
            return drill;
        }
        catch
        {
            await drill.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(string scenario)
    {
        await Ana.Page.GotoAsync("/");
        await Ana.SeesAsync(Ana.Page.Locator("[data-test=drill-area][data-live=true]"));
        await Ana.ClickAsync("drill-menu");
        await Ana.ShootAsync("drills");
        await Ana.ClickAsync($"drill-{scenario}");
        await Ana.SeesAsync(Ana.Test("open-incident"));
        await Ana.ShootAsync("now");
        _number = (await Ana.Test("open-incident").GetAttributeAsync("href"))!.Split('/')[^1];
        await Ana.ClickAsync("open-incident");
        await Ana.PressAsync("Take command");
        await Ben.Page.GotoAsync($"/incidents/{_number}");
    }

    private async Task PrepareAsync((string Question, string Answer)[] tree, string method)
    {
        await Ana.SeesAsync(Ana.Primary("Before a rollback").Or(Ana.Primary("Answer")).Or(Ana.Primary("Choose")).First);
        if (tree.Length == 0)
        {
            // Nothing is asked where data is exposed: the trigger breaks in.
            await Ana.SeesAsync(Ana.Primary(method));
            await Ana.ShootAsync("recommended");
            await Ana.PressAsync(method);
            return;
        }
        await TickAsync();
        foreach (var (question, answer) in tree)
        {
            await Ana.SeesAsync(Ana.Page.Locator($"[data-test=question][data-question={question}]"));
            await Ana.ShootAsync($"question-{question}");
            // What the signals propose is said by the large button, and anything else by its own.
            var proposed = Ana.Page.Locator($"[data-test=proposal][data-answer={answer}]");
            await Ana.SeesAsync(proposed.Or(Ana.Test($"answer-{answer}")).First);
            if (await proposed.CountAsync() > 0) await Ana.PressAsync("Answer “"); else await Ana.ClickAsync($"answer-{answer}");
        }
        await Ana.SeesAsync(Ana.Primary(method));
        await Ana.ShootAsync("method");
        await Ana.PressAsync(method);
        // Until it is chosen the button says what it said, and what the method adds to the list is not there yet.
        await Expect(Ana.Primary(method)).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await TickAsync();
    }

    /// <summary>Ticks what is open of the list that holds the first step.</summary>
    private async Task TickAsync()
    {
        var shot = false;
        for (var i = 0; i < 30; i++)
        {
            await Ana.SeesAsync(Ana.Page.Locator("html:not([data-connection=lost]) [data-test=primary]:not([disabled])"));
            if (await Ana.Primary("Before a rollback").CountAsync() == 0) return;
            if (!shot) await Ana.ShootAsync("checklist");
            shot = true;
            var open = Ana.Page.Locator(".now-col [data-open-item]").First;
            var label = await Ana.Primary("Before a rollback").TextContentAsync();
            if (await open.EvaluateAsync<bool>("e => e.matches('input')"))
            {
                await open.FillAsync($"backups/{GoodBackup}");
                await open.PressAsync("Enter");
            }
            else await open.ClickAsync();
            await Ana.Page.WaitForFunctionAsync("l => document.querySelector('[data-test=primary]')?.textContent !== l", label, new() { Timeout = 60_000 });
        }
        Assert.Fail("The list before a rollback has no end.");
    }

    /// <summary>The step at hand waits for a second person, who reads the command on the phone and consents; only then it is run.</summary>
    public async Task RunApprovedAsync(string step)
    {
        await Ana.HasBeforeThemAsync(step);
        await Ana.SeesAsync(Ana.Test("approval-needed"));
        await Ana.ShootAsync($"approval-{step}");
        await Ben.HasBeforeThemAsync(step);
        await Ben.ShootAsync($"approval-{step}");
        await Ben.PressAsync("Approve step");
        await Ana.ReadsAsync("approved", "Approved by Ben");
        await Ana.ShootAsync($"approved-{step}");
        await Ana.RunAsync(step);
    }

    /// <summary>Says yes to what a person is asked, waits for what signals show, resolves, and opens the post-mortem.</summary>
    public async Task ResolveAsync(params string[] asked)
    {
        await ConfirmAsync(asked);
        await Ana.SeesAsync(Ana.Primary("Resolve the incident"));
        // Written and pressed before the console has heard of a word.
        await Ana.Test("summary").EvaluateAsync("(e, text) => { e.value = text; e.dispatchEvent(new Event('input', { bubbles: true })); document.querySelector('[data-test=primary]').click(); }", "The drill is over.");
        await Ana.SeesAsync(Ana.Primary("post-mortem"));
        await Ana.ShootAsync("resolved");
        Assert.Equal("resolved", (await LookAsync()).GetProperty("status").GetString());
        await Ana.PressAsync("post-mortem");
        await Ana.SeesAsync(Ana.Page.GetByText("Made from", new() { Exact = false }).First);
        await Ana.ShootAsync("postmortem");
        Done();
    }

    /// <summary>Says yes to what a person is asked, until the incident can be resolved.</summary>
    public async Task ConfirmAsync(params string[] asked)
    {
        foreach (var criterion in asked)
        {
            await Ana.SeesAsync(Ana.Primary("Yes: "));
            await Ana.ShootAsync($"criterion-{criterion}");
            await Ana.PressAsync("Yes: ");
            await Ana.SeesAsync(Ana.Page.Locator($"[data-test=criterion-{criterion}][data-result=met]").Or(Ana.Primary("Resolve")).First);
        }
        await Ana.SeesAsync(Ana.Test("summary"));
        await Ana.ShootAsync("resolve");
    }

    /// <summary>Both got to the end, and nothing was wrong on their screens.</summary>
    public void Done()
    {
        Assert.Empty(Ana.Problems);
        Assert.Empty(Ben.Problems);
        Ana.Done();
        Ben.Done();
    }

    public Task<JsonElement> LookAsync() => _room.Console.GetAsync(Incident, _ct);

    /// <summary>What the practice target says of its database: damaged or exposing.</summary>
    public async Task<bool?> DatabaseIsAsync(string fault)
    {
        using var facts = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_room.Console.Process.DataFolder, "drill", "target.json"), _ct));
        using var http = new HttpClient { BaseAddress = new Uri(facts.RootElement.GetProperty("Url").GetString()!) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", facts.RootElement.GetProperty("ApiToken").GetString());
        using var state = JsonDocument.Parse(await http.GetStringAsync(new Uri("/practice/state", UriKind.Relative), _ct));
        var found = state.RootElement.GetProperty("database").GetProperty(fault);
        return found.ValueKind == JsonValueKind.Null ? null : found.GetBoolean();
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await _desk.DisposeAsync();
        // What failed must not stand in the way of the next drill.
        if (_number.Length > 0 && (await LookAsync()).GetProperty("status").GetString() == "open")
            await _room.Console.PostAsync($"{Incident}/resolve", new { summary = "The test did not get to its end." }, CancellationToken.None);
    }
}
