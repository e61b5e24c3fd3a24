using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Harness;

public sealed record Mail(string From, string To, bool Tls, bool LoggedIn, string Text)
{
    public string? Header(string name) => Text.ReplaceLineEndings("\n").Split("\n\n")[0].Split('\n').FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>A real SMTP server (Python's aiosmtpd) on loopback, as a process of its own.</summary>
public sealed class SmtpSink : IDisposable
{
    private readonly Process _process;
    private readonly string _file;

    private SmtpSink(Process process, string file, int port) => (_process, _file, Port) = (process, file, port);

    public int Port { get; }

    /// <summary>What it took, in the order in which it did.</summary>
    public IReadOnlyList<Mail> Mails => !File.Exists(_file) ? [] :
    [
        // The last line may still be under way.
        .. Regex.Matches(File.ReadAllText(_file), "(.+)\n").Select(m => m.Groups[1].Value).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).Select(m => new Mail(
            m.GetProperty("from").GetString()!, m.GetProperty("to")[0].GetString()!, m.GetProperty("tls").GetBoolean(), m.GetProperty("login").GetBoolean(), m.GetProperty("text").GetString()!)),
    ];

    public static async Task<SmtpSink> StartAsync(string folder, CancellationToken ct, params string[] options)
    {
        var file = Path.Combine(folder, $"mails-{Guid.NewGuid():N}.jsonl");
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { Repository.PathOf("tests", "IncidentConsole.Tests", "Harness", "smtp_sink.py"), "--out", file }.Concat(options)) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(ct);
        return new(process, file, int.Parse(line ?? throw new InvalidOperationException("The SMTP server did not start: is python3-aiosmtpd installed?"), CultureInfo.InvariantCulture));
    }

    /// <summary>A certificate for localhost that nobody trusts.</summary>
    public static (string Certificate, string Key) SelfSigned(string folder)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        var (pem, secret) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        return (pem, secret);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000)) _process.Kill();
        _process.Dispose();
    }
}
