namespace MeetSolis.IncidentConsole.Benchmarks.Dispatch;

/// <summary>One pass through a method's steps: the whole of it and each step, in milliseconds of wall time.</summary>
/// <param name="Whole">From the first start until the last end was known to whoever asked for it.</param>
/// <param name="Steps">In the order they ran, command and proof together.</param>
public sealed record Dispatched(double Whole, IReadOnlyList<double> Steps);
