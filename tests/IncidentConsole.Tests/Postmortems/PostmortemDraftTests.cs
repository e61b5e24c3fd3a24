using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Postmortems;
using MeetSolis.IncidentConsole.Tests.Data;
using Microsoft.Extensions.DependencyInjection;

namespace MeetSolis.IncidentConsole.Tests.Postmortems;

public sealed class PostmortemDraftTests
{
    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Draft_IsItsAuthorsAloneAndOneAtATime(StoreKind kind)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var store = await TestStore.MakeAsync(kind);
        var drafts = ActivatorUtilities.CreateInstance<PostmortemDrafts>(await store.OpenAsync());
        await drafts.KeepAsync(IncidentNumber.First, "ana", 1, "first\0", ct);
        await drafts.KeepAsync(IncidentNumber.First, "ben", 1, "ben's", ct);
        var at = await drafts.KeepAsync(IncidentNumber.First, "ana", 2, "second", ct);

        Assert.Equal(new(IncidentNumber.First, "ana", 2, "second", at), await drafts.FindAsync(IncidentNumber.First, "ana", ct));
        await drafts.DropAsync(IncidentNumber.First, "ana", ct);
        Assert.Null(await drafts.FindAsync(IncidentNumber.First, "ana", ct));
        Assert.Equal("ben's", (await drafts.FindAsync(IncidentNumber.First, "ben", ct))!.Text);
    }
}
