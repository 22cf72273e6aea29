using Azure;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>Why a call to storage failed, in a few words. Messages of the client hold addresses and headers and stay out of logs.</summary>
internal static class Reasons
{
    public static string Of(Exception exception) => exception switch
    {
        RequestFailedException { Status: > 0 } failed => $"{failed.Status} {failed.ErrorCode}".TrimEnd(),
        AggregateException { InnerExceptions: [var first, ..] } => Of(first),
        RequestFailedException { InnerException: { } inner } => Of(inner),
        _ => exception.GetType().Name,
    };
}
