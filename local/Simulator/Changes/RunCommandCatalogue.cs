using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Changes;

/// <summary>A command that the agent knows.</summary>
internal sealed record KnownRunCommand(string Id, bool IsWindows, string Label, string Description, IReadOnlyList<string> Script)
{
    public bool TakesScript => Id is "RunShellScript" or "RunPowerShellScript";
}

/// <summary>
/// The commands that can be run on a machine; the two that take a script are recorded, the others are named in the documentation.
/// </summary>
internal static class RunCommandCatalogue
{
    private static readonly KnownRunCommand[] All =
    [
        new("RunPowerShellScript", true, "Executes a PowerShell script", Own,
            ["param(", "    [string]$arg1,", "    [string]$arg2", ")", "Write-Host This is a sample script $arg1 $arg2"]),
        new("DisableNLA", true, "Disable Network Level Authentication", "Disable Network Level Authentication.", []),
        new("DisableWindowsUpdate", true, "Disable Windows Update Automatic Updates", "Disable Windows Update Automatic Updates.", []),
        new("EnableAdminAccount", true, "Enable administrator account",
            "Checks if the local administrator account is disabled, and if so enables it.", []),
        new("EnableEMS", true, "Enable Emergency Management Services", "Enables the Emergency Management Services.", []),
        new("EnableRemotePS", true, "Enable remote PowerShell", "Enables remote PowerShell.", []),
        new("EnableWindowsUpdate", true, "Enable Windows Update Automatic Updates", "Enable Windows Update Automatic Updates.", []),
        new("IPConfig", true, "List IP configuration",
            "Shows detailed information for the IP address, subnet mask and default gateway for each adapter bound to TCP/IP.", []),
        new("RDPSettings", true, "Verify RDP Listener Settings", "Checks registry settings and domain policy settings.", []),
        new("ResetRDPCert", true, "Restore RDP Authentication mode to defaults", "Removes the SSL certificate tied to the RDP listener.",
            []),
        new("SetRDPPort", true, "Set Remote Desktop port",
            "Sets the default or user specified port number for Remote Desktop connections.", []),
        new("RunShellScript", false, "Executes a Linux shell script", Own,
            ["echo This is a sample script", "echo Optional parameters: $0 $1"]),
        new("ifconfig", false, "List network configuration", "Get the configuration of all network interfaces.", ["ifconfig"]),
    ];

    private const string Own =
        "Custom multiline shell script should be defined in script property. Optional parameters can be set in parameters property.";

    public static KnownRunCommand? Find(string id) => Array.Find(All, one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    public static Task List(Exchange exchange) => Pages.Write(exchange, All, int.MaxValue / 2, (writer, one) => Brief(one).WriteTo(writer));

    public static Task Get(Exchange exchange)
    {
        if (Find(exchange.Route["command"]) is not { } command)
            return JsonAnswers.Error(
                exchange, 404, "NotFound", $"The entity was not found. The run command '{exchange.Route["command"]}' is not known.");
        var document = new JsonObject { ["script"] = new JsonArray([.. command.Script.Select(line => JsonValue.Create(line))]) };
        if (command.TakesScript)
            document["parameters"] = new JsonArray(Parameter("arg1"), Parameter("arg2"));
        foreach (var (name, value) in Brief(command))
            document[name] = value?.DeepClone();
        return exchange.Json(200, writer => document.WriteTo(writer));
    }

    private static JsonObject Brief(KnownRunCommand command) => new()
    {
        ["$schema"] = "http://schema.management.azure.com/schemas/2016-11-17/runcommands.json",
        ["id"] = command.Id,
        ["osType"] = command.IsWindows ? "Windows" : "Linux",
        ["label"] = command.Label,
        ["description"] = command.Description,
    };

    private static JsonObject Parameter(string name) => new() { ["name"] = name, ["type"] = "string", ["required"] = false };
}
