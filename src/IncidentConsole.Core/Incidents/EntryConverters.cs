using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetSolis.IncidentConsole.Incidents;

public static class Instants
{
    /// <summary>Cut to whole microseconds in UTC, which both stores keep exactly.</summary>
    public static DateTimeOffset Cut(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}

/// <summary>Removes U+0000, which PostgreSQL refuses in text.</summary>
internal sealed class CleanTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Contains('\0', StringComparison.Ordinal) ? value.Replace("\0", "", StringComparison.Ordinal) : value);
}

internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}

internal sealed class AttemptIdConverter : JsonConverter<AttemptId>
{
    public override AttemptId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(Guid.Parse(reader.GetString()!));

    public override void Write(Utf8JsonWriter writer, AttemptId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Written as people write it.</summary>
internal sealed class IncidentNumberJson : JsonConverter<IncidentNumber>
{
    public override IncidentNumber Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        IncidentNumber.TryParse(reader.GetString(), out var number) ? number : throw new JsonException("That is no incident number.");

    public override void Write(Utf8JsonWriter writer, IncidentNumber value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Durations are seconds, in decimals because a fraction in binary comes back a tick short.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => TimeSpan.FromTicks((long)(reader.GetDecimal() * TimeSpan.TicksPerSecond));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}
