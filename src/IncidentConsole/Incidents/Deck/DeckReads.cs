using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Incidents.Deck;

/// <summary>What the deck asks for beyond the incident it shows; the page answers.</summary>
/// <param name="Output">What an attempt printed; null where it cannot be read now.</param>
/// <param name="Source">Where an attempt's earlier lines are; null where they cannot be had.</param>
/// <param name="Undo">A step's undo made ready to run.</param>
/// <param name="Again">A step whose effect was taken back, made ready to run once more.</param>
/// <param name="Files">The files a step may pick; null where it picks none.</param>
/// <param name="Workspace">Where the environment's commands run; null where that is not set.</param>
public sealed record DeckReads(
    Func<AttemptId, Task<IReadOnlyList<Controls.OutputLine>?>> Output, Func<Attempt, Controls.OutputSource?> Source, Func<PlannedStep, StepResolution?> Undo,
    Func<string, Task<FileCandidates>?> Files, Func<string?> Workspace,
    Func<PlannedStep, StepResolution?>? Again = null)
{
    /// <summary>What a proposed message would send.</summary>
    public Func<Guid, Task<MessageDraft?>>? Draft { get; init; }
    /// <summary>The file that a finding names: where it is, its content, or why it cannot be read.</summary>
    public Func<string, Task<(string Source, byte[]? Content, string? Problem)>>? List { get; init; }
    /// <summary>Sends one message to the reader by email, and says what became of it.</summary>
    public Func<MessageContent, IReadOnlyDictionary<string, string>?, Task<(bool Sent, string Sentence)>>? TestMessage { get; init; }
    /// <summary>Everybody who may be offered a role; null where that cannot be asked.</summary>
    public Func<Task<IReadOnlyList<Access.Person>>>? People { get; init; }
    /// <summary>Runs an item's check: <see cref="ItemDesk.Check"/>.</summary>
    public Func<string, Task<string?>>? Check { get; init; }
    /// <summary>What people have not heard yet, as a draft; null where it cannot be read.</summary>
    public Func<Task<string?>>? News { get; init; }
    /// <summary>A text that stands beside its entry.</summary>
    public Func<Guid, Task<string?>>? Text { get; init; }
}
