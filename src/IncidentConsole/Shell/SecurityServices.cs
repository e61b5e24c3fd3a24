using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeetSolis.IncidentConsole.Shell;

/// <summary>What protects a browser and its session: headers, proxies believed only where configured, forgery refused.</summary>
public static class SecurityServices
{
    public const string ForgeryHeader = "X-CSRF-TOKEN";

    /// <param name="configuration"><c>Proxies:Known</c>: addresses and networks (<c>10.0.0.0/8</c>), a list or one text with commas.</param>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<AntiforgeryOptions>(options =>
        {
            options.Cookie.Name = "mic-forms";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = ForgeryHeader;
            // The security headers say it for every answer.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddAntiforgery();
        services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);
        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));

        services.AddSingleton(_ => SecurityProxies.Parse(configuration));
        services.AddOptions<ForwardedHeadersOptions>().Configure<SecurityProxies>((options, known) =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in known.Networks)
                options.KnownIPNetworks.Add(network);
        });
        return services;
    }

    /// <summary>First in the pipeline, before anything that answers or looks at the address.</summary>
    public static IApplicationBuilder UseSecurity(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<SecurityProxies>().Networks.Count > 0)
            app.UseForwardedHeaders();
        if (!app.ApplicationServices.GetRequiredService<IWebHostEnvironment>().IsDevelopment())
            app.UseHsts();
        app.UseMiddleware<SecurityHeaders>();
        return app;
    }
}
