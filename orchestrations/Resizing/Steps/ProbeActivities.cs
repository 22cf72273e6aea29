using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>A machine to be asked from inside how it is.</summary>
public sealed record InsideRun(ChangeTicket Ticket, string MachineId);

/// <summary>A probe of a machine.</summary>
public sealed record ProbeRun(ChangeTicket Ticket, string MachineId, Probe Probe);

/// <summary>
/// Asks a machine for itself by Run Command: the app has no route to its network. The address is always the machine's own private one,
/// port and path come from tags and hold nothing a shell would take for more than a word.
/// </summary>
public sealed class ProbeActivities(MachineReader machines, MachineCommands commands, ChangeGate gate)
{
    [Function(nameof(RunProbe))]
    public Task<Outcome<OperationTicket>> RunProbe([ActivityTrigger] ProbeRun run, CancellationToken ct) =>
        Outcome.OfAsync("probe", async () =>
    {
        var machine = await machines.ReadAsync(run.MachineId, ct);
        var address = await machines.PrivateAddressAsync(machine, ct);
        if (!IPAddress.TryParse(address, out var ip))
            throw new RefusedException("NoAddress", "the machine has no private address");
        var target = string.Create(
            CultureInfo.InvariantCulture,
            $"http://{(ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip)}:{run.Probe.Port}{run.Probe.Path}");
        var permit = await gate.PassAsync(run.Ticket, ChangeDirection.Undo, ct);
        var (command, script) = machine.IsWindows ? ("RunPowerShellScript", PowerShell(target)) : ("RunShellScript", Shell(target));
        return await commands.RunAsync(permit, run.MachineId, command, script, ct);
    }, ct);

    /// <summary>Runs <see cref="InsideCheck"/> on the machine.</summary>
    [Function(nameof(RunInsideCheck))]
    public Task<Outcome<OperationTicket>> RunInsideCheck([ActivityTrigger] InsideRun run, CancellationToken ct) =>
        Outcome.OfAsync("look from inside", async () =>
    {
        var machine = await machines.ReadAsync(run.MachineId, ct);
        var permit = await gate.PassAsync(run.Ticket, ChangeDirection.Undo, ct);
        var (command, script) = machine.IsWindows ? ("RunPowerShellScript", InsideCheck.PowerShell) : ("RunShellScript", InsideCheck.Shell);
        return await commands.RunAsync(permit, run.MachineId, command, script, ct);
    }, ct);

    private static string PowerShell(string target) =>
        $"try {{ $r = Invoke-WebRequest -UseBasicParsing -TimeoutSec 10 -Uri '{target}'; \"status=$([int]$r.StatusCode)\" }} "
        + "catch { \"status=$([int]$_.Exception.Response.StatusCode)\" }";

    private static string Shell(string target) => $"curl -s -o /dev/null -m 10 -w 'status=%{{http_code}}' '{target}'";
}
