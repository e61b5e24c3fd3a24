var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapStaticAssets();
app.MapGet("/healthz/ready", () => "ok");
app.MapGet("/", () => "ok");
app.Run();
