namespace MeetSolis.IncidentConsole.Runbooks.Reading;

/// <summary>A place in the file; both count from 1.</summary>
internal readonly record struct Place(int Line, int Column)
{
    public static Place Start { get; } = new(1, 1);
    public Place After(int characters) => this with { Column = Column + characters };
}

/// <summary>A piece of the YAML with its place.</summary>
internal abstract record Node(Place At)
{
    /// <summary>What a person would call it in "found …".</summary>
    public abstract string Describe();

    /// <param name="TextAt">Where its first character stands, past an opening quote; null where it spans lines.</param>
    internal sealed record Scalar(Place At, Place? TextAt, string Text, bool Quoted) : Node(At)
    {
        public bool IsEmpty => Text.Length == 0 && !Quoted;
        public override string Describe() => IsEmpty ? "nothing" : $"`{(Text.Length > 40 ? Text[..40] + "…" : Text).ReplaceLineEndings(" ")}`";
    }

    internal sealed record Sequence(Place At, IReadOnlyList<Node> Items) : Node(At)
    {
        public override string Describe() => "a list";
    }

    internal sealed record Map(Place At, IReadOnlyList<(Scalar Key, Node Value)> Entries) : Node(At)
    {
        public override string Describe() => "a map";
        public Node? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key).Value;
        public Map? FindMap(string key) => Find(key) as Map;
        public IEnumerable<string> Keys => Entries.Select(e => e.Key.Text);
    }
}
