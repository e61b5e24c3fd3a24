using System.Security.Claims;
using System.Threading.Channels;
using Bunit;
using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Harness;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Incidents.Deadlines;
using MeetSolis.IncidentConsole.Live;
using MeetSolis.IncidentConsole.MyWork;
using MeetSolis.IncidentConsole.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeetSolis.IncidentConsole.Tests.MyWork;

/// <summary>What people are told of at once, on the real services.</summary>
public sealed class NoticeBoardTests : IAsyncLifetime
{
    // Patience for a busy machine, and nothing that is measured.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly BunitContext _screen = new();
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero));
    private readonly Channel<Notice> _told = Channel.CreateUnbounded<Notice>();
    private RunsHost _host = null!;
    private NoticeBoard _board = null!;
    private Caller _me = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PersonRef Me => new(_me.Actor.Id, _me.Actor.Name);

    public async ValueTask InitializeAsync()
    {
        _host = await RunsHost.StartAsync(_folder.FullPath, MyWorkTests.Runbook, time: _time);
        await MyWorkTests.DeclareAsync(_host);
        await using var db = await _host.Get<IDbContextFactory<ConsoleDbContext>>().CreateDbContextAsync(Ct);
        var user = await db.Users.SingleAsync(Ct);
        _me = new(new(ActorKind.Person, user.Id, user.DisplayName), user.Role);
        _board = new(_host.Get<IncidentFeed>(), _host.Get<IncidentService>(), NullLogger<NoticeBoard>.Instance);
        _board.Told += notice => _told.Writer.TryWrite(notice);
        _screen.JSInterop.Mode = JSRuntimeMode.Loose;
        _screen.AddAuthorization().SetAuthorized("ana@meetsolis.test").SetClaims(new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim("AspNet.Identity.SecurityStamp", user.SecurityStamp!));
        _screen.Services.AddSingleton(_host.Get<CallerService>()).AddSingleton(_board);
        _screen.SetRendererInfo(new("Server", true));
        await _board.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _board.StopAsync(CancellationToken.None);
        await _screen.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Notices_TellOfWhatHappensToWhoeverItIsFor_AndToNobodyElse()
    {
        var page = _screen.Render<Notices>();
        List<string> Shown() => [.. page.FindAll("[data-notice]").Select(n => n.GetAttribute("data-title")!)];

        // Ben gives an item to somebody else, then to whoever looks; what they take themselves they need not be told.
        await _host.DoAsync(new IncidentCommand.AssignItem("told", new("u-rea", "Rea")), RunsHost.Ben);
        Assert.Equal("An item is yours · INC-1001", (await NextAsync()).Title);
        await _host.DoAsync(new IncidentCommand.AssignItem("told", Me), _me);
        await _host.DoAsync(new IncidentCommand.OfferRole("scribe", Me, AccessRole.Commander), RunsHost.Ben);
        Assert.Equal("scribe is offered to you · INC-1001", (await NextAsync()).Title);
        page.WaitForAssertion(() => Assert.Equal(["scribe is offered to you · INC-1001"], Shown()), Long);

        // A second person's approval is asked of every commander but who commands; an observer's would not count.
        await _host.DoAsync(new IncidentCommand.ChooseMethod("fix", "for the test"), RunsHost.Ben);
        var approval = await NextAsync();
        Assert.Equal((true, false, false), (approval.IsFor(_me), approval.IsFor(RunsHost.Ben), approval.IsFor(_me with { Role = AccessRole.Responder })));
        page.WaitForAssertion(() => Assert.Contains("Approval wanted · INC-1001", Shown()), Long);
        Assert.Contains("Restore in production needs a second person", page.Find("[data-notices]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_IsToldToWhoHoldsItsRole_AndToTheCommanderWhereNobodyDoes()
    {
        // At one stroke, without two hours of ticks for all that runs in the host.
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(110));
        await _host.Get<Clocks>().LookAsync(Ct);
        var soon = await NextAsync();
        Assert.Equal(("Soon due · INC-1001", "Tell the users: 14:00 UTC.", true, false), (soon.Title, soon.Text, soon.IsFor(RunsHost.Ben), soon.IsFor(_me)));

        await _host.DoAsync(new IncidentCommand.TakeRole("communications", null), _me);
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(20));
        await _host.Get<Clocks>().LookAsync(Ct);
        var late = await NextAsync();
        Assert.Equal(("Too late · INC-1001", false, true), (late.Title, late.IsFor(RunsHost.Ben), late.IsFor(_me)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_Missed_IsToldToWhoHoldsCommunications_AndToTheCommanderWhereNobodyDoes(bool held)
    {
        await _host.DoAsync(new IncidentCommand.MeetClock("notice", "mailed"), RunsHost.Ben);
        if (held) await _host.DoAsync(new IncidentCommand.TakeRole("communications", null), _me);
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(181));

        await _host.Get<Clocks>().LookAsync(Ct);

        var missed = await NextAsync();
        Assert.Equal(("Update missed · INC-1001", "News: 15:00 UTC."), (missed.Title, missed.Text));
        Assert.Equal((!held, held), (missed.IsFor(RunsHost.Ben), missed.IsFor(_me)));
    }

    [Fact]
    public async Task Board_OnceItIsStarted_HearsOfWhatHappens()
    {
        var feed = new IncidentFeed(new ListFeed());
        using var board = new NoticeBoard(feed, _host.Get<IncidentService>(), NullLogger<NoticeBoard>.Instance);

        await board.StartAsync(Ct);

        Assert.Equal(1, feed.Readers);
        await board.StopAsync(Ct);
    }

    [Fact]
    public void Proposal_IsToldToCommandersOtherThanWhoProposes()
    {
        var proposed = new MessageProposed(Guid.NewGuid(), "mail", new(Guid.NewGuid(), "digest"), null, Guid.NewGuid(), 1_200, "seal");

        var notice = NoticeBoard.Of(EntryJson.Write(_host.Number, 7, _time.GetUtcNow(), RunsHost.Ben.Actor, proposed, ""))!;

        Assert.Equal(("Approval wanted · INC-1001", "Ben proposes a message to 1,200 people.", "/incidents/INC-1001"), (notice.Title, notice.Text, notice.Href));
        Assert.Equal((true, false, false), (notice.IsFor(_me), notice.IsFor(RunsHost.Ben), notice.IsFor(_me with { Role = AccessRole.Responder })));
    }

    private Task<Notice> NextAsync() => _told.Reader.ReadAsync(Ct).AsTask().WaitAsync(Long, Ct);
}
