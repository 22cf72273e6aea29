using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// Services say in four ways when to come back: <c>Retry-After</c> in seconds or as a date (RFC 9110, 10.2.3), <c>retry-after-ms</c> and
/// <c>x-ms-retry-after-ms</c> (which Azure's own clients read first). Behind this policy every answer says it in seconds.
/// </summary>
/// <param name="time">The clock that a date is held against; null: dates are not read.</param>
internal sealed class RetryAfterInSeconds(TimeProvider? time) : HttpPipelineSynchronousPolicy
{
    public const string Header = "Retry-After";

    private static readonly string[] InMilliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    // RFC 9110, 5.6.7: the form in use and the two obsolete ones, which a recipient must read.
    private static readonly string[] Dates = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.HasResponse && SecondsOf(message.Response) is { } seconds)
            message.Response = new AmendedResponse(message.Response, (Header, seconds.ToString("R", CultureInfo.InvariantCulture)));
    }

    // Null: it says nothing, or says it in seconds already.
    private double? SecondsOf(Response response)
    {
        foreach (var name in InMilliseconds)
            if (response.Headers.TryGetValue(name, out var text)
                && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
                return ms / 1000.0;
        if (time is null || !response.Headers.TryGetValue(Header, out var date) || !DateTimeOffset.TryParseExact(
                date, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return null;
        return Math.Max(1, Math.Ceiling((moment - time.GetUtcNow()).TotalSeconds));
    }
}
