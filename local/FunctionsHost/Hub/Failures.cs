using System.Text.Json;
using Google.Protobuf;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>Failures as Durable carries them.</summary>
internal static class Failures
{
    public static TaskFailureDetails Of(string type, string message, bool isFinal = false) =>
        new() { ErrorType = type, ErrorMessage = message, IsNonRetriable = isFinal };

    /// <summary>A missing function does not appear by asking again.</summary>
    public static TaskFailureDetails NoFunction(string name, string kind) =>
        Of("FunctionNotFound", $"The function '{name}' doesn't exist, is disabled, or is not {kind} function.", isFinal: true);

    public static TaskFailureDetails AlreadyExists(string instanceId) =>
        Of("OrchestrationAlreadyExistsException", $"An orchestration instance with the ID '{instanceId}' already exists.");

    /// <summary>
    /// What the worker says of a failure: details as JSON, which the Durable extension sends, or <c>Type: message</c> and a stack.
    /// </summary>
    public static TaskFailureDetails Read(Rpc.RpcException? exception)
    {
        if (exception is null)
        {
            return Of("(unknown)", "The worker gave no reason.");
        }

        var first = exception.Message.Split('\n')[0];
        if (first.StartsWith('{') && Parse(first) is { } details)
        {
            return details;
        }

        var colon = first.IndexOf(": ", StringComparison.Ordinal);
        var failure = colon < 0 ? Of("(unknown)", first) : Of(first[..colon], first[(colon + 2)..]);
        failure.StackTrace = exception.StackTrace;
        return failure;
    }

    private static TaskFailureDetails? Parse(string json)
    {
        try
        {
            return JsonParser.Default.Parse<TaskFailureDetails>(json);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or JsonException)
        {
            return null;
        }
    }
}
