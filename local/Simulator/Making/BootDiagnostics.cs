using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// Whether a machine's console is kept, and where. Recorded: with an account the instance view has the addresses, with managed storage it
/// has not.
/// </summary>
/// <param name="IsEnabled">Whether it is kept.</param>
/// <param name="StorageUri">The account; null: managed storage.</param>
internal sealed record BootDiagnostics(bool IsEnabled, string? StorageUri)
{
    public static BootDiagnostics AtFirst { get; } = new(true, InstanceView.DiagnosticsAccount);

    /// <summary>As the machine has it now; null: it was made without.</summary>
    public static BootDiagnostics? Of(Machine machine) => machine.Parts?.Diagnostics ?? (machine.Made is null ? AtFirst : Sent(machine));

    private static BootDiagnostics? Sent(Machine machine) => machine.Made!.Get("diagnosticsProfile")?["bootDiagnostics"] is { } sent
        ? new BootDiagnostics(sent["enabled"]?.GetValue<bool>() is true, sent["storageUri"]?.GetValue<string>())
        : null;

    public JsonObject Profile()
    {
        var diagnostics = new JsonObject { ["enabled"] = IsEnabled };
        if (StorageUri is { } uri)
            diagnostics["storageUri"] = uri;
        return new JsonObject { ["bootDiagnostics"] = diagnostics };
    }

    /// <summary>Null: nothing is kept.</summary>
    public JsonObject? View(Machine machine)
    {
        if (!IsEnabled)
            return null;
        if (StorageUri is null)
            return new JsonObject();
        var (screenshot, log) = Addresses(machine, StorageUri);
        return new JsonObject { ["consoleScreenshotBlobUri"] = screenshot, ["serialConsoleLogBlobUri"] = log };
    }

    public static (string Screenshot, string Log) Addresses(Machine machine, string account)
    {
        var id = MachineDocument.VmId(machine);
        var file = $"{account}bootdiagnostics-{machine.Name}-{id}/{machine.Name}.{id}";
        return (file + ".screenshot.bmp", file + ".serialconsole.log");
    }
}
