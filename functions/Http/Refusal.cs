using Microsoft.AspNetCore.Http;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Functions.Http;

/// <summary>Problem details (RFC 9457) that say what to do.</summary>
internal static class Refusal
{
    /// <param name="title">What is wrong.</param>
    /// <param name="detail">What to do about it.</param>
    public static IResult Of(int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail);

    /// <summary>The suite's own storage does not answer as it should, or a document there is damaged.</summary>
    /// <param name="outcome">What became of the request.</param>
    /// <param name="also">What else to know.</param>
    public static IResult OfState<T>(Outcome<T> outcome, string also = "") => outcome.Code == Outcome.Damaged
        ? OfDamage($"{outcome.Reason}. {also}".TrimEnd())
        : Of(
            StatusCodes.Status503ServiceUnavailable, "The state cannot be reached",
            $"Send it again in a moment. {also} ({outcome.Reason})".Replace("  ", " ", StringComparison.Ordinal));

    /// <summary>Sending it again would not help.</summary>
    /// <param name="words">Which document, what that does, and how it is mended.</param>
    public static IResult OfDamage(string words) => Of(StatusCodes.Status409Conflict, "A document of the state is damaged", words);
}
