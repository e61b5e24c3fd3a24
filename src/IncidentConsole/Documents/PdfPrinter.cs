using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MeetSolis.IncidentConsole.Data;

namespace MeetSolis.IncidentConsole.Documents;

public abstract record PdfResult
{
    private PdfResult() { }

    public sealed record Printed(byte[] Content) : PdfResult;

    /// <param name="Sentence">Why there is none.</param>
    public sealed record NotAvailable(string Sentence) : PdfResult;
}

/// <summary>
/// Prints a page that needs nothing from elsewhere by a Chromium of this machine: a process of its own that reaches no network, one at a time, and
/// ended when it takes too long.
/// </summary>
public sealed class PdfPrinter(IConfiguration configuration, DataFolder data, TimeProvider time) : IDisposable
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Looked for anew each time: installing one helps at once. <c>Documents:Chromium</c> names another, or <c>none</c>.</summary>
    public string? Chromium => configuration["Documents:Chromium"] is { Length: > 0 } given ? File.Exists(given) ? given : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).SelectMany(_ => Names, Path.Combine).FirstOrDefault(File.Exists);

    public async Task<PdfResult> PrintAsync(string html, CancellationToken ct)
    {
        if (Chromium is not { } chromium) return new PdfResult.NotAvailable("PDF is not available: no Chromium is installed where the console runs. Print the HTML from your browser instead.");
        if (!await TurnAsync(ct)) return new PdfResult.NotAvailable("Others are printing: try again in a minute, or print the HTML from your browser.");
        var folder = data.PathOf($"print-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await File.WriteAllTextAsync(Path.Combine(folder, "page.html"), html, Encoding.UTF8, ct);
            return await RunAsync(chromium, folder, ct);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return new PdfResult.NotAvailable($"The PDF could not be printed: {ex.Message}");
        }
        finally
        {
            Remove(folder);
            _one.Release();
        }
    }

    private async Task<bool> TurnAsync(CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Longest, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            await _one.WaitAsync(end.Token);
            return true;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<PdfResult> RunAsync(string chromium, string folder, CancellationToken ct)
    {
        var pdf = Path.Combine(folder, "page.pdf");
        // No name resolves and every address goes to a proxy that is not there: what the page names is not fetched, whatever it is.
        var start = new ProcessStartInfo(chromium,
        [
            "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
            "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>", $"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer", $"--print-to-pdf={pdf}", new Uri(Path.Combine(folder, "page.html")).AbsoluteUri,
        ]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        (start.Environment["HOME"], start.Environment["PATH"], start.Environment["TMPDIR"]) = (folder, "/usr/local/bin:/usr/bin:/bin", folder);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        // Read and forgotten: a full pipe would hold it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var late = new CancellationTokenSource(Longest, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new PdfResult.NotAvailable($"The PDF was not printed within {Longest.TotalSeconds:0} seconds: print the HTML from your browser instead.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        return File.Exists(pdf) ? new PdfResult.Printed(await File.ReadAllBytesAsync(pdf, ct)) : new PdfResult.NotAvailable($"The PDF could not be printed: Chromium ended with status {process.ExitCode}.");
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // A process that is ending still writes there; it is a folder of the data folder, and not the next one's.
        }
    }

    public void Dispose() => _one.Dispose();
}
