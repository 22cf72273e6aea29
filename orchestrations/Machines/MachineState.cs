using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>A machine as the resource manager shows it at this moment; unlike the inventory, which lags.</summary>
/// <param name="Power">What follows <c>PowerState/</c>: running, starting, stopped, deallocating, deallocated; empty where Azure does not
/// say.</param>
/// <param name="Provisioning">Succeeded, Updating, Failed, ….</param>
/// <param name="IsAgentReady">
/// Its agent said it is ready when it last reported, which may have been before the last start: see <see cref="AgentReportedAt"/>.
/// </param>
/// <param name="ReservationGroup">Id of its capacity reservation group; null: none.</param>
/// <param name="OsDisk">Id of its OS disk; null where it has no managed one.</param>
/// <param name="Tags">As <c>name=value</c>, in order.</param>
public sealed record MachineState(
    string Id, string Region, string Size, string Power, string Provisioning, bool IsAgentReady, bool IsWindows, string? ReservationGroup,
    string? OsDisk, IReadOnlyList<string> Zones, IReadOnlyList<string> NetworkInterfaces, IReadOnlyList<string> Tags)
{
    /// <summary>Id of the disk encryption set with whose key its OS disk is encrypted; null: with the platform's.</summary>
    public string? OsDiskEncryptionSet { get; init; }

    /// <summary>When its agent last reported itself ready; null: not known. Azure keeps a report through stop, start and restart.</summary>
    public DateTimeOffset? AgentReportedAt { get; init; }

    public bool IsRunning => Power == "running";

    /// <summary>Stopped and not deallocated: it keeps its place and is paid for.</summary>
    public bool IsStopped => Power == "stopped";

    /// <summary>Off, with its place given up: its disks alone are paid for.</summary>
    public bool IsDeallocated => Power == "deallocated";

    /// <summary>Its agent has reported itself ready after that moment: the operating system was up then.</summary>
    public bool IsAgentReadySince(DateTimeOffset moment) => IsAgentReady && AgentReportedAt > moment;

    /// <summary>Nothing is under way: neither an update nor a start or a stop.</summary>
    public bool IsSettled => Provisioning != "Updating" && Power is not ("starting" or "stopping" or "deallocating");

    /// <summary>The tags by name, ignoring case; read as those of the inventory are, so that a plan and its recheck agree.</summary>
    public IDictionary<string, string> TagsByName() =>
        ResourceTags.Of(Tags.Select(tag => tag.Split('=', 2)).Select(tag => KeyValuePair.Create(tag[0], tag[1])));

    /// <summary>Whether the size is that one; names of sizes ignore case.</summary>
    public bool Has(string size) => string.Equals(Size, size, StringComparison.OrdinalIgnoreCase);
}
