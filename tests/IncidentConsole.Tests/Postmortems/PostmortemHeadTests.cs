using Bunit;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Documents;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

/// <summary>The forms in which the post-mortem can be taken away.</summary>
public sealed class PostmortemHeadTests : IDisposable
{
    private readonly BunitContext _screen = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _screen.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forms_AreNamedAfterTheIncident_AndPdfIsOfferedWhereItCanBePrinted(bool chromium)
    {
        var given = _folder.PathOf("chromium");
        if (chromium) File.WriteAllText(given, "");
        using var printer = new PdfPrinter(new ConfigurationBuilder().AddInMemoryCollection([new("Documents:Chromium", given)]).Build(), new DataFolder(_folder.PathOf("data")), TimeProvider.System);
        _screen.Services.AddSingleton(printer);

        var head = _screen.Render<PostmortemHead>(p => p.Add(x => x.Incident, Incident.Empty(new(1042))));

        const string Api = "/api/v1/incidents/INC-1042/";
        (string?, string?)[] pdf = chromium ? [(Api + "postmortem.pdf", "INC-1042-postmortem.pdf")] : [];
        Assert.Equal([(Api + "postmortem.md", "INC-1042-postmortem.md"), .. pdf, (Api + "export", "INC-1042.zip")], head.FindAll("a[download]").Select(a => (a.GetAttribute("href"), a.GetAttribute("download"))));
        Assert.Single(head.FindAll($"a[href='{Api}postmortem.html']:not([download])"));
        Assert.Equal(chromium ? [] : ["PDF: not available, no Chromium is installed where the console runs"], head.FindAll("[data-test=no-pdf]").Select(h => h.TextContent));
    }
}
