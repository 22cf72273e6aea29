using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>What the worker is sent of an orchestrator's turn and answers: protobuf in base64, as the Durable extension does it.</summary>
internal static class OrchestratorRequests
{
    // Real time that the worker keeps an orchestrator where it is; a turn after it begins with the whole history again.
    private const double KeptForSeconds = 300;

    /// <param name="isReplay">
    /// With the whole history; else only what is new, for a worker that has kept the orchestrator (an extended session).
    /// </param>
    public static string Encode(InstanceRecord record, History history, IReadOnlyCollection<HistoryEvent> news, bool isReplay)
    {
        var request = new OrchestratorRequest { InstanceId = record.Id, ExecutionId = record.ExecutionId };
        request.NewEvents.AddRange(news);
        if (history.IsLong)
        {
            request.Properties["IsExtendedSession"] = Value.ForBool(true);
            request.Properties["ExtendedSessionIdleTimeoutInSeconds"] = Value.ForNumber(KeptForSeconds);
            request.Properties["IncludeState"] = Value.ForBool(isReplay);
        }

        // Past events are encoded already: parts of a request, one behind the other, are a request.
        var past = isReplay ? history.EncodedLength : 0;
        var bytes = new byte[past + request.CalculateSize()];
        if (isReplay)
        {
            history.CopyTo(bytes);
        }

        request.WriteTo(bytes.AsSpan(past));
        return Convert.ToBase64String(bytes);
    }

    public static OrchestratorResponse Read(InvocationResponse answer) =>
        OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer.ReturnValue.String));
}
