using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>
/// Reads YAML into nodes that keep their places. Anchors, aliases, tags and merge keys are refused: each would let a small file mean a large one,
/// or a reader miss what it means.
/// </summary>
internal sealed class YamlTree
{
    private const int Deepest = 20;
    private readonly IParser _parser;
    private readonly ErrorList _errors;

    private YamlTree(IParser parser, ErrorList errors) => (_parser, _errors) = (parser, errors);

    /// <summary>The document's root, or null where the text is not YAML that a runbook may be written in.</summary>
    public static Node.Map? Read(string text, ErrorList errors)
    {
        try
        {
            return new YamlTree(new Parser(new StringReader(text)), errors).Document();
        }
        catch (Refused refused)
        {
            errors.Add(refused.At, refused.Message);
        }
        catch (YamlException ex)
        {
            errors.Add(Of(ex.Start), $"not YAML: {FirstLine(ex.Message)}");
        }
        // The scanner is somebody else's: on damaged input it may fail in ways it does not document, and a bad file must not end the console.
        catch (Exception ex) when (ex is not OutOfMemoryException)
        {
            errors.Add(Place.Start, $"not YAML: {FirstLine(ex.Message)}");
        }
        return null;
    }

    private Node.Map? Document()
    {
        Take<StreamStart>();
        if (_parser.Current is StreamEnd)
            throw new Refused(Place.Start, "the file is empty");
        Take<DocumentStart>();
        var root = Read(1);
        Take<DocumentEnd>();
        if (_parser.Current is not StreamEnd)
            throw new Refused(Of(_parser.Current!.Start), "a runbook file holds one document; remove the second `---`");
        if (root is Node.Map map)
            return map;
        throw new Refused(root.At, $"expected a map of the runbook's sections, found {root.Describe()}");
    }

    private Node Read(int depth)
    {
        var now = _parser.Current!;
        var at = Of(now.Start);
        if (depth > Deepest)
            throw new Refused(at, $"nested more than {Deepest} deep");
        if (now is AnchorAlias alias)
            throw new Refused(at, $"aliases are refused (`*{alias.Value}`): write it out, or use `same-as` for a step");
        if (now is not NodeEvent node)
            throw new Refused(at, "expected a value");
        if (!node.Anchor.IsEmpty)
            throw new Refused(at, $"anchors are refused (`&{node.Anchor}`)");
        if (!node.Tag.IsEmpty)
            throw new Refused(at, $"tags are refused (`{node.Tag}`)");
        return node switch
        {
            Scalar scalar => Text(scalar),
            SequenceStart => Sequence(at, depth),
            MappingStart => Map(at, depth),
            _ => throw new Refused(at, "expected a value"),
        };
    }

    private Node.Scalar Text(Scalar scalar)
    {
        _parser.MoveNext();
        var at = Of(scalar.Start);
        var bad = scalar.Value.AsSpan().IndexOfAnyInRange('\u0000', '\u0008');
        if (bad >= 0)
            _errors.Add(at, $"the text holds the control character U+{(int)scalar.Value[bad]:X4}");
        var quoted = scalar.Style is not ScalarStyle.Plain;
        Place? textAt = scalar.Start.Line != scalar.End.Line ? null
            : scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? at.After(1) : at;
        return new Node.Scalar(at, textAt, scalar.Value, quoted);
    }

    private Node.Sequence Sequence(Place at, int depth)
    {
        _parser.MoveNext();
        var items = new List<Node>();
        while (_parser.Current is not SequenceEnd)
            items.Add(Read(depth + 1));
        _parser.MoveNext();
        return new Node.Sequence(at, items);
    }

    private Node.Map Map(Place at, int depth)
    {
        _parser.MoveNext();
        var entries = new List<(Node.Scalar, Node)>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            if (Read(depth + 1) is not Node.Scalar key)
                throw new Refused(at, "expected a name before `:`, found something nested");
            var value = Read(depth + 1);
            if (key.Text == "<<")
                _errors.Add(key.At, "merge keys (`<<`) are refused");
            else if (!seen.TryAdd(key.Text, key.At))
                _errors.Add(key.At, $"`{key.Text}` stands twice; first on line {seen[key.Text].Line}");
            else
                entries.Add((key, value));
        }
        _parser.MoveNext();
        return new Node.Map(at, entries);
    }

    private void Take<T>() where T : ParsingEvent
    {
        if (_parser.Current is null)
            _parser.MoveNext();
        if (_parser.Current is not T)
            throw new Refused(_parser.Current is { } now ? Of(now.Start) : Place.Start, "not YAML: expected a document");
        _parser.MoveNext();
    }

    private static Place Of(Mark mark) => new((int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue));

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0];

    private sealed class Refused(Place at, string message) : Exception(message)
    {
        public Place At { get; } = at;
    }
}
