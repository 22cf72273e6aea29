using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Guests;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Management;

/// <summary>What a machine is doing: power state, agent, disks, extensions.</summary>
internal static class InstanceView
{
    public const string DiagnosticsAccount = "https://contosodiagnostics.blob.core.windows.net/";
    public const string AgentPublisher = "Microsoft.Azure.Monitor";
    public const string AgentVersion = "1.35";

    public static JsonObject Of(Machine machine, DateTimeOffset now)
    {
        var (on, isAllocated) = (machine.IsRunning(now), machine.PowerAt(now) is not MachinePower.Deallocated);
        var created = Time(machine.CreatedAt);
        var view = new JsonObject();
        // What its agent told last stays, too.
        if (machine.Guest.LastReport(now.UtcTicks) is not null)
        {
            view["computerName"] = machine.Name;
            view["osName"] = machine.IsWindows ? "Windows Server 2022 Datacenter" : "ubuntu";
            view["osVersion"] = machine.IsWindows ? "10.0.20348.3807" : "24.04";
        }
        if (Reported(machine, now, on) is { } agent)
            view["vmAgent"] = agent;
        var disks = new JsonArray();
        foreach (var disk in MachineDisk.Of(machine))
        {
            disks.Add(new JsonObject
            {
                ["name"] = disk.Name,
                ["statuses"] = new JsonArray(Status("ProvisioningState/succeeded", "Provisioning succeeded", created)),
            });
        }
        view["disks"] = disks;
        if (isAllocated && BootDiagnostics.Of(machine)?.View(machine) is { } diagnostics)
            view["bootDiagnostics"] = diagnostics;
        if (isAllocated && ExtensionDocument.Views(machine, now) is { Count: > 0 } extensions)
            view["extensions"] = extensions;
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

    public static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'+00:00'", CultureInfo.InvariantCulture);

    private static JsonObject Provisioning(Machine machine, DateTimeOffset now, string created) =>
        ProvisioningState.Last(machine, now) switch
    {
        { } last when last.IsInProgress(now) => InProgress(last, now),
        { Error: { } error } last => new JsonObject
        {
            ["code"] = $"ProvisioningState/failed/{error.Code}", ["level"] = "Error", ["displayStatus"] = "Provisioning failed",
            ["message"] = error.Message, ["time"] = Time(last.End),
        },
        _ when ProvisioningState.Broken(machine, now) is { } broken => new JsonObject
        {
            ["code"] = "ProvisioningState/failed/InternalExecutionError", ["level"] = "Error", ["displayStatus"] = "Provisioning failed",
            ["message"] = "An internal execution error occurred. Please retry later.", ["time"] = Time(broken.BeganAt),
        },
        { } last => Status("ProvisioningState/succeeded", "Provisioning succeeded", Time(last.End)),
        null => Status("ProvisioningState/succeeded", "Provisioning succeeded", created),
    };

    // Recorded of a machine that is being made: creating, then its operating system comes up.
    private static JsonObject InProgress(LongOperation last, DateTimeOffset now) => last.Name switch
    {
        "VirtualMachines_Create" when now < HalfOf(last) => Status("ProvisioningState/creating", "Creating", time: null),
        "VirtualMachines_Create" => Status(
            "ProvisioningState/creating/osProvisioningInProgress", "OS provisioning in progress", time: null),
        "VirtualMachines_Delete" => Status("ProvisioningState/deleting", "Deleting", time: null),
        _ => Status("ProvisioningState/updating", "Updating", time: null),
    };

    private static DateTimeOffset HalfOf(LongOperation operation) => operation.Start + ((operation.End - operation.Start) / 2);

    private static JsonObject MissingAgent(DateTimeOffset now) => new()
    {
        ["vmAgentVersion"] = "Unknown",
        ["statuses"] = new JsonArray(new JsonObject
        {
            ["code"] = "ProvisioningState/Unavailable", ["level"] = "Warning", ["displayStatus"] = "Not Ready",
            ["message"] = "VM status blob is found but not yet populated.", ["time"] = Time(now),
        }),
    };

    // Recorded: the last report stays, with its time; a silent agent is not believed after minutes.
    private static JsonObject? Reported(Machine machine, DateTimeOffset now, bool isOn)
    {
        var report = machine.Guest.LastReport(now.UtcTicks);
        // Recorded: at first there is no word of it at all.
        if (ProvisioningState.Last(machine, now) is { Name: "VirtualMachines_Create" } making && making.IsInProgress(now)
            && now < HalfOf(making))
            return null;
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
                "ProvisioningState/succeeded", "Ready", time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture),
                "Guest Agent is running")),
            ["extensionHandlers"] = ExtensionDocument.Handlers(machine, time),
        };
    }

    public static JsonObject Status(string code, string display, string? time, string? message = null)
    {
        var status = new JsonObject { ["code"] = code, ["level"] = "Info", ["displayStatus"] = display };
        if (message is not null)
            status["message"] = message;
        if (time is not null)
            status["time"] = time;
        return status;
    }
}
