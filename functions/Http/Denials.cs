using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OpsFunctions.Functions.Http;

/// <summary>Refusals at the door, and how they are told.</summary>
internal static class Denials
{
    public static Denial NoKey { get; } = new(
        StatusCodes.Status401Unauthorized, "No valid key",
        $"Send one of the app's keys in the header {AccessKeys.Header}, an Entra access token (Authorization: Bearer), or sign the request ({Signatures.Header}). "
        + "«serve» prints a key at its start; in Azure the setting Ops__KeyHashes holds their SHA-256.");

    public static Denial PasswordsOnlyRead { get; } = NoKey with { Title = "A password only reads" };

    public static Denial NotListed { get; } = new(
        StatusCodes.Status403Forbidden, "Open to nobody",
        "No role is said to be let in here; this is a mistake in the app: its function needs the attribute Lets.");

    public static Denial TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "The body is too large",
        string.Create(CultureInfo.InvariantCulture, $"Send at most {limit} bytes; the setting Ops__MaxBodyBytes allows more."));

    public static Denial TooLargeHere(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "The body is too large",
        string.Create(CultureInfo.InvariantCulture, $"Send at most {limit} bytes."));

    public static Denial RoleMissing(Caller caller, Endpoint endpoint) => new(
        StatusCodes.Status403Forbidden, $"The role {string.Join(" or ", endpoint.Lets.Select(Roles.NameOf))} is missing",
        $"{endpoint.Method} /api/{endpoint.Route} needs it; the caller has {(caller.Roles.Count == 0 ? "no role" : string.Join(", ", caller.Roles.Select(Roles.NameOf)))}. "
        + "Roles are assigned in the app registration, or in settings for keys and signers.");

    public static Task TellAsync(this Denial denial, HttpContext http)
    {
        // A browser asks for name and password then; the key is the password.
        if (denial.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = new(["Bearer", "Basic realm=\"OpsFunctions\", charset=\"UTF-8\""]);
        if (denial.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Refusal.Of(denial.Status, denial.Title, denial.Detail).ExecuteAsync(http);
    }
}
