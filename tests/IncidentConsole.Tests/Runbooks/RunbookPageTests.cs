using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Rehearsals;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

public sealed class RunbookPageTests : IAsyncLifetime
{
    private readonly BunitContext _screen = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("runbooks-").FullName;
    private TestStore _store = null!;
    private RunbookCatalog _catalog = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private string File_ => Path.Combine(_folder, "sop.yaml");

    public async ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "runbooks", "meetsolis-deployment-rollback.yaml"), File_);
        _store = await TestStore.MakeAsync(StoreKind.Sqlite);
        var services = await _store.OpenAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Runbooks:Folder"] = _folder }).Build();
        _catalog = ActivatorUtilities.CreateInstance<RunbookCatalog>(services, (IConfiguration)configuration);
        await _catalog.RefreshAsync(Ct);
        _screen.Services.AddSingleton(new RehearsalEvidence(services.GetRequiredService<IncidentList>(), services.GetRequiredService<IncidentStore>(), _catalog, new EnvironmentSettings(configuration), services.GetRequiredService<OutputStore>()));
        _screen.Services.AddSingleton(TimeProvider.System).AddSingleton(_catalog).AddSingleton(ActivatorUtilities.CreateInstance<RunbookVersions>(services));
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public async ValueTask DisposeAsync()
    {
        await _screen.DisposeAsync();
        _catalog.Dispose();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Page_OfTheWholeProcedure_ShowsEveryPartOfIt()
    {
        var runbook = _catalog.Active[0];
        var page = Open(runbook.Id);
        var text = page.Nodes.Select(n => n.TextContent).Aggregate("", string.Concat);

        Assert.All(runbook.Scenarios.Values, s => Assert.Contains(s.Symptom, text, StringComparison.Ordinal));
        Assert.All(runbook.Triggers.Values, t => Assert.Contains(t.Title, text, StringComparison.Ordinal));
        Assert.All(runbook.Guards.Values, g => Assert.Contains(g.Say!, text, StringComparison.Ordinal));
        Assert.All(runbook.Tree.Questions.Values, q => Assert.Single(page.FindAll($"#question-{q.Id}")));
        Assert.All(runbook.Checklists.Values.SelectMany(c => c.AllItems()), i => Assert.Contains(i.Say, text, StringComparison.Ordinal));
        Assert.All(runbook.Messages.Values, m => Assert.Contains(m.Body.TrimEnd(), text, StringComparison.Ordinal));
        Assert.All(runbook.Clocks.Values, c => Assert.Contains(c.Title!, text, StringComparison.Ordinal));
        Assert.All(runbook.Documents.Values, d => Assert.Contains(d.Path, text, StringComparison.Ordinal));
        Assert.All(runbook.Changes, c => Assert.Contains(c.Note, text, StringComparison.Ordinal));
        foreach (var method in runbook.Methods.Values)
            foreach (var step in method.Steps.Values)
            {
                var shown = page.Find($"#step-{method.Id}-{step.Id}").TextContent;
                Assert.Contains(step.Title, shown, StringComparison.Ordinal);
                if (step.Do is StepAction.Shell shell) Assert.Contains(shell.Script.TrimEnd(), shown, StringComparison.Ordinal);
                Assert.All(step.Expect, e => Assert.Contains(StepWords.Of(e), shown, StringComparison.Ordinal));
            }
    }

    [Fact]
    public void Page_OfItsContents_LeadsToSectionsThatAreThere()
    {
        var page = Open(_catalog.Active[0].Id);

        Assert.All(page.FindAll("a[href*='#']"), a => Assert.Single(page.FindAll($"[id='{a.GetAttribute("href")!.Split('#')[1]}']")));
    }

    [Fact]
    public void Page_NeverShowsAsDoneWhatCannotRun()
    {
        var page = Open(_catalog.Active[0].Id);

        Assert.Contains("no channel", page.Find("#step-method-c-notify-users").TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Evidence, and to begin one", page.Find("#rehearsal h2").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithContactsNobodyFilledIn_SaysThatTheyAreMissing()
    {
        var page = Open(_catalog.Active[0].Id);

        Assert.Equal(2, page.FindAll(".rb-facts dd .bad").Count(e => e.TextContent.Contains("missing", StringComparison.Ordinal)));
        Assert.Contains("corrected", page.Find("#step-method-a-disable-flags").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAFileThatBroke_KeepsTheLastGoodVersionAndSaysWhere()
    {
        var id = _catalog.Active[0].Id;
        await File.WriteAllTextAsync(File_, $"id: {id}\ntitle: [", Ct);
        File.SetLastWriteTimeUtc(File_, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await _catalog.RefreshAsync(Ct);

        var page = Open(id);

        Assert.Contains("sop.yaml is not in use", page.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Contains("line ", page.Find(".file-errors").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".rb-step"));
    }

    [Fact]
    public void Page_OfTheTree_DrawsItInBothWidthsAndSaysItInWords()
    {
        var pictures = Open(_catalog.Active[0].Id).FindAll("[data-test=tree-picture] svg");

        Assert.Equal(2, pictures.Count);
        Assert.All(pictures, p => Assert.Contains("What is the symptom? Login failures: Method A: Disable feature flags, then “Has the error rate dropped?”", p.QuerySelector("desc")!.TextContent, StringComparison.Ordinal));
        Assert.All(pictures, p => Assert.Equal(4, p.QuerySelectorAll(".node.question").Length));
    }

    [Fact]
    public async Task Page_AfterTheFileChanged_ListsBothVersionsAndShowsWhatDiffers()
    {
        var id = _catalog.Active[0].Id;
        var text = await File.ReadAllTextAsync(File_, Ct);
        await File.WriteAllTextAsync(File_, text.Replace("owner: DevOps Team", "owner: Platform <Team>", StringComparison.Ordinal), Ct);
        File.SetLastWriteTimeUtc(File_, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await _catalog.RefreshAsync(Ct);

        var page = Open(id);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".rb-versions > li").Count));
        await page.Find("[data-test=differs-0]").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Platform <Team>", Assert.Single(page.FindAll(".differs .added")).TextContent, StringComparison.Ordinal));
        Assert.Contains("DevOps Team", Assert.Single(page.FindAll(".differs .removed")).TextContent, StringComparison.Ordinal);
        Assert.Contains("Lines added: 1, removed: 1", page.Find(".differs").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfAnUnknownRunbook_SaysSo() => Assert.Contains("There is no such runbook", Open("<b>nothing").Markup, StringComparison.Ordinal);

    [Fact]
    public void List_OfRunbooks_LeadsToEach()
    {
        var page = _screen.Render<RunbooksPage>();

        Assert.Equal($"/runbooks/{_catalog.Active[0].Id}", page.Find("a.rb-card").GetAttribute("href"));
    }

    private IRenderedComponent<RunbookPage> Open(string id) => _screen.Render<RunbookPage>(p => p.Add(x => x.Id, id));
}
