using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// Managed run commands, from the REST specification: several at once on one machine, each with its own time limit; deleting one ends its
/// script.
/// </summary>
internal sealed class ManagedRunCommandEndpoint(SimulatedAzure azure)
{
    private const string Type = "Microsoft.Compute/virtualMachines/runCommands";
    private const int MostSeconds = 5_400;

    // Documented: output is cut.
    private const int MostOutput = 4096;

    private static readonly BodyShape Shape = new(
        "id", "name", "type", "location", "tags.*", "properties.source.script", "properties.source.commandId",
            "properties.parameters.name", "properties.parameters.value",
        "properties.protectedParameters.name", "properties.protectedParameters.value", "properties.asyncExecution", "properties.runAsUser",
            "properties.runAsPassword",
        "properties.timeoutInSeconds", "properties.treatFailureAsDeploymentFailure", "properties.provisioningState");

    private readonly MachineChanges _changes = new(azure);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task List(Exchange exchange) => _changes.Answer(exchange, (request, machine) => new Outcome(200, new JsonObject
    {
        ["value"] =
            new JsonArray(
            [.. Present(machine).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .Select(one => Document(request, machine, one))]),
    }));

    public Task Get(Exchange exchange) =>
        _changes.Answer(
        exchange, (request, machine) =>
        Find(machine, request) is { } found ? new Outcome(200, Document(request, machine, found)) : Absent(request));

    public Task Put(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (Read(request.Body) is not { } body)
            return RequestBody.Invalid;
        var (name, properties) = (request.Route["command"], body["properties"] as JsonObject ?? []);
        if (ComputeNames.Refusal(Type, name, body["location"]?.GetValue<string>(), tags: null) is { } wrong)
            return wrong;
        if ((properties["source"]?["script"] ?? properties["source"]?["commandId"])?.GetValue<string>() is not { Length: > 0 } script)
            return Outcome.Refused(
                400, "InvalidParameter", "Required parameter 'source' is missing (null).", new() { ["target"] = "source" });
        var limit = properties["timeoutInSeconds"]?.GetValue<int>() ?? MostSeconds;
        if (limit is < 1 or > MostSeconds)
            return Outcome.Refused(
                400, "InvalidParameter", $"The value of parameter 'timeoutInSeconds' must lie between 1 and {MostSeconds}.",
                new() { ["target"] = "timeoutInSeconds" });
        if (!machine.IsRunning(Now))
            return PowerEndpoint.NotRunning(machine, "runCommand");
        var present = Find(machine, request);
        var command = Begin(request, machine, name, body, script, limit);
        machine.EnsureParts().RunCommands[name] = command;
        return Outcome.Accepted(command.Operation, present is null ? 201 : 200, Document(request, machine, command));
    });

    public Task Delete(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (Find(machine, request) is not { } present)
            return new Outcome(204, Body: null);
        var operation = _changes.Keep(machine, _changes.Begin(request, machine, (5, 10)) with { Blocks = false });
        machine.EnsureParts().RunCommands[present.Name] =
            present with { Deletion = operation, ScriptEnd = present.ScriptEnd > Now ? Now : present.ScriptEnd };
        return Outcome.Accepted(operation);
    });

    private ManagedRunCommand Begin(Exchange request, Machine machine, string name, JsonObject body, string script, int limit)
    {
        var properties = (JsonObject)body["properties"]!;
        var operation = _changes.Begin(request, machine, (15, 40)) with { Blocks = false, Form = PollingForm.Write };
        var ready = machine.Guest.AgentReady(operation.Start.UtcTicks);
        var late = TimeSpan.FromTicks(Math.Max(0, (ready ?? 0) - operation.Start.UtcTicks));
        var runsUntil = operation.Start.AddSeconds(limit);
        // What hangs goes on until somebody or its own limit ends it.
        var end = azure.Guests.StuckFor(machine) is { } hangs ? operation.Start + hangs : operation.End + late;
        var exitCode = azure.Guests.ExitCode(machine) is var code and not 0
            ? code
            : SimulatedOutages.LookedAtDisk(machine, script, operation.Start) ?? 0;
        var isTooLong = ready is null || end > runsUntil;
        if (isTooLong)
            end = runsUntil;
        // Documented: one that runs by itself is accepted when its script has begun, and what a script does is no failure unless that was
        // asked for.
        var isAsync = properties["asyncExecution"]?.GetValue<bool>() is true;
        var fails = (isTooLong || exitCode != 0) && properties["treatFailureAsDeploymentFailure"]?.GetValue<bool>() is true;
        operation = operation with
        {
            End = isAsync && ready is not null ? operation.Start.AddSeconds(5) + late : end,
            Error = operation.Error
                ?? (fails ? new OperationError("VMExtensionProvisioningError", isTooLong
                    ? $"Run command '{name}' did not end within {limit} seconds."
                    : $"Run command '{name}' ended with exit code {exitCode}.")
                : null),
        };
        foreach (var secret in new[] { "protectedParameters", "runAsPassword", "provisioningState" })
            properties.Remove(secret);
        var printed = operation.HasEffect && !isTooLong ? azure.GuestAnswer(machine, script) : "";
        if (operation.HasEffect && !isTooLong && exitCode == 0)
            azure.Outages.SawScript(machine, name, script, end, operation.Caller);
        var tags = body["tags"] is JsonObject some
            ? some.ToDictionary(one => one.Key, one => one.Value?.GetValue<string>() ?? "", StringComparer.OrdinalIgnoreCase)
            : new(StringComparer.OrdinalIgnoreCase);
        return new ManagedRunCommand(name, machine.Region, tags, (JsonObject)properties.DeepClone(), _changes.Keep(machine, operation), end)
        {
            Printed = printed.Length > MostOutput ? printed[^MostOutput..] : printed,
            Broken = isTooLong ? "TimedOut" : operation.Error is not null || exitCode != 0 ? "Failed" : null,
            ExitCode = isTooLong ? null : exitCode,
        };
    }

    private JsonObject Document(Exchange exchange, Machine machine, ManagedRunCommand command)
    {
        var properties = (JsonObject)command.Properties.DeepClone();
        properties["asyncExecution"] ??= false;
        properties["timeoutInSeconds"] ??= MostSeconds;
        properties["provisioningState"] = command.State(Now);
        if (string.Equals(exchange.Query("$expand"), "instanceView", StringComparison.OrdinalIgnoreCase))
            properties["instanceView"] = View(command);
        var document = new JsonObject
        {
            ["name"] = command.Name,
            ["id"] = $"{ComputeNames.AsAsked(exchange, machine.Id)}/runCommands/{command.Name}",
            ["type"] = Type,
            ["location"] = command.Region,
        };
        if (command.Tags.Count > 0)
            document["tags"] = TagText.Of(command.Tags);
        document["properties"] = properties;
        return document;
    }

    private JsonObject View(ManagedRunCommand command)
    {
        var (state, isOver) = (command.Execution(Now), Now >= command.ScriptEnd);
        var view =
            new JsonObject { ["executionState"] = state, ["executionMessage"] = isOver ? $"Execution completed: {state}"
            : "Execution in progress" };
        if (isOver)
            view["exitCode"] = command.Broken is null ? 0 : command.ExitCode is not (null or 0) ? command.ExitCode : -1;
        view["output"] = isOver ? command.Printed : "";
        view["error"] = isOver && command.ExitCode is not (null or 0) ? $"exit status {command.ExitCode}" : "";
        view["startTime"] = InstanceView.Time(command.Operation.Start);
        if (isOver)
            view["endTime"] = InstanceView.Time(command.ScriptEnd);
        view["statuses"] = new JsonArray();
        return view;
    }

    private IEnumerable<ManagedRunCommand> Present(Machine machine) =>
        (machine.Parts?.RunCommands.Values ?? []).Where(one => one.Exists(Now));

    private ManagedRunCommand? Find(Machine machine, Exchange exchange) =>
        Present(machine).FirstOrDefault(one => one.Name.Equals(exchange.Route["command"], StringComparison.OrdinalIgnoreCase));

    private static Outcome Absent(Exchange exchange) => Outcome.Refused(
        404, "ResourceNotFound",
        $"The Resource 'Microsoft.Compute/virtualMachines/{exchange.Route["vm"]}/runCommands/{exchange.Route["command"]}' under resource group '{exchange.Route["group"]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    private static JsonObject? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Shape.Check(document.RootElement);
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
