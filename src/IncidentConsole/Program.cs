using MeetSolis.IncidentConsole.Access;
using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Drills;
using MeetSolis.IncidentConsole.Exports;
using MeetSolis.IncidentConsole.Incidents;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runs;
using MeetSolis.IncidentConsole.Shell;
using MeetSolis.IncidentConsole.Signals;

if (Verbs.Run(args) is { } exit) return exit;

var builder = WebApplication.CreateBuilder(Hosting.Options(Verbs.Settings(args)));
builder.WebHost.UseStaticWebAssets();
if (ExportVerb.IsAskedBy(args)) builder.Logging.ClearProviders();
else builder.AddLogging();
builder.AddConsoleData();
builder.AddAccess();
builder.AddShell();
builder.AddRunbooks();
builder.AddSignals();
builder.AddRuns();
builder.AddIncidents();
builder.AddDrills();
builder.Services.AddOpenApi();

var app = builder.Build();
if (ExportVerb.IsAskedBy(args)) return await ExportVerb.RunAsync(app, args);
var runbooks = app.Services.GetRequiredService<RunbookCatalog>();
runbooks.ReadAhead();
if (!await app.TryOpenStoreAsync() || !await app.TryBootstrapAsync()) return 1;
await runbooks.RefreshAsync(CancellationToken.None);

app.UsePageCompression();
app.UseErrorPages();
app.MapAccess();
app.MapHealth();
app.MapOpenApi().RequireAuthorization(AccessPolicies.CanRead);
app.MapRunbooks();
app.MapSignals();
app.MapIngest();
app.MapIncidents();
app.MapDrills();
app.MapShell();
await app.RunAsync();
return 0;
