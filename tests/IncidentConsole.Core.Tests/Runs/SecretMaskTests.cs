using System.Text;
using MeetSolis.IncidentConsole.Runs;

namespace MeetSolis.IncidentConsole.Tests.Runs;

public sealed class SecretMaskTests
{
    private const string Secret = "s3cret-tóken/with+signs";

    private readonly SecretMask _mask = new(new Dictionary<string, string> { ["TOKEN"] = Secret, ["SHORT"] = "abc", ["URL"] = "postgres://ana:p4ssw0rd%2Fx@db/console" });

    [Theory]
    [InlineData("plain " + Secret + " here")]
    [InlineData("twice " + Secret + Secret)]
    [InlineData("url s3cret-t%C3%B3ken%2Fwith%2Bsigns here")]
    [InlineData("json \"s3cret-t\\u00F3ken/with\\u002Bsigns\"")]
    [InlineData("json of others \"s3cret-tóken\\/with+signs\"")]
    [InlineData("connects with p4ssw0rd%2Fx and p4ssw0rd/x")]
    public void Secret_InALine_IsHidden(string line)
    {
        var masked = _mask.Apply(line);

        Assert.Contains(SecretMask.Mark, masked, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("p4ssw0rd", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("Authorization: user:")]
    public void Secret_InBase64AtAnyPlace_IsHidden(string before)
    {
        foreach (var after in new[] { "", "x", "xy" })
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Secret + after));
            foreach (var form in new[] { encoded, encoded.Replace('+', '-').Replace('/', '_').TrimEnd('=') })
            {
                var masked = _mask.Apply($"basic {form} end");
                Assert.Contains(SecretMask.Mark, masked, StringComparison.Ordinal);
                // What is left must not give the secret away.
                Assert.DoesNotContain("s3cret", Decoded(masked), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Secret_SplitOverAnyTwoReads_IsHidden()
    {
        var bytes = Encoding.UTF8.GetBytes($"is {Secret} here\n");
        for (var split = 0; split <= bytes.Length; split++)
        {
            var lines = new List<string>();
            var assembler = new LineAssembler();
            assembler.Take(bytes.AsSpan(..split), lines);
            assembler.Take(bytes.AsSpan(split..), lines);

            Assert.Equal($"is {SecretMask.Mark} here", _mask.Apply(Assert.Single(lines)));
        }
    }

    [Fact]
    public void Secret_TooShortToHide_IsNamed()
    {
        Assert.Equal(["SHORT"], _mask.TooShort);
        Assert.Equal("abc", _mask.Apply("abc"));
    }

    private static string Decoded(string masked)
    {
        var text = new StringBuilder();
        foreach (var word in masked.Split(' ', '•'))
            for (var from = 0; from < Math.Min(4, word.Length); from++)
            {
                var part = word[from..].Replace('-', '+').Replace('_', '/').TrimEnd('=');
                part = part[..(part.Length / 4 * 4)];
                var bytes = new byte[part.Length];
                if (Convert.TryFromBase64String(part, bytes, out var length)) text.Append(Encoding.UTF8.GetString(bytes, 0, length)).Append(' ');
            }
        return text.ToString();
    }
}
