using System.Text.Json;
using MeetSolis.IncidentConsole.Runbooks.Reading;
using YamlDotNet.RepresentationModel;

namespace MeetSolis.IncidentConsole.Tests.Runbooks;

/// <summary>Editors complete by the schema and the console reads by its own list of keys: they must be the same.</summary>
public sealed class RunbookSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RunbookFiles.Folder, "runbook.schema.json"))).RootElement;

    private static readonly string[] Alternatives = ["oneOf", "anyOf", "allOf"];

    public static TheoryData<string> Sections => [.. RunbookKeys.All.Select(k => k.Name)];

    [Theory, MemberData(nameof(Sections))]
    public void Keys_OfTheReader_AreThoseOfTheSchema(string section) => Assert.Equal(
        RunbookKeys.All.Single(k => k.Name == section).Keys.Order(StringComparer.Ordinal), KeysOf(Definition(section)).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Sections))]
    public void Section_OfTheSchema_TakesNoOtherKeys(string section) => Assert.False(Definition(section).GetProperty("additionalProperties").GetBoolean());

    [Fact]
    public void Definitions_WithKeys_AreAllKnownToTheReader() => Assert.Equal(
        Schema.GetProperty("$defs").EnumerateObject().Where(d => d.Value.TryGetProperty("properties", out _)).Select(d => d.Name).Append("runbook").Order(StringComparer.Ordinal),
        RunbookKeys.All.Select(k => k.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void References_OfTheSchema_AllLeadSomewhere() => Assert.All(References(Schema), r => Assert.True(
        r.StartsWith("#/$defs/", StringComparison.Ordinal) && Schema.GetProperty("$defs").TryGetProperty(r["#/$defs/".Length..], out _), r));

    /// <summary>Walks the file beside the schema: every key of it must be one that the schema has at that place.</summary>
    [Fact]
    public void Keys_OfTheMeetSolisRunbook_AreAllInTheSchema()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(RunbookFiles.MeetSolisText));
        Assert.Empty(Unknown(yaml.Documents[0].RootNode, [Schema], "runbook"));
    }

    private static JsonElement Definition(string section) => section == "runbook" ? Schema : Schema.GetProperty("$defs").GetProperty(section);

    private static IEnumerable<string> KeysOf(JsonElement definition) => definition.GetProperty("properties").EnumerateObject().Select(p => p.Name);

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static IEnumerable<string> Unknown(YamlNode node, IReadOnlyList<JsonElement> schemas, string place)
    {
        var forms = schemas.SelectMany(Forms).ToList();
        switch (node)
        {
            case YamlSequenceNode list:
                return list.Children.SelectMany((child, i) => Unknown(child, Inner(forms, "items"), $"{place}[{i}]"));
            case YamlMappingNode map:
                return map.Children.SelectMany(entry =>
                {
                    var key = ((YamlScalarNode)entry.Key).Value!;
                    var named = forms.Where(f => f.TryGetProperty("properties", out var p) && p.TryGetProperty(key, out _)).Select(f => f.GetProperty("properties").GetProperty(key)).ToList();
                    var inner = named.Count > 0 ? named : [.. Inner(forms, "additionalProperties").Where(s => s.ValueKind == JsonValueKind.Object)];
                    return inner.Count == 0 ? [$"{place}.{key}"] : Unknown(entry.Value, inner, $"{place}.{key}");
                });
            default:
                return [];
        }
    }

    private static IReadOnlyList<JsonElement> Inner(List<JsonElement> forms, string key) =>
        [.. forms.Where(f => f.TryGetProperty(key, out _)).Select(f => f.GetProperty(key))];

    /// <summary>A schema with its references followed and its alternatives side by side.</summary>
    private static IEnumerable<JsonElement> Forms(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        if (schema.TryGetProperty("$ref", out var reference))
            return Forms(Definition(reference.GetString()!["#/$defs/".Length..]));
        return Alternatives.Where(k => schema.TryGetProperty(k, out _)).SelectMany(k => schema.GetProperty(k).EnumerateArray().SelectMany(Forms)).Append(schema);
    }
}
