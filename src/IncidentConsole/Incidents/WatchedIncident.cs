using MeetSolis.IncidentConsole.Controls;
using MeetSolis.IncidentConsole.Incidents.Timelines;
using MeetSolis.IncidentConsole.Signals;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>One incident at one moment, made once and shown by every screen that watches it; nothing in it changes.</summary>
/// <param name="Timeline">Its newest lines; older ones are in the store.</param>
/// <param name="Board">The signals; the same object for as long as they say the same.</param>
/// <param name="Output">What the attempt at hand printed: its newest lines.</param>
public sealed record WatchedIncident(IncidentView View, TimelineWindow Timeline, BoardSnapshot Board, AttemptId? Attempt, IReadOnlyList<OutputLine> Output)
{
    public Incident Incident => View.Incident;

    /// <summary>What happens, in a sentence, and the part of it that is read out.</summary>
    public WatchedHeadline Headline { get; private init; } = WatchedHeadline.Of(View);

    /// <summary>The way as it was first seen to stand as it does now; another object only when something of it says something else.</summary>
    public IncidentView Way { get; private init; } = View;

    /// <summary>The success criteria, likewise.</summary>
    public IncidentView Success { get; private init; } = View;

    /// <summary>As it stands after this. What says the same stays the same object, so that screens need not compare it.</summary>
    public WatchedIncident After(IncidentView view, BoardSnapshot board, TimelineWindow timeline) => new(view, timeline, board.SaysTheSame(Board) ? Board : board, Attempt, Output)
    {
        Way = Sameness.OfWay(Way, view) ? Way : view,
        Success = Sameness.OfSuccess(Success, view) ? Success : view,
    };

    /// <summary>Whether a watch page looks as it did before.</summary>
    public bool LooksLike(WatchedIncident before) => ReferenceEquals(Timeline, before.Timeline) && LooksLikeBesideTimeline(before);

    /// <summary>Whether it does apart from the timeline: somebody has noted something, say.</summary>
    public bool LooksLikeBesideTimeline(WatchedIncident before) =>
        ReferenceEquals(Way, before.Way) && ReferenceEquals(Success, before.Success) && ReferenceEquals(Board, before.Board)
        && Headline == before.Headline && View.Clocks.SequenceEqual(before.View.Clocks);

    /// <summary>Whether nothing but the time has gone on, for any screen.</summary>
    public bool SaysTheSame(WatchedIncident before) =>
        LooksLike(before) && Attempt == before.Attempt && ReferenceEquals(Output, before.Output) && View.Next == before.View.Next
        && View.Recommended == before.View.Recommended && View.Proposal?.Answer == before.View.Proposal?.Answer && View.Proposal?.Evidence == before.View.Proposal?.Evidence;

    /// <summary>The attempt whose output belongs on the screen: that of the step at hand.</summary>
    public static AttemptId? AttemptAtHand(IncidentView view) =>
        view.Undoing is { } undoing ? undoing.State.Undos[^1].Id
        : (view.Steps.FirstOrDefault(s => s is { Status: StepStatus.Running, IsExecuted: true }) ?? view.Wanted)?.State.Current is { } attempt && attempt.Fact.IsExecuted() ? attempt.Id : null;
}

public sealed record WatchedHeadline(string All, string News)
{
    public static WatchedHeadline Of(IncidentView view) => new(ShownText.Of(Deck.Headline.Of(view)), ShownText.Of(Deck.Headline.News(view)));
}
