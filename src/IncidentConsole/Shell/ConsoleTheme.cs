using MudBlazor;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>MudBlazor's measures, taken from our tokens. Its colours follow the tokens in <c>wwwroot/css/mud.css</c>, so that one switch turns both.</summary>
public static class ConsoleTheme
{
    private static readonly string[] Font = ["Inter", "Segoe UI", "system-ui", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "7px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Font, FontSize = "15px", LineHeight = "1.45", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Font, FontSize = "15px", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Font, FontSize = "13px", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Font, FontSize = "15px", FontWeight = "550", TextTransform = "none", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Font, FontSize = "19px", FontWeight = "650", LetterSpacing = "normal" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Font, FontSize = "15px", LetterSpacing = "normal" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Font, FontSize = "13px", LetterSpacing = "normal" },
        },
    };
}
