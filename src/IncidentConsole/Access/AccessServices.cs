using MeetSolis.IncidentConsole.Data;
using MeetSolis.IncidentConsole.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetSolis.IncidentConsole.Access;

public static class AccessServices
{
    private const string EitherScheme = "Access";

    /// <summary>Sign-in, keys, roles, audit and the browser's protections. Needs the store of <see cref="ConsoleData.AddConsoleData"/>, opened before the host starts.</summary>
    public static IHostApplicationBuilder AddAccess(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.TryAddSingleton(TimeProvider.System);

        AddIdentity(services);
        AddSchemes(services);
        AddServices(services);
        services.AddSecurity(builder.Configuration);
        return builder;
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<ConsoleUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = PasswordRules.MinLength;
                options.Password.RequiredUniqueChars = PasswordRules.MinDistinct;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddEntityFrameworkStores<ConsoleDbContext>()
            .AddUserManager<ConsoleUserManager>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<ConsoleClaims>()
            .AddPasswordValidator<PasswordRules>()
            .AddDefaultTokenProviders();
        // The name and role shown follow the store within a minute.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
    }

    private static void AddSchemes(IServiceCollection services)
    {
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                ApiKeyHandler.IsBrought(context.Request) ? ApiKeyHandler.Scheme : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(ConfigureCookie);
        services.AddAuthorization(AccessPolicies.Add);
        services.AddSingleton<IAuthorizationHandler, AccessAuthorization>();
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "mic";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SlidingExpiration = true;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.LoginPath = "/signin";
        options.LogoutPath = "/signout";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = context => SignInRedirect.ChallengeAsync(context.HttpContext);
        options.Events.OnRedirectToAccessDenied = context => SignInRedirect.ForbidAsync(context.HttpContext);
    }

    /// <summary>In a scope of its own: what it takes from the store would live as long as the request, and that of a screen is open for hours.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await using var scope = context.HttpContext.RequestServices.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISecurityStampValidator>().ValidateAsync(context);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<CallerService>().AddSingleton<AuditLog>().AddSingleton<AuditReader>().AddSingleton<AccessWork>();
        services.AddSingleton<SetupService>().AddSingleton<PeopleService>().AddSingleton<ApiKeyService>().AddSingleton<PasswordLinkService>();
        services.AddSingleton<SignInLimits>().AddSingleton<StrangersHash>().AddSingleton<Bootstrap>();
        services.AddScoped<PasswordSignIn>();
        services.AddHostedService<AccessStart>();
        services.AddProblemDetails();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, ConsoleAuthenticationState>();
    }
}
