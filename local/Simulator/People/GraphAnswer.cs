using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.People;

/// <summary>What Microsoft Graph answers, alone or as one of several.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON.</param>
/// <param name="Unit">What it costs of the limits; 0: nothing is told.</param>
internal sealed record GraphAnswer(int Status, JsonObject Body, int Unit)
{
    /// <summary>Told as Retry-After of one of several; null: not told.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static GraphAnswer Refused(int status, string code, string message, string date, string requestId) => new(
        status,
        new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = message,
                ["innerError"] = new JsonObject { ["date"] = date, ["request-id"] = requestId, ["client-request-id"] = requestId },
            },
        },
        Unit: 0);

    public JsonObject InBatch(string id)
    {
        var headers = new JsonObject();
        if (Unit > 0)
        {
            headers["Cache-Control"] = "no-cache";
            headers["x-ms-resource-unit"] = Unit.ToString(CultureInfo.InvariantCulture);
            headers["OData-Version"] = "4.0";
        }
        if (RetryAfter is { } wait)
            headers["Retry-After"] = JsonAnswers.Seconds(wait);
        headers["Content-Type"] = Unit > 0
            ? "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8" : "application/json";
        return new JsonObject { ["id"] = id, ["status"] = Status, ["headers"] = headers, ["body"] = Body };
    }
}
