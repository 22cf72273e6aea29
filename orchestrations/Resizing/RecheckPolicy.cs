using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>Whether a machine is still as it was when the change was planned. Pure.</summary>
public static class RecheckPolicy
{
    // Prices move by fractions of a cent when they are published anew; more than this share is another price.
    private const double SamePrice = 0.01;

    /// <param name="now">The machine as the resource manager shows it.</param>
    /// <param name="settings">Of the capability that planned it, as they are now.</param>
    /// <param name="prices">Prices per hour now, for the present size and the targets; a size without one is not in it.</param>
    /// <returns>Why the change is dropped; null where all is as it was.</returns>
    public static string? Differs(ChangePlan plan, MachineState now, ResizeSettings settings, IReadOnlyList<SizeRate> prices)
    {
        if (!now.Has(plan.Size))
            return $"its size is {now.Size}, no longer {plan.Size}";
        if (!string.Equals(now.Region, plan.Region, StringComparison.OrdinalIgnoreCase))
            return $"it is in {now.Region}, no longer in {plan.Region}";
        // «Failed» is the end of some earlier operation: the machine may run as well as any.
        if (now.Provisioning is not ("Succeeded" or "Failed"))
            return $"something else is under way: its provisioning state is {now.Provisioning}";
        // Neither off nor on, or Azure does not say: then nobody knows how to leave it.
        if (now.Power is not ("running" or "stopped" or "deallocated"))
            return $"its power state is {(now.Power.Length == 0 ? "not known" : now.Power)}";
        if (now.ReservationGroup is { } group)
            return $"it is now in capacity reservation group {ArmId.NameOf(group)}";
        if (OpsTagLines.Of(now.TagsByName()) is var tags && !tags.SequenceEqual(plan.OpsTags, StringComparer.Ordinal))
            return $"its tags have changed: {string.Join(", ", tags.Except(plan.OpsTags, StringComparer.Ordinal).Concat(plan.OpsTags.Except(tags, StringComparer.Ordinal)).Take(5))}";
        if (OpsTags.ModeOf(now.TagsByName(), settings.Tag, settings.Mode) is var mode && mode < plan.Mode)
            return $"{plan.Capability} may only {mode.ToString().ToLowerInvariant()} now";
        return plan.Targets.Prepend(new(plan.Size, plan.PricePerHour, 0, true)).Select(size => Price(size, prices))
            .FirstOrDefault(reason => reason is not null);
    }

    private static string? Price(PlannedSize size, IReadOnlyList<SizeRate> prices) =>
        prices.FirstOrDefault(one => string.Equals(one.Size, size.Name, StringComparison.OrdinalIgnoreCase)) is not { } price
            ? $"{size.Name} has no price any more"
            : Math.Abs(price.PerHour - size.PricePerHour) > SamePrice * size.PricePerHour
                ? Invariant($"{size.Name} costs {price.PerHour:0.####} USD an hour, no longer {size.PricePerHour:0.####}")
                : null;
}

/// <summary>What a size costs a machine, USD an hour.</summary>
public sealed record SizeRate(string Size, double PerHour);

/// <summary>The tags that steer the suite.</summary>
internal static class OpsTagLines
{
    private static readonly string[] Others = ["env", "environment"];

    public static IReadOnlyList<string> Of(IDictionary<string, string> tags) =>
    [
        .. tags.Where(tag => tag.Key.StartsWith("ops:", StringComparison.OrdinalIgnoreCase)
                || Others.Contains(tag.Key, StringComparer.OrdinalIgnoreCase))
            .Select(tag => $"{tag.Key.ToLowerInvariant()}={tag.Value}").Order(StringComparer.Ordinal),
    ];
}
