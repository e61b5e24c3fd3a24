using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Runbooks;

/// <summary>A runbook for clients: the model's own shape, conditions as their text, durations in seconds, the file's text as <c>source</c>.</summary>
internal static class RunbookJson
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new ConditionConverter(), new ActionConverter(), new ExpectationConverter(), new Seconds() },
    };

    public static JsonNode Of(Runbook runbook) => JsonSerializer.SerializeToNode(runbook, _options)!;

    private abstract class WriteOnly<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Runbooks are read from YAML.");
    }

    private sealed class ConditionConverter : WriteOnly<Condition>
    {
        public override void Write(Utf8JsonWriter writer, Condition value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class ActionConverter : WriteOnly<StepAction>
    {
        public override void Write(Utf8JsonWriter writer, StepAction value, JsonSerializerOptions options) => WriteKind(writer, value.Kind, value, options);
    }

    private sealed class ExpectationConverter : WriteOnly<Expectation>
    {
        public override void Write(Utf8JsonWriter writer, Expectation value, JsonSerializerOptions options) =>
            WriteKind(writer, JsonNamingPolicy.KebabCaseLower.ConvertName(value.GetType().Name), value, options);
    }

    private sealed class Seconds : WriteOnly<TimeSpan>
    {
        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }

    private static void WriteKind(Utf8JsonWriter writer, string kind, object value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", kind);
        foreach (var property in value.GetType().GetProperties().Where(p => p.Name is not ("Kind" or "EqualityContract")))
        {
            if (property.GetValue(value) is not { } inner) continue;
            writer.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            JsonSerializer.Serialize(writer, inner, property.PropertyType, options);
        }
        writer.WriteEndObject();
    }
}
