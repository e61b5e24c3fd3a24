using Bunit;
using MeetSolis.IncidentConsole.Controls.Gallery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace MeetSolis.IncidentConsole.Tests.Controls;

public sealed class GalleryTests : Pieces
{
    [Fact]
    public void Gallery_InDevelopment_ShowsEveryPieceInBothThemes()
    {
        Services.AddSingleton<IWebHostEnvironment>(new Host("Development"));
        var page = Render<GalleryPage>();
        Assert.Equal(["dark", "light"], page.FindAll("[data-theme]").Select(h => h.GetAttribute("data-theme")));
        string[] pieces = ["environment-bar", "phase-strip", "clock", "person", "severity", "step-row", "command-block", "budget-bar", "output-viewer", "signal-tile", "entry", "empty-state", "notice", "refusal", "confirm-by-typing"];
        Assert.All(pieces, piece => Assert.Equal(2, page.FindAll($"[data-test=set-{piece}]").Count));
        Assert.Empty(page.FindAll("script, img"));
    }

    [Fact]
    public void Gallery_AsSecondsPass_IsNotDrawnAgain()
    {
        Services.AddSingleton<IWebHostEnvironment>(new Host("Development"));
        var page = Render<GalleryPage>();
        var before = (page.RenderCount, page.Markup);
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(before, (page.RenderCount, page.Markup));
        page.Render();
        Assert.Equal(before.Markup, page.Markup);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Gallery_Elsewhere_IsNotThere(string environment)
    {
        Services.AddSingleton<IWebHostEnvironment>(new Host(environment));
        var missed = 0;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => missed++;
        Assert.Equal("", Render<GalleryPage>().Markup.Trim());
        Assert.Equal(1, missed);
    }

    private sealed class Host(string environment) : IWebHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;
        public string ApplicationName { get; set; } = "";
        public string WebRootPath { get; set; } = "";
        public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
