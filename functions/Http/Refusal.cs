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
        ? Of(StatusCodes.Status409Conflict, "A document of the state is damaged", $"{outcome.Reason}. {also}".TrimEnd())
        : OfState(outcome.Reason, also);

    /// <summary>The suite's own storage does not answer as it should.</summary>
    /// <param name="reason">What went wrong there.</param>
    /// <param name="also">What else to know.</param>
    public static IResult OfState(string? reason, string also = "") =>
        Of(StatusCodes.Status503ServiceUnavailable, "The state cannot be reached", $"Send it again in a moment. {also} ({reason})".Replace("  ", " ", StringComparison.Ordinal));
}
