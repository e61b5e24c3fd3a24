using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MeetSolis.IncidentConsole.Data;

public sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
    at => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
    microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));
