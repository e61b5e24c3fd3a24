using MeetSolis.IncidentConsole.Incidents;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MeetSolis.IncidentConsole.Data;

public sealed class MicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
    at => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
    microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));

/// <summary>Instants in UTC, cut to whole microseconds.</summary>
public sealed class CutInstantConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(at => Instants.Cut(at), at => at);

public sealed class IncidentNumberConverter() : ValueConverter<IncidentNumber, int>(number => number.Value, value => new IncidentNumber(value));

public sealed class AttemptIdConverter() : ValueConverter<AttemptId, Guid>(id => id.Value, value => new AttemptId(value));
