using System.Reflection;
using MeetSolis.IncidentConsole.Live;
using Microsoft.AspNetCore.Components;

namespace MeetSolis.IncidentConsole.Tests.Shell;

public sealed class AddressTests
{
    [Fact]
    public void WordsInAnAddress_AreTakenAsText_SoThatNoneOfThemBreaksAScreen() =>
        Assert.Empty(typeof(FollowingScreen).Assembly.GetTypes().SelectMany(t => t.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(p => p.IsDefined(typeof(SupplyParameterFromQueryAttribute)) && p.PropertyType != typeof(string)).Select(p => $"{p.DeclaringType!.Name}.{p.Name} is a {p.PropertyType.Name}"));
}
