using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// Links to a machine's console, for as long as is asked for; what they lead to is not simulated. From the REST specification.
/// </summary>
internal sealed class BootDiagnosticsEndpoint(SimulatedAzure azure)
{
    private const int Minutes = 120;
    private const int MostMinutes = 1440;

    private readonly MachineChanges _changes = new(azure);

    public Task Retrieve(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        var asked = request.Query("sasUriExpirationTimeInMinutes");
        if (!int.TryParse(
            asked ?? Minutes.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes is < 1 or > MostMinutes)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"The value '{asked}' of parameter 'sasUriExpirationTimeInMinutes' must lie between 1 and {MostMinutes}.",
                new() { ["target"] = "sasUriExpirationTimeInMinutes" });
        if (BootDiagnostics.Of(machine) is not { IsEnabled: true } diagnostics)
            return Outcome.Refused(409, "OperationNotAllowed", $"Boot diagnostics are not enabled for VM '{machine.Name}'.");
        if (machine.PowerAt(_changes.Now) is MachinePower.Deallocated)
            return Outcome.Refused(
                409, "OperationNotAllowed", $"Boot diagnostics of VM '{machine.Name}' cannot be retrieved while it is deallocated.");
        var (screenshot, log) = BootDiagnostics.Addresses(
            machine, diagnostics.StorageUri ?? $"https://md-{MachineDocument.VmId(machine)[..8]}.z1.blob.storage.azure.net/");
        var until = _changes.Now.AddMinutes(minutes).UtcDateTime.ToString("yyyy-MM-dd'T'HH'%3A'mm'%3A'ss'Z'", CultureInfo.InvariantCulture);
        var signature = $"?sv=2018-03-28&sr=b&sig=simulated&se={until}&sp=r";
        return new Outcome(
            200, new JsonObject { ["consoleScreenshotBlobUri"] = screenshot + signature, ["serialConsoleLogBlobUri"] = log + signature });
    });
}
