namespace MeetSolis.IncidentConsole.MyWork;

public static class MyWorkSetup
{
    public static IHostApplicationBuilder AddMyWork(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MyItemsReader>().AddSingleton<NoticeBoard>().AddHostedService(p => p.GetRequiredService<NoticeBoard>());
        return builder;
    }
}
