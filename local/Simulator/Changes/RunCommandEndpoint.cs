using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Runs a script inside a machine. What it prints is told by <see cref="SimulatedAzure.GuestAnswer"/>.</summary>
internal sealed class RunCommandEndpoint(SimulatedAzure azure)
{
    // Documented: output is cut.
    private const int MostOutput = 4096;

    private const string Name = "VirtualMachines_RunCommand";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(90);

    private static readonly OperationError Silent = new(
        "VMExtensionProvisioningTimeout",
            "Provisioning of VM extension RunCommand has timed out. Extension provisioning has taken too long to complete.");

    // Parameters go into the script, of which nothing is run here.
    private static readonly BodyShape Shape = new("commandId", "script", "parameters.name", "parameters.value");

    private readonly MachineChanges _changes = new(azure);

    public Task Run(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (Read(request.Body) is not { } command)
            return Outcome.Refused(400, "InvalidParameter", "Required parameter 'commandId' is missing (null).");
        if (RunCommandCatalogue.Find(command.Id) is not { } known)
            return Outcome.Refused(
                400, "InvalidParameter", $"The value '{command.Id}' of parameter 'commandId' is not a known run command.",
                new() { ["target"] = "commandId" });
        if (known.IsWindows != machine.IsWindows)
            return Outcome.Refused(
                409, "OperationNotAllowed",
                $"The run command '{command.Id}' is for {(known.IsWindows ? "Windows" : "Linux")}, which VM '{machine.Name}' is not.");
        if (_changes.Busy(machine) is { } busy)
            return busy;
        if (machine.PowerAt(_changes.Now) is not MachinePower.Running)
            return PowerEndpoint.NotRunning(machine, "runCommand");
        if (machine.Operations.Any(one => one.Name is Name && one.IsInProgress(_changes.Now)))
            return Outcome.Refused(
                409, "Conflict",
                "Run command extension execution is in progress. Please wait for completion before invoking a run command.");
        var operation = _changes.Begin(request, machine, (36, 57));
        // It stands in nobody's way but that of other scripts.
        if (azure.Guests.StuckFor(machine) is { } hangs)
            return Outcome.Accepted(_changes.Keep(machine, operation with
            {
                End = operation.Start + hangs, Error = Silent, HasEffect = false, Blocks = false,
            }));
        // The agent must be there to run it: without one Azure waits for long and gives up.
        var (start, ready) = (operation.Start.UtcTicks, machine.Guest.AgentReady(operation.Start.UtcTicks));
        if (ready is null)
            return Outcome.Accepted(
                _changes.Keep(machine, operation with { End = operation.Start + Longest, Error = Silent, HasEffect = false }));
        var late = TimeSpan.FromTicks(Math.Max(0, ready.Value - start));
        var printed = operation.HasEffect ? azure.GuestAnswer(machine, command.Script) : "";
        operation =
            operation with { End = operation.End + late,
            Output = Output(machine, printed.Length > MostOutput ? printed[^MostOutput..] : printed) };
        if (operation.HasEffect)
            azure.Outages.SawScript(machine, command.Id, command.Script, operation.End, operation.Caller);
        return Outcome.Accepted(_changes.Keep(machine, operation));
    });

    private static JsonObject Output(Machine machine, string printed) => new()
    {
        ["value"] = machine.IsWindows
            ? new JsonArray(Status("ComponentStatus/StdOut/succeeded", printed), Status("ComponentStatus/StdErr/succeeded", ""))
            : new JsonArray(Status("ProvisioningState/succeeded", $"Enable succeeded: \n[stdout]\n{printed}\n\n[stderr]\n")),
    };

    private static JsonObject Status(string code, string message) => new()
    {
        ["code"] = code, ["level"] = "Info", ["displayStatus"] = "Provisioning succeeded", ["message"] = message,
    };

    private static (string Id, string Script)? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Shape.Check(document.RootElement);
            if (document.RootElement.GetProperty("commandId").GetString() is not { } command)
                return null;
            // The script, or the command's name where it has none.
            return (command, document.RootElement.TryGetProperty("script", out var script) && script.ValueKind is JsonValueKind.Array
                ? string.Join('\n', script.EnumerateArray().Select(line => line.GetString()))
                : command);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
