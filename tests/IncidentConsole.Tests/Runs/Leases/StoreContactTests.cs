using MeetSolis.IncidentConsole.Runs;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.Runs.Leases;

public sealed class StoreContactTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StoreContact _contact;

    public StoreContactTests() => _contact = new(_time);

    [Fact]
    public void Contact_HeardEverySecond_LastsSinceTheFirst()
    {
        for (var second = 0; second <= 25; second++)
        {
            _contact.Heard();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(26), _contact.Lasts);
    }

    [Fact]
    public void Contact_LostAndHeardAgain_BeginsAnew()
    {
        _contact.Heard();
        _time.Advance(TimeSpan.FromSeconds(5));
        _contact.Lost();
        Assert.Equal(TimeSpan.Zero, _contact.Lasts);

        _time.Advance(TimeSpan.FromSeconds(60));
        _contact.Heard();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(2), _contact.Lasts);
    }

    [Fact]
    public void Contact_WhoseAnswerTookTooLong_BeginsAnewWithIt()
    {
        _contact.Heard();
        _time.Advance(TimeSpan.FromSeconds(60));
        _contact.Heard();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), _contact.Lasts);
    }
}
