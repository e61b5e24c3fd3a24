using AngleSharp.Dom;
using Bunit;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deck;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Incidents.Deck;

/// <summary>The deck drawn for one scene; what is pressed is collected.</summary>
internal sealed class DeckScreen : IDisposable
{
    private readonly BunitContext _screen = new();

    public DeckScreen(Scene scene)
    {
        Scene = scene;
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        // What is shown is at hand: nothing is read from it here.
        _screen.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(scene.Now));
        // Never asked: every entry of a scene is in the timeline's window.
        _screen.Services.AddSingleton(new TimelineReader(null!, null!));
        Deck = _screen.Render<DeckView>(p => p.Add(x => x.At, scene.At).Add(x => x.Caller, scene.Reader).Add(x => x.Draft, scene.Draft).Add(x => x.Ready, scene.Ready)
            .Add(x => x.Approvers, Scene.Approvers).Add(x => x.OnCommand, TakeAsync).Add(x => x.Reads, new(ReadAsync, _ => null, step => new(step.Step.Id, null, step.Step.Undo?.Script, "undo-hash", [], null), _ => null, () => null) { Check = CheckAsync, Text = id => Task.FromResult<string?>($"text {id:N}") }));
        Pictures.Keep(Deck.Markup);
    }

    public Scene Scene { get; }
    public IRenderedComponent<DeckView> Deck { get; }
    public List<IncidentCommand> Commands { get; } = [];
    public Dictionary<AttemptId, IReadOnlyList<IncidentConsole.Controls.OutputLine>?> Outputs { get; } = [];
    /// <summary>The items whose check was run.</summary>
    public List<string> Checked { get; } = [];
    public IElement Primary => Assert.Single(Deck.FindAll("[data-test=primary]"));

    public IElement Find(string test) => Deck.Find($"[data-test={test}]");
    public IReadOnlyList<IElement> All(string test) => Deck.FindAll($"[data-test={test}]");
    public string Text(string test) => Find(test).TextContent.ReplaceLineEndings(" ");

    /// <summary>The scene has gone on: the same screen gets what there is now.</summary>
    public void Show() => Deck.Render(p => p.Add(x => x.At, Scene.At).Add(x => x.Caller, Scene.Reader).Add(x => x.Ready, Scene.Ready));

    public void Dispose() => _screen.Dispose();

    private Task<string?> CheckAsync(string item)
    {
        Checked.Add(item);
        return Task.FromResult<string?>(null);
    }

    private Task<bool> TakeAsync(IncidentCommand command)
    {
        Commands.Add(command);
        return Task.FromResult(true);
    }

    private Task<IReadOnlyList<IncidentConsole.Controls.OutputLine>?> ReadAsync(AttemptId attempt) => Task.FromResult(Outputs.GetValueOrDefault(attempt, []));
}
