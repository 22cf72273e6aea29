using Microsoft.AspNetCore.Http;

namespace OpsFunctions.Functions.Http;

/// <summary>Problem details (RFC 9457) that say what to do.</summary>
internal static class Refusal
{
    /// <param name="title">What is wrong.</param>
    /// <param name="detail">What to do about it.</param>
    public static IResult Of(int status, string title, string detail) =>
        Results.Problem(statusCode: status, title: title, detail: detail);
}
