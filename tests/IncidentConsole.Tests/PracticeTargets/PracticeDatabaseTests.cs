using System.Net.Http.Json;
using System.Text.Json;

namespace MeetSolis.IncidentConsole.Tests.PracticeTargets;

/// <summary>The private database of a practice target: there while it lives, broken as the scenario says, and gone with it.</summary>
public sealed class PracticeDatabaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Target_ThatIsKilled_LeavesNoClusterBehind()
    {
        await using var rig = await PracticeRig.StartAsync(("Target__Rate", "0"), PracticeRig.WithDatabase);
        await rig.PostAsync("/practice/scenario", new { scenario = "none" });
        var folder = rig.Database![(rig.Database!.IndexOf("host=", StringComparison.Ordinal) + "host=".Length)..];
        var server = int.Parse((await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid"), Ct))[0], System.Globalization.CultureInfo.InvariantCulture);

        rig.Process.Kill();

        await PracticeRig.UntilAsync(() => Task.FromResult(!Directory.Exists(folder) && !Directory.Exists($"/proc/{server}")), "the cluster is gone");
    }

    [Theory]
    [InlineData("database-errors", "damaged", "update users set clerk_id = 'x' || id where clerk_id is null")]
    [InlineData("data-exposure", "exposing", "drop policy clients_owner on clients")]
    public async Task Fault_IsSeenUntilItIsMended(string scenario, string fault, string mend)
    {
        await using var rig = await PracticeRig.StartAsync(("Target__Rate", "0"), PracticeRig.WithDatabase);

        await rig.PostAsync("/practice/scenario", new { scenario });
        await PracticeRig.UntilAsync(async () => await IsAsync(rig, fault) == true, "the fault is seen");

        Assert.Equal(0, (await rig.RunAsync("psql -X -w -q \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -c \"$MEND\"", ("MEND", mend))).Code);
        await PracticeRig.UntilAsync(async () => await IsAsync(rig, fault) == false, "it is seen mended");
    }

    [Fact]
    public async Task Target_WithoutADatabase_HasNoAddressOfOne()
    {
        await using var rig = await PracticeRig.StartAsync(("Target__Rate", "0"));

        Assert.Null(rig.Database);
        await rig.PostAsync("/practice/scenario", new { scenario = "database-errors" });
        Assert.Null(await IsAsync(rig, "damaged"));
    }

    private static async Task<bool?> IsAsync(PracticeRig rig, string fault)
    {
        var found = (await rig.Http.GetFromJsonAsync<JsonElement>("/practice/state", Ct)).GetProperty("database").GetProperty(fault);
        return found.ValueKind == JsonValueKind.Null ? null : found.GetBoolean();
    }
}
