using MeetSolis.Baselines.BareLive;
using Microsoft.AspNetCore.SignalR;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddSignalR();
builder.Services.AddSingleton<Lines>();

var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapHub<LinesHub>("/hub");
app.MapPost("/lines/{text}", (string text, Lines lines) => lines.Add(text));
app.MapPost("/sent/{text}", (string text, IHubContext<LinesHub> hub) => hub.Clients.All.SendAsync("line", text));
app.Run();
