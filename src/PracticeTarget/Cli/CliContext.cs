using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeetSolis.PracticeTarget.Cli;

/// <summary>What a command works with: its arguments, the API, and where it speaks. Results go to stdout, all else to stderr.</summary>
public sealed class CliContext(CliArguments args, ApiClient api, string directory, string? projectId, string? organisationId, TimeProvider time)
{
    // Non-ASCII and quotes stay readable, as in the real CLI's output.
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public CliArguments Args { get; } = args;

    public ApiClient Api { get; } = api;

    public TimeProvider Time { get; } = time;

    /// <summary>Where it was told to work.</summary>
    public string Directory { get; } = directory;

    /// <summary>Null when neither environment nor directory link a project.</summary>
    public string? ProjectId { get; } = projectId;

    public string? OrganisationId { get; } = organisationId;

    public static void Say(string text) => Console.Error.WriteLine(text);

    public static void Print(string text) => Console.Out.WriteLine(text);

    public static void Print(JsonNode json) => Console.Out.WriteLine(json.ToJsonString(Indented));

    /// <summary>Says what is wrong, in JSON when no person is there, and gives back the exit status.</summary>
    public int Fail(string reason, string sentence, int status = 1)
    {
        if (Args.NonInteractive)
            Print(new JsonObject { ["status"] = "error", ["reason"] = reason, ["message"] = sentence });
        else
            Say($"Error: {sentence}");
        return status;
    }

    /// <summary>Without a person: says what would be needed, exit 1.</summary>
    public int ActionRequired(string reason, string sentence, string more)
    {
        var next = string.Join(' ', Args.Given.Prepend("vercel").Append(more));
        Print(new JsonObject
        {
            ["status"] = "action_required",
            ["reason"] = reason,
            ["message"] = sentence,
            ["next"] = new JsonArray(new JsonObject { ["command"] = next }),
        });
        return 1;
    }

    public int NotLinked() =>
        Fail("not_linked", "Your codebase isn't linked to a project on Vercel. Run `vercel link` to begin.");

    /// <summary>
    /// Asks on stderr and reads one line. Null when input ends without one, which is what unattended runs get:
    /// the real CLI then exits 0 having done nothing, and so must its callers of this.
    /// </summary>
    public static string? Ask(string question)
    {
        Console.Error.Write($"? {question} ");
        try
        {
            return Console.In.ReadLine();
        }
        catch (IOException)
        {
            // Standard input is closed altogether.
            return null;
        }
    }
}
