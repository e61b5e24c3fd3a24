using System.Text;
using Microsoft.Playwright;

namespace MeetSolis.IncidentConsole.E2E.Screens;

/// <summary>What travels over a page's circuit.</summary>
internal static class Circuit
{
    private static readonly byte[] Batch = Encoding.UTF8.GetBytes("JS.RenderBatch");

    /// <summary>The server drew something.</summary>
    public static bool IsRender(IWebSocketFrame frame) => frame.Binary is { } bytes && bytes.AsSpan().IndexOf(Batch) >= 0;
}
