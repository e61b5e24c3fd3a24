using System.Globalization;
using System.Text.RegularExpressions;
using MeetSolis.IncidentConsole.Harness;

namespace MeetSolis.IncidentConsole.Tests.Controls;

/// <summary>The colours of the two themes, computed by WCAG 2's formula from the sheet itself.</summary>
public sealed partial class TokensTests
{
    private const double Text = 4.5, Graphic = 3;

    private static readonly string _css = File.ReadAllText(Repository.PathOf("wwwroot", "css", "tokens.css"));
    private static readonly Dictionary<string, Dictionary<string, string>> _themes = new() { ["dark"] = Read("dark"), ["light"] = Read("light") };

    public static TheoryData<string, string, string, double> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, string, double>();
            void Add(double least, string[] fronts, params string[] grounds)
            {
                foreach (var theme in _themes.Keys)
                    foreach (var front in fronts)
                        foreach (var ground in grounds) pairs.Add(theme, front, ground, least);
            }
            Add(Text, ["text", "soft", "quiet", "accent", "good", "warn", "bad"], "bg", "panel", "raised");
            Add(Text, ["text"], "good-soft", "warn-soft", "bad-soft", "accent-soft");
            Add(Text, ["soft", "accent"], "accent-soft");
            Add(Text, ["good"], "good-soft");
            Add(Text, ["warn"], "warn-soft");
            Add(Text, ["bad"], "bad-soft");
            Add(Text, ["on-accent"], "accent", "accent 88% text");
            Add(Text, ["on-solid"], "prod", "stag", "drill", "drill 94% on-solid");
            Add(Text, ["text"], "accent 22% panel");
            Add(Text, ["accent 45% bad", "accent 55% good"], "bg");
            Add(Text, ["bg"], "text", "good", "warn");
            Add(Graphic, ["line-strong", "accent", "good", "warn", "bad", "quiet"], "bg", "panel", "raised");
            return pairs;
        }
    }

    /// <param name="front">A token, or <c>a 45% b</c>: as color-mix in srgb.</param>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Colours_OnTheirGround_CanBeRead(string theme, string front, string ground, double least)
    {
        var (a, b) = (Luminance(Colour(theme, front)), Luminance(Colour(theme, ground)));
        var contrast = (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
        Assert.True(contrast >= least, $"{front} on {ground} has {contrast:0.00} in the {theme} theme, and needs {least}");
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void Numbers_ForRgba_AreTheirColours(string theme)
    {
        var numbers = _themes[theme].Where(t => t.Key.EndsWith("-rgb", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, numbers.Count);
        Assert.All(numbers, n => Assert.Equal(Colour(theme, n.Key[..^4]), n.Value.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Themes_BothNameEveryColour() => Assert.Equal(_themes["dark"].Keys.Order(), _themes["light"].Keys.Order());

    [Fact]
    public void Colours_OutsideTheTokens_AreNotNamed()
    {
        // Paper is black on white, whatever the theme.
        var sheets = Directory.EnumerateFiles(Repository.PathOf("wwwroot", "css"), "*.css").Where(f => Path.GetFileName(f) is not ("tokens.css" or "print.css"));
        var found = sheets.SelectMany(f => ColourLiteral().Matches(Comment().Replace(Paper().Replace(File.ReadAllText(f), ""), "")).Select(m => $"{Path.GetFileName(f)}: {m.Value.Trim()}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Styles_OfComponents_NameNoColour()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("src", "IncidentConsole"), "*.razor", SearchOption.AllDirectories);
        var found = files.SelectMany(f => StyleAttribute().Matches(File.ReadAllText(f)).Where(m => ColourLiteral().IsMatch(m.Value + ";")).Select(m => $"{Path.GetFileName(f)}: {m.Value}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Sheets_EveryTokenThatTheyUse_IsDefined()
    {
        var defined = Directory.EnumerateFiles(Repository.PathOf("wwwroot", "css"), "*.css").SelectMany(f => Definition().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet();
        var used = Directory.EnumerateFiles(Repository.PathOf("wwwroot", "css"), "*.css").SelectMany(f => Use().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct();
        Assert.DoesNotContain(used, u => !defined.Contains(u) && !u.StartsWith("mud-", StringComparison.Ordinal));
    }

    [Fact]
    public void Fonts_OfTheSheet_AreThereWithTheirLicences()
    {
        var folder = Repository.PathOf("wwwroot", "fonts");
        var named = FontFile().Matches(File.ReadAllText(Path.Combine(folder, "fonts.css"))).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Directory.EnumerateFiles(folder, "*.woff2").Select(Path.GetFileName).Order(), named.Order());
        Assert.All(named, n => Assert.True(File.Exists(Path.Combine(folder, n.StartsWith("inter", StringComparison.Ordinal) ? "inter-LICENSE.txt" : "jetbrains-mono-LICENSE.txt"))));
    }

    [Fact]
    public void Sheets_AndScripts_FetchNothingFromElsewhere()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("wwwroot"), "*.*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".css" or ".js");
        Assert.Empty(files.SelectMany(f => Elsewhere().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}")));
    }

    private static Dictionary<string, string> Read(string theme)
    {
        var start = _css.IndexOf($"[data-theme=\"{theme}\"] {{", StringComparison.Ordinal);
        var block = _css[start.._css.IndexOf('}', start)];
        return Declaration().Matches(block).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    private static double[] Colour(string theme, string name)
    {
        if (name.Split(' ') is [var first, var part, var second])
        {
            var share = double.Parse(part.TrimEnd('%'), CultureInfo.InvariantCulture) / 100;
            return [.. Colour(theme, first).Zip(Colour(theme, second), (a, b) => a * share + b * (1 - share))];
        }
        var hex = _themes[theme].TryGetValue(name, out var value) ? value : Regex.Match(_css, $@"--{name}: (#\w+);").Groups[1].Value;
        var digits = hex.Length == 4 ? string.Concat(hex[1..].Select(c => $"{c}{c}")) : hex[1..];
        return [.. digits.Chunk(2).Select(c => (double)int.Parse(c, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }

    private static double Luminance(double[] rgb)
    {
        var linear = rgb.Select(v => v / 255).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    [GeneratedRegex(@"--([\w-]+):\s*([^;]+);")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\([^)]*\)|[:\s](?:white|black|red|green|blue|yellow|orange|gr[ae]y|silver)\s*[;}]")]
    private static partial Regex ColourLiteral();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"@media print \{(?:[^{}]|\{[^{}]*\})*\}")]
    private static partial Regex Paper();

    [GeneratedRegex("style=\"[^\"]*\"")]
    private static partial Regex StyleAttribute();

    [GeneratedRegex(@"(?:^|[\s{;])--([\w-]+)\s*:")]
    private static partial Regex Definition();

    [GeneratedRegex(@"var\(--([\w-]+)\)")]
    private static partial Regex Use();

    [GeneratedRegex(@"url\(""([^""]+)""\)")]
    private static partial Regex FontFile();

    [GeneratedRegex(@"(?:url\(|import|fetch\(|@import)\s*[""']?(?:https?:)?//[^\s""')]+")]
    private static partial Regex Elsewhere();
}
