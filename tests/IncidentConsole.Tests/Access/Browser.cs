using System.Net;
using System.Text.RegularExpressions;

namespace MeetSolis.IncidentConsole.Tests.Access;

/// <summary>A person's browser as far as access is concerned: cookies, forms, where a request comes from. It follows no redirect.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private readonly HttpClient _http;

    public Browser(Uri address) => _http = new HttpClient(_handler) { BaseAddress = address };

    public CookieContainer Cookies => _handler.CookieContainer;

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, (string Name, string Value)[] headers, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens the page with the form, fills it in and sends it, hidden fields included.</summary>
    public async Task<HttpResponseMessage> FillAsync(string page, params (string Name, string Value)[] fields)
    {
        using var shown = await GetAsync(page);
        var html = await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(shown.IsSuccessStatusCode, $"{page}: {shown.StatusCode} {html}");
        var action = Action().Match(html).Groups[1].Value;
        var all = Hidden().Matches(html).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        foreach (var (name, value) in fields)
            all[name] = value;
        using var content = new FormUrlEncodedContent(all);
        return await SendAsync(HttpMethod.Post, action, [("Sec-Fetch-Site", "same-origin")], content);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password = AccessHost.Password, string? returnUrl = null) =>
        FillAsync(returnUrl is null ? "/signin" : $"/signin?returnUrl={Uri.EscapeDataString(returnUrl)}", ("email", email), ("password", password));

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("<form[^>]*action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
