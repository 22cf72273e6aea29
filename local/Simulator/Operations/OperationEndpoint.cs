using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Operations;

/// <summary>Asks how a long-running operation is getting on: its status, or with monitor=true what it was for.</summary>
internal sealed class OperationEndpoint(OperationLedger operations, TimeProvider time)
{
    public Task Get(Exchange exchange)
    {
        var id = exchange.Route["operation"];
        if ((operations.Find(id) ?? operations.Find(OperationAddress.IdOf(id))) is not { } operation
            || !operation.Target.StartsWith($"/subscriptions/{exchange.Route["subscription"]}/", StringComparison.OrdinalIgnoreCase))
        {
            return JsonAnswers.Error(exchange, 404, "NotFound", $"The entity {id} was not found.");
        }
        if (!OperationAddress.IsGenuine(operation, exchange))
            return JsonAnswers.Error(
                exchange, 403, "AuthorizationFailed", "The signature of the operation's address is missing or does not fit.");
        var isOver = time.GetUtcNow() >= operation.End;
        if (!isOver && (operation.Polls.IsFirst() ? operation.Form.FirstPoll : operation.Form.LaterPolls) is { } seconds)
            exchange.SetHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        return IsResult(exchange, operation) ? Result(exchange, operation, isOver)
            : exchange.Json(200, writer => Status(operation, isOver).WriteTo(writer));
    }

    private static bool IsResult(Exchange exchange, LongOperation operation) => operation.Form switch
    {
        { Provider: null } => true,
        { Results: { } results } => exchange.Path.Contains($"/{results}/", StringComparison.OrdinalIgnoreCase),
        _ => string.Equals(exchange.Query("monitor"), "true", StringComparison.OrdinalIgnoreCase),
    };

    private static JsonObject Status(LongOperation operation, bool isOver)
    {
        if (operation.Form.IsBrief)
            return Brief(operation, isOver);
        var status = new JsonObject { ["startTime"] = InstanceView.Time(operation.Start) };
        if (isOver)
            status["endTime"] = InstanceView.Time(operation.End);
        status["status"] = Word(operation, isOver);
        if (isOver && operation.Error is { } error)
            status["error"] = Error(error);
        else if (isOver && Output(operation) is { } output)
            status["properties"] = new JsonObject { ["output"] = output };
        status["name"] = operation.Id;
        return status;
    }

    private static JsonNode? Output(LongOperation operation) => operation.Resource is { } make ? make() : operation.Output?.DeepClone();

    private static JsonObject Brief(LongOperation operation, bool isOver)
    {
        var status = new JsonObject { ["status"] = Word(operation, isOver) };
        if (isOver && operation.Error is { } error)
            status["error"] = Error(error);
        return status;
    }

    private static string Word(LongOperation operation, bool isOver) =>
        !isOver ? "InProgress" : operation.Error is null ? "Succeeded" : "Failed";

    private static async Task Result(Exchange exchange, LongOperation operation, bool isOver)
    {
        if (!isOver)
        {
            exchange.SetHeader("Location", $"https://{exchange.Host}{exchange.Path}{exchange.Request.QueryString}");
            exchange.Response.StatusCode = 202;
        }
        else if (operation.Error is { } error)
            await exchange.Json(409, writer => (operation.Refusal ?? new JsonObject { ["error"] = Error(error) }).WriteTo(writer));
        else if (Output(operation) is { } output)
            await exchange.Json(200, writer => output.WriteTo(writer));
        else
            exchange.Response.StatusCode = operation.Form.EndStatus;
    }

    private static JsonObject Error(OperationError error) => new() { ["code"] = error.Code, ["message"] = error.Message };
}
