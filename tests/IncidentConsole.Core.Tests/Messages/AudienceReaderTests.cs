using System.Globalization;
using System.Text;
using CsCheck;
using MeetSolis.IncidentConsole.Messages;

namespace MeetSolis.IncidentConsole.Tests.Messages;

public sealed class AudienceReaderTests
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Theory]
    [InlineData("email,First Name,records\nana@x.test,Ana,3\n")]
    [InlineData("First_Name;E-Mail;Records\r\nAna;ana@x.test;3\r\n")]
    [InlineData("sep=;\nfirstName;EMAIL;records\nAna;ana@x.test;3")]
    [InlineData("\"email\"\t\"first name\"\t\"records\"\nana@x.test\tAna\t3\n\n\n")]
    [InlineData("records|email|first-name\n3|  ana@x.test |Ana")]
    public void List_HoweverItIsSeparated_IsRead(string text)
    {
        var audience = Good(text);
        var person = Assert.Single(audience.People);
        Assert.Equal(("ana@x.test", "Ana", "3"), (person.Address, person.Fields["first-name"], person.Fields["records"]));
        Assert.Equal((1, 0, 0), (audience.Rows, audience.Bad, audience.Duplicates));
    }

    [Fact]
    public void List_OfAnyEncoding_IsRead()
    {
        const string text = "email,first-name\nrené@x.test,René\nzoë@x.test,Zoë\n";
        foreach (var (bytes, says) in new (byte[], string)[]
        {
            (Encoding.UTF8.GetBytes(text), "UTF-8"), ([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], "UTF-8"), (Western.GetBytes(text), "Windows-1252"),
            ([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], "UTF-16"), ([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)], "UTF-16"),
        })
        {
            var audience = Good(bytes);
            Assert.Equal(["René", "Zoë"], audience.People.Select(p => p.Fields["first-name"]));
            Assert.StartsWith(says, audience.ReadAs, StringComparison.Ordinal);
            Assert.Null(audience.Doubt);
        }
    }

    [Fact]
    public void List_OfTwoEncodings_IsReadLineByLineAndSaysSo()
    {
        var audience = Good([.. Encoding.UTF8.GetBytes("email,first-name\na@x.test,Zoë\n"), .. Western.GetBytes("b@x.test,René\nc@x.test,Jürgen\n")]);
        Assert.Equal(["Zoë", "René", "Jürgen"], audience.People.Select(p => p.Fields["first-name"]));
        Assert.StartsWith("2 lines are in another encoding", audience.Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void People_WhoCannotBeToldForSure_AreLeftOutAndNamed()
    {
        var audience = Good("email,first-name\nana@x.test,Ana\nANA@X.test,Ana again\nben@x.test\nno address here,Chi\n,Dee\n\"eve@x.test\nBcc: all@x.test\",Eve\nfay@x.test,\"Fay, of \"\"X\"\"\"\n");
        Assert.Equal(["ana@x.test", "fay@x.test"], audience.People.Select(p => p.Address));
        Assert.Equal("Fay, of \"X\"", audience.People[1].Fields["first-name"]);
        Assert.Equal((7, 1, 4), (audience.Rows, audience.Duplicates, audience.Bad));
        Assert.Equal(
        [
            (3, "ANA@X.test", "already in line 2", true), (4, "ben@x.test", "1 values where the first line names 2", false), (5, "no address here", "no email address", false),
            (6, "", "no address", false), (7, "eve@x.test Bcc: all@x.test", "no email address", false),
        ], audience.Problems.Select(p => (p.Line, p.Address, p.Why, p.Duplicate)));
    }

    [Fact]
    public void Values_WithMarkup_StayWordsAndLoseWhatHides()
    {
        var person = Assert.Single(Good("email,first-name\na@x.test,\"<b>@channel</b> <!here>\r\n\u202Eevil\u0007\"\n").People);
        Assert.Equal("<b>@channel</b> <!here>  evil", person.Fields["first-name"]);
    }

    [Theory]
    [InlineData("", "The list is empty.")]
    [InlineData("name,phone\nAna,1\n", "No column is called “email”. The first line names: “name”, “phone”.")]
    [InlineData("email,Email\na@x.test,b@x.test\n", "The column “email” stands in the list twice.")]
    [InlineData("email,name\n", "The list has names of columns and no people.")]
    [InlineData("PK\u0003\u0004\0\0", "This is no text: save the list as CSV.")]
    public void List_ThatIsNone_IsRefusedWithWhatIsWrong(string text, string says) =>
        Assert.Equal(says, Assert.IsType<AudienceReading.Refused>(AudienceReader.Read(Encoding.UTF8.GetBytes(text))).Sentence);

    [Fact]
    public void Quote_ThatIsNotClosed_DoesNotSwallowPeople()
    {
        var rest = string.Concat(Enumerable.Range(0, 100).Select(i => $"p{i}@x.test,P{i}\n"));
        Assert.StartsWith("In line 3 a quote is opened", Assert.IsType<AudienceReading.Refused>(AudienceReader.Read(Encoding.UTF8.GetBytes("email,name\na@x.test,A\nb@x.test,\"B\n" + rest))).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void List_AtItsBounds_IsReadAndPastThemRefused()
    {
        var text = new StringBuilder("\uFEFFemail,first-name,records\n");
        for (var i = 0; i < AudienceReader.MostRows; i++) text.Append(CultureInfo.InvariantCulture, $"person-{i}@example.test,\"Persönlich, {i}\",{i % 50}\n");
        var audience = Good(Encoding.UTF8.GetBytes(text.ToString()));
        Assert.Equal((AudienceReader.MostRows, "Persönlich, 99999"), (audience.People.Count, audience.People[^1].Fields["first-name"]));

        text.Append("one@too.many,x,1\n");
        Assert.Contains("100,000", Assert.IsType<AudienceReading.Refused>(AudienceReader.Read(Encoding.UTF8.GetBytes(text.ToString()))).Sentence, StringComparison.Ordinal);
        Assert.Contains("10 MB", Assert.IsType<AudienceReading.Refused>(AudienceReader.Read(new byte[AudienceReader.MostBytes + 1])).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused_AndEveryRowIsAccountedFor() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        if (AudienceReader.Read([.. "email;n\n"u8, .. bytes]) is AudienceReading.Read { Audience: var a })
            Assert.Equal(a.Rows, a.People.Count + a.Bad + a.Duplicates);
    });

    [Fact]
    public void Hash_OfAnotherPersonOrValue_IsAnother()
    {
        List<string> lists = ["email,n\na@x.test,A\nb@x.test,B\n", "email,n\na@x.test,A\n", "email,n\na@x.test,B\nb@x.test,A\n", "email,m\na@x.test,A\nb@x.test,B\n"];
        var hashes = lists.ConvertAll(t => Good(t).Hash);
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Good("n;email\nA;a@x.test\nB;b@x.test").Hash);
    }

    private static Audience Good(string text) => Good(Encoding.UTF8.GetBytes(text));
    private static Audience Good(byte[] bytes) => AudienceReader.Read(bytes) switch
    {
        AudienceReading.Read read => read.Audience,
        AudienceReading.Refused refused => throw new Xunit.Sdk.XunitException(refused.Sentence),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
