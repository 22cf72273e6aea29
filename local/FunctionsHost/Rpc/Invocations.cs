using System.Text.Json;

namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>Makes requests for invocations and reads what came of them.</summary>
internal static class Invocations
{
    public static InvocationRequest Of(FunctionInfo function, TypedData trigger)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            TraceContext = new RpcTraceContext(),
            RetryContext = new RetryContext(),
        };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = trigger });
        return request;
    }

    public static bool Succeeded(this InvocationResponse response) => response.Result.Status == StatusResult.Types.Status.Success;

    /// <summary>What a function returned, as JSON: strings come as they are, everything else comes as JSON.</summary>
    public static string? ReturnedJson(this InvocationResponse response) => response.ReturnValue switch
    {
        null => null,
        { DataCase: TypedData.DataOneofCase.String } text => JsonSerializer.Serialize(text.String),
        { DataCase: TypedData.DataOneofCase.Json } json => json.Json,
        { DataCase: TypedData.DataOneofCase.Int } number => JsonSerializer.Serialize(number.Int),
        { DataCase: TypedData.DataOneofCase.Double } number => JsonSerializer.Serialize(number.Double),
        { DataCase: TypedData.DataOneofCase.Bytes } bytes => JsonSerializer.Serialize(bytes.Bytes.ToByteArray()),
        _ => null,
    };

    /// <summary>The failure's first line; its type and stack are in the log.</summary>
    public static string Failure(this InvocationResponse response) =>
        response.Result.Exception?.Message.Split('\n')[0] ?? "no reason given";
}
