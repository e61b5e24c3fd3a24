using MeetSolis.IncidentConsole.Documents;

namespace MeetSolis.IncidentConsole.Postmortems;

public static class PostmortemsSetup
{
    public static IServiceCollection AddPostmortems(this IServiceCollection services) => services
        .AddSingleton<PostmortemService>().AddSingleton<PostmortemDrafts>().AddSingleton<PostmortemDesk>().AddSingleton<DocumentFolder>().AddSingleton<PdfPrinter>();
}
