namespace MeetSolis.IncidentConsole.Actions;

public static class ActionsSetup
{
    public static IServiceCollection AddActionItems(this IServiceCollection services) => services.AddSingleton<ActionItemList>().AddSingleton<ActionItemDesk>();
}
