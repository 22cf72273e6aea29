using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator;

/// <summary>What people do about alerts and troubles beside the suite, at once.</summary>
public sealed class AlertMoves
{
    /// <summary>The tag that keeps remediation off a machine.</summary>
    public const string Mark = "ops:remediation";

    private readonly SimulatedAzure _azure;

    internal AlertMoves(SimulatedAzure azure) => _azure = azure;

    /// <summary>Who does it, as the activity log says.</summary>
    public static string Who => SomebodyElse.Name;

    /// <summary>A person takes care of an alert.</summary>
    /// <returns>It, or null: there is none.</returns>
    public FiredAlert? Acknowledge(string alertId, string? who = null) =>
        _azure.Alerts.SetState(alertId, AlertState.Acknowledged, who ?? Who);

    /// <summary>A person is done with an alert.</summary>
    /// <returns>It, or null: there is none.</returns>
    public FiredAlert? Close(string alertId, string? who = null) => _azure.Alerts.SetState(alertId, AlertState.Closed, who ?? Who);

    /// <summary>A person deallocates the machine.</summary>
    public void Stop(Machine machine) => _azure.SetPowerAsSomebodyElse(machine, isOn: false);

    /// <summary>A person starts the machine; what a start mends is mended.</summary>
    public void Start(Machine machine) => _azure.SetPowerAsSomebodyElse(machine, isOn: true);

    /// <summary>A person restarts the machine; what a restart mends is mended.</summary>
    public void Restart(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var now = _azure.Time.GetUtcNow().UtcTicks;
        lock (_azure.Changing)
        {
            machine.ChangePower(new(
                now, now + TimeSpan.TicksPerMinute / 2, MachinePower.Starting, MachinePower.Running, "VirtualMachines_Restart", Who));
        }
        new SomebodyElse(_azure).Wrote(machine.Id, "Microsoft.Compute/virtualMachines/restart/action");
    }

    /// <summary>A person mends what is wrong from inside, without a trace in Azure.</summary>
    public void Mend(Outage outage) => _azure.Outages.Mend(outage, Who);

    /// <summary>A person keeps remediation off the machine, or allows it again.</summary>
    public void KeepOff(Machine machine, bool isOff = true) => _azure.SetTagAsSomebodyElse(machine, Mark, isOff ? "off" : null);

    /// <summary>What people happen to do about an outage, drawn by its id: mostly nothing, at times one of the above.</summary>
    /// <returns>What they did: acknowledge, stop, restart, mend, keep off; null: nothing.</returns>
    public string? Happen(Outage outage)
    {
        ArgumentNullException.ThrowIfNull(outage);
        if (outage.EndedAt is not null)
            return null;
        var draw = (int)(Noise.Mix(Noise.Of(outage.Id)) % 40);
        switch (draw)
        {
            case 0:
                Stop(outage.Machine);
                return "stop";
            case 1:
                Restart(outage.Machine);
                return "restart";
            case 2 or 3:
                Mend(outage);
                return "mend";
            case 4:
                KeepOff(outage.Machine);
                return "keep off";
            case 5 or 6:
                var open = _azure.Alerts.All.LastOrDefault(
                    one => one.OutageId == outage.Id && one is { ResolvedAt: null, State: AlertState.New });
                return open is null || Acknowledge(open.Id) is null ? null : "acknowledge";
            default:
                return null;
        }
    }
}
