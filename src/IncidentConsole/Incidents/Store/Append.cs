using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What one command adds to an incident: all of it is stored, or none.</summary>
/// <param name="Before">The state that was decided on; its version is the expected one.</param>
/// <param name="Entries">At <c>Before.Version + 1</c> and on, chained to <c>Before.HeadHash</c>; at least one.</param>
/// <param name="After"><paramref name="Before"/> with the entries applied.</param>
/// <param name="Phase">Of <paramref name="After"/>, for the list.</param>
public sealed record Append(Incident Before, IReadOnlyList<Entry> Entries, Incident After, IncidentPhase Phase)
{
    /// <summary>Made by the client; a command that comes again by the same id is not appended again.</summary>
    public string? CommandId { get; init; }
    public IReadOnlyList<KeptTextRow> KeptTexts { get; init; } = [];
    /// <summary>Rows of other tables to add in the same transaction.</summary>
    public IReadOnlyList<object> Rows { get; init; } = [];
    /// <summary>What <see cref="After"/> owes by a time, for the list.</summary>
    public IReadOnlyList<Deadline> Deadlines { get; init; } = [];
    /// <summary>Anything else that must happen in the same transaction. It must not enter the <see cref="WriteLane"/>, which is held.</summary>
    public Func<ConsoleDbContext, CancellationToken, Task>? Also { get; init; }

    public IncidentNumber Incident => Before.Number;

    internal void Check()
    {
        if (Entries.Count == 0) throw new ArgumentException("An append needs an entry.");
        for (var i = 0; i < Entries.Count; i++)
            if (Entries[i].Incident != Before.Number || Entries[i].Version != Before.Version + 1 + i)
                throw new ArgumentException($"{Entries[i].Incident} version {Entries[i].Version} does not follow {Before.Number} version {Before.Version}.");
        if (After.Number != Before.Number || After.HeadHash != Entries[^1].Hash)
            throw new ArgumentException("The state after is not the state before with these entries.");
    }
}

/// <summary>What became of an append.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>Stored, and told to everybody. The entries are as they will be read.</summary>
    public sealed record Appended(IReadOnlyList<Entry> Entries) : AppendResult;

    /// <summary>Somebody else was first: load again and decide again.</summary>
    public sealed record VersionTaken : AppendResult;

    /// <summary>This command was appended before, and ended at this version.</summary>
    public sealed record AlreadyDone(long Version) : AppendResult;
}

/// <summary>A new incident. Entries hold their incident's number, so they are made once it is known.</summary>
/// <param name="Make">From the number to the first entries and what goes with them, beginning at <c>Incident.Empty(number)</c>. No I/O.</param>
public sealed record Declare(Func<IncidentNumber, Append> Make)
{
    /// <summary>What declares it, e.g. a trigger and its first sample: a second one by the same key gets the first's number. At most once, ever.</summary>
    public string? Key { get; init; }
    /// <summary>Only if no incident is open in this environment.</summary>
    public string? OnlyOneOpenIn { get; init; }
}

/// <summary>What became of declaring.</summary>
public abstract record DeclareResult
{
    private DeclareResult() { }

    public sealed record Declared(Incident Incident, IReadOnlyList<Entry> Entries) : DeclareResult;

    /// <summary>The same key declared it before.</summary>
    public sealed record AlreadyDeclared(IncidentNumber Number) : DeclareResult;

    /// <summary>Another is open in that environment; the newest of them.</summary>
    public sealed record OneIsOpen(IncidentNumber Number) : DeclareResult;

    /// <summary>The caller may not declare; a sentence for them.</summary>
    public sealed record Refused(string Sentence) : DeclareResult;
}
