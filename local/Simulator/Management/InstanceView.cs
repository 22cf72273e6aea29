using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Guests;

namespace OpsFunctions.Simulator.Management;

/// <summary>What a machine is doing: power state, agent, disks, extensions.</summary>
internal static class InstanceView
{
    public const string DiagnosticsAccount = "https://contosodiagnostics.blob.core.windows.net/";
    public const string AgentPublisher = "Microsoft.Azure.Monitor";
    public const string AgentVersion = "1.35";

    public static JsonObject Of(Machine machine, DateTimeOffset now)
    {
        var on = machine.IsRunning(now);
        var created = Time(machine.CreatedAt);
        var view = new JsonObject();
        // Only what runs can tell about itself.
        if (on)
        {
            view["computerName"] = machine.Name;
            view["osName"] = machine.IsWindows ? "Windows Server 2022 Datacenter" : "ubuntu";
            view["osVersion"] = machine.IsWindows ? "10.0.20348.3807" : "24.04";
        }
        if (Reported(machine, now, on) is { } agent)
            view["vmAgent"] = agent;
        var disks = new JsonArray();
        for (var lun = -1; lun < machine.DataDisks; lun++)
        {
            disks.Add(new JsonObject
            {
                ["name"] = MachineDocument.DiskName(machine, lun < 0 ? null : lun),
                ["statuses"] = new JsonArray(Status("ProvisioningState/succeeded", "Provisioning succeeded", created)),
            });
        }
        view["disks"] = disks;
        var folder = $"{DiagnosticsAccount}bootdiagnostics-{machine.Name}-{MachineDocument.VmId(machine)}/{machine.Name}.{MachineDocument.VmId(machine)}";
        view["bootDiagnostics"] = new JsonObject
        {
            ["consoleScreenshotBlobUri"] = folder + ".screenshot.bmp",
            ["serialConsoleLogBlobUri"] = folder + ".serialconsole.log",
        };
        view["extensions"] = new JsonArray(new JsonObject
        {
            ["name"] = MachineDocument.AgentName(machine),
            ["type"] = $"{AgentPublisher}.{MachineDocument.AgentName(machine)}",
            ["typeHandlerVersion"] = AgentVersion,
            ["statuses"] = new JsonArray(Status("ProvisioningState/succeeded", "Provisioning succeeded", time: null, "Enable succeeded")),
        });
        view["hyperVGeneration"] = machine.Platform.HyperVGeneration;
        view["statuses"] = new JsonArray(
            Provisioning(machine, now, created),
            Status(PowerState(machine, now).Code, PowerState(machine, now).Display, time: null));
        return view;
    }

    public static (string Code, string Display) PowerState(Machine machine, DateTimeOffset now) => machine.PowerAt(now) switch
    {
        MachinePower.Running => ("PowerState/running", "VM running"),
        MachinePower.Starting => ("PowerState/starting", "VM starting"),
        MachinePower.Stopping => ("PowerState/stopping", "VM stopping"),
        MachinePower.Stopped => ("PowerState/stopped", "VM stopped"),
        MachinePower.Deallocating => ("PowerState/deallocating", "VM deallocating"),
        _ => ("PowerState/deallocated", "VM deallocated"),
    };

    public static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'+00:00'", CultureInfo.InvariantCulture);

    private static JsonObject Provisioning(Machine machine, DateTimeOffset now, string created) => ProvisioningState.Last(machine, now) switch
    {
        { } last when last.IsInProgress(now) => Status("ProvisioningState/updating", "Updating", time: null),
        { Error: { } error } last => new JsonObject
        {
            ["code"] = $"ProvisioningState/failed/{error.Code}", ["level"] = "Error", ["displayStatus"] = "Provisioning failed", ["message"] = error.Message, ["time"] = Time(last.End),
        },
        { } last => Status("ProvisioningState/succeeded", "Provisioning succeeded", Time(last.End)),
        null => Status("ProvisioningState/succeeded", "Provisioning succeeded", created),
    };

    private static JsonObject MissingAgent(DateTimeOffset now) => new()
    {
        ["vmAgentVersion"] = "Unknown",
        ["statuses"] = new JsonArray(new JsonObject
        {
            ["code"] = "ProvisioningState/Unavailable", ["level"] = "Warning", ["displayStatus"] = "Not Ready", ["message"] = "VM status blob is found but not yet populated.", ["time"] = Time(now),
        }),
    };

    // Recorded: the last report stays, with its time; a silent agent is not believed after minutes.
    private static JsonObject? Reported(Machine machine, DateTimeOffset now, bool isOn)
    {
        var report = machine.Guest.LastReport(now.UtcTicks);
        if (isOn && (report is null || now.UtcTicks - report > Guest.Silence.Ticks))
            return MissingAgent(now);
        return report is { } at ? Agent(machine, new DateTimeOffset(at, TimeSpan.Zero)) : null;
    }

    private static JsonObject Agent(Machine machine, DateTimeOffset time)
    {
        return new JsonObject
        {
            ["vmAgentVersion"] = machine.IsWindows ? "2.7.41491.1173" : "2.14.0.1",
            ["statuses"] = new JsonArray(Status(
                "ProvisioningState/succeeded", "Ready", time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture), "Guest Agent is running")),
            ["extensionHandlers"] = new JsonArray(new JsonObject
            {
                ["type"] = $"{AgentPublisher}.{MachineDocument.AgentName(machine)}",
                ["typeHandlerVersion"] = AgentVersion,
                ["status"] = Status("ProvisioningState/succeeded", "Ready", time: null, "Plugin enabled"),
            }),
        };
    }

    private static JsonObject Status(string code, string display, string? time, string? message = null)
    {
        var status = new JsonObject { ["code"] = code, ["level"] = "Info", ["displayStatus"] = display };
        if (message is not null)
            status["message"] = message;
        if (time is not null)
            status["time"] = time;
        return status;
    }
}
