namespace MeetSolis.PracticeTarget.Traffic;

/// <summary>
/// What visitors ask for. The golden-ratio sequence spreads the shares so evenly that each short window holds the
/// same mix, which random choice would not.
/// </summary>
public static class TrafficMix
{
    private const double GoldenRatio = 0.6180339887498949;

    // v2 routes are 17.5 % of ordinary traffic.
    private static readonly (double Share, string Path)[] Ordinary =
    [
        (0.220, "/"), (0.140, "/_next/static/chunks/main-5f2c1d.js"), (0.060, "/_next/static/css/app-81ab.css"), (0.030, "/favicon.ico"),
        (0.100, "/legacy"), (0.065, "/pricing"), (0.080, "/api/auth/user"), (0.070, "/api/ai-usage"), (0.060, "/api/search?q=renewal"),
        (0.050, "/api/clients"), (0.050, "/api/clients/c{0}"), (0.075, "/api/meetings?page={0}"),
    ];

    // A crowd on the new features: 40 % v2.
    private static readonly (double Share, string Path)[] Crowd =
    [
        (0.250, "/"), (0.100, "/_next/static/chunks/main-5f2c1d.js"), (0.150, "/legacy"), (0.050, "/api/auth/user"), (0.050, "/api/search?q=renewal"),
        (0.150, "/api/clients"), (0.100, "/api/clients/c{0}"), (0.150, "/api/meetings?page={0}"),
    ];

    /// <summary>The path and query of the n-th background request.</summary>
    public static string PathOf(int n, bool crowd)
    {
        var at = n * GoldenRatio % 1.0;
        foreach (var (share, path) in crowd ? Crowd : Ordinary)
        {
            if (at < share)
                return path.Replace("{0}", (1 + (n % 9)).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            at -= share;
        }
        return "/";
    }
}
