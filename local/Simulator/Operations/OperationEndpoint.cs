using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Operations;

/// <summary>Asks how a long-running operation is getting on: its status, or with monitor=true what it was for.</summary>
internal sealed class OperationEndpoint(OperationLedger operations, TimeProvider time)
{
    public Task Get(Exchange exchange)
    {
        if (operations.Find(exchange.Route["operation"]) is not { } operation
            || !operation.Target.StartsWith($"/subscriptions/{exchange.Route["subscription"]}/", StringComparison.OrdinalIgnoreCase))
        {
            return JsonAnswers.Error(exchange, 404, "NotFound", $"The entity {exchange.Route["operation"]} was not found.");
        }
        var isOver = time.GetUtcNow() >= operation.End;
        if (!isOver)
            exchange.SetHeader("Retry-After", "10");
        return string.Equals(exchange.Query("monitor"), "true", StringComparison.OrdinalIgnoreCase)
            ? Result(exchange, operation, isOver)
            : exchange.Json(200, writer => Status(operation, isOver).WriteTo(writer));
    }

    private static JsonObject Status(LongOperation operation, bool isOver)
    {
        var status = new JsonObject { ["startTime"] = InstanceView.Time(operation.Start) };
        if (isOver)
            status["endTime"] = InstanceView.Time(operation.End);
        status["status"] = !isOver ? "InProgress" : operation.Error is null ? "Succeeded" : "Failed";
        if (isOver && operation.Error is { } error)
            status["error"] = Error(error);
        else if (isOver && operation.Output is { } output)
            status["properties"] = new JsonObject { ["output"] = output.DeepClone() };
        status["name"] = operation.Id;
        return status;
    }

    private static async Task Result(Exchange exchange, LongOperation operation, bool isOver)
    {
        if (!isOver)
        {
            exchange.SetHeader("Location", $"https://{exchange.Host}{exchange.Path}{exchange.Request.QueryString}");
            exchange.Response.StatusCode = 202;
        }
        else if (operation.Error is { } error)
            await exchange.Json(409, writer => new JsonObject { ["error"] = Error(error) }.WriteTo(writer));
        else if (operation.Output is { } output)
            await exchange.Json(200, writer => output.WriteTo(writer));
        else
            exchange.Response.StatusCode = 200;
    }

    private static JsonObject Error(OperationError error) => new() { ["code"] = error.Code, ["message"] = error.Message };
}
