namespace MeetSolis.IncidentConsole.Access;

/// <summary>Where to go after signing in: only a page of this console, whatever the link said.</summary>
public static class LocalUrl
{
    private static readonly PathString[] NoReturn = ["/signin", "/signout", "/setup", "/welcome", "/api", "/hubs", "/_blazor", "/_framework"];

    public static string OrHome(string? url) => IsPage(url) ? url! : "/";

    private static bool IsPage(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > 2000 || url[0] != '/' || url.Any(c => char.IsControl(c) || c == '\\'))
            return false;
        if (url.Length > 1 && url[1] == '/')
            return false;
        var path = new PathString(url.Split('?', '#')[0]);
        return !NoReturn.Any(no => path.StartsWithSegments(no));
    }
}
