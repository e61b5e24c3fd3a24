namespace MeetSolis.PracticeTarget;

/// <summary>
/// Turns a fractional rate into whole numbers without losing the rest, so that a share of 8.3 % is 8.3 % in every
/// window instead of on average: short drill windows must not flicker around a threshold.
/// </summary>
public sealed class Carry
{
    private readonly Lock _lock = new();
    private double _rest;

    /// <summary>Adds an amount and takes out the whole part that has gathered.</summary>
    public int Take(double amount)
    {
        lock (_lock)
        {
            _rest += amount;
            var whole = (int)_rest;
            _rest -= whole;
            return whole;
        }
    }
}
