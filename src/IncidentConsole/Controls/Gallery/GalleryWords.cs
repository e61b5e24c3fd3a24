namespace MeetSolis.IncidentConsole.Controls.Gallery;

/// <summary>Texts that are hard on a layout, or mean harm.</summary>
internal static class GalleryWords
{
    public const string Long = "A title that somebody wrote at three in the morning and that says everything at once, with an_identifier_that_has_no_place_to_break_because_it_was_made_by_a_machine_0123456789abcdef0123456789abcdef";

    /// <summary>Control characters, an escape sequence, a bidirectional override and markup.</summary>
    public const string Hostile = "rm -rf ./old\u001b[2K\u0007\u0000 <script>alert(1)</script> &amp; \u202Egpj.exe\u202C <b>bold?</b>";

    public const string Markdown = """
        ## What happened
        The *error rate* rose to **8.3 %** after `dpl_9Jx2`. See [the runbook](/runbooks) and <b>no markup</b>.

        | time | what |
        | --- | --- |
        | 14:22:08 | trigger fired |

        - [x] flags off
        - [ ] cause found

        > Nothing was lost.
        """;

    public static readonly string Script = string.Join('\n', Enumerable.Range(1, 14).Select(i => $"vercel env rm FLAG_{i} production --yes   # line {i} of a script that does not fit"));

    public static IReadOnlyList<OutputLine> Output(DateTimeOffset now) =>
    [
        .. new[]
        {
            "Fetching deployment dpl_9Jx2 in meetsolis",
            "\u001b[32m✓\u001b[0m ready  \u001b[1mbold\u001b[0m \u001b[2mdim\u001b[0m \u001b[3mitalic\u001b[0m \u001b[4munderlined\u001b[0m \u001b[9mstruck\u001b[0m",
            "\u001b[30mblack \u001b[31mred \u001b[32mgreen \u001b[33myellow \u001b[34mblue \u001b[35mmagenta \u001b[36mcyan \u001b[37mwhite\u001b[0m",
            "\u001b[41;37m FAIL \u001b[0m \u001b[42m PASS \u001b[0m \u001b[43m SKIP \u001b[0m \u001b[44;97m INFO \u001b[0m \u001b[7minverse\u001b[0m \u001b[38;2;10;10;10mtoo dark to read\u001b[0m",
            "<img src=x onerror=alert(1)> &lt;b&gt; \u202Eeverything turned round",
            Long,
        }.Select((text, i) => new OutputLine(i + 40, now.AddSeconds(i - 30), IsError: false, text)),
        new(46, now, IsError: true, "warning: 2 unused variables"),
    ];

    public static IReadOnlyList<OutputLine> ManyLines(DateTimeOffset now) =>
        [.. Enumerable.Range(1, 2_000).Select(i => new OutputLine(i, now.AddSeconds(i - 2_000), i % 50 == 0, $"Building route {i} of 2000{(i % 7 == 0 ? ", " + Long : "")}"))];
}
