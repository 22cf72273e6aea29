using OpsFunctions.Orchestrations.Machines.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// Whether a subscription's vCPU quota allows a resize. A size counts with all vCPUs of its hardware, constrained or not
/// (Azure SDK, VirtualMachineSize.NumberOfCores), and the present size is given back where the same quota counts it. Each machine
/// is looked at alone: what several resizes need together is for whoever carries them out.
/// </summary>
internal static class QuotaRule
{
    /// <summary>Why the quota does not allow the target; null where it does, or is not known.</summary>
    public static string? Excludes(Candidate of)
    {
        if (of.Quotas is not { } quotas)
            return null;
        var target = Counted(of.Target);
        var more = target - Counted(of.Present);
        // Spot machines are counted in a quota of their own, and in no family.
        if (of.Machine.IsSpot)
            return Exceeds("spot quota", quotas.Find(VcpuQuotas.Spot), more);
        var isSameFamily = string.Equals(of.Target.Family, of.Present.Family, StringComparison.OrdinalIgnoreCase);
        return Exceeds("family quota", quotas.Find(of.Target.Family), isSameFamily ? more : target)
            ?? Exceeds("regional quota", quotas.Find(VcpuQuotas.Regional), more);
    }

    // What needs no more is always allowed, also where the quota is overdrawn.
    private static string? Exceeds(string what, VcpuQuota? quota, double more) => quota is not null && more > 0 && quota.Used + more > quota.Limit
        ? Invariant($"{what}: {quota.Used} of {quota.Limit} vCPU used, {more:0.##} more needed")
        : null;

    private static double Counted(Size size) => size.FullVcpus ?? size.Vcpus;
}
