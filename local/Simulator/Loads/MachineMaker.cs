using System.Globalization;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>Makes one machine from the fleet's seed and the machine's index alone.</summary>
internal sealed class MachineMaker(ulong seed, DateTimeOffset start, SimulatedSubscription[] subscriptions)
{
    private readonly long _startStep = LoadCurve.StepOf(start);

    public Machine Synthetic(int index)
    {
        var place = MachinePlace.Of(seed, index, subscriptions);
        var own = Noise.Mix(seed, index);
        var dice = new Dice(own);
        var archetype = ArchetypeOf(dice.Next());
        var (size, shape) = Needs.Draw(dice, archetype, place.Region.Name);
        var curve = new SyntheticCurve(archetype, shape, own, place.Region.UtcOffsetHours, _startStep);
        // Two in a hundred are so new that there is too little to judge by.
        var age = dice.Chance(0.02) ? dice.Between(1, 6) : dice.Between(100, 900);
        return Build(index, place, dice, archetype, size, curve, own, age, reportsMemory: !dice.Chance(0.03), traceFile: null);
    }

    public Machine Recorded(int index, Recording recording)
    {
        // Not by index: a recording stays the same machine, whatever the fleet around it.
        var own = Noise.Mix(seed ^ Noise.Of(recording.FileName));
        var dice = new Dice(own);
        var place = MachinePlace.Of(seed, dice.Below(600), subscriptions) with { App = "trace" };
        var curve = new RecordedCurve(recording, LoadCurve.StepOf(start - FleetGenerator.History));
        return Build(
            index, place, dice, Archetype.Trace, recording.Size, curve, own, age: 365, reportsMemory: true, traceFile: recording.FileName);
    }

    private Machine Build(
        int index, MachinePlace place, Dice dice, Archetype archetype, VmSize size, LoadCurve curve, ulong own, double age, bool reportsMemory, string? traceFile)
    {
        var isWindows = size.Family.Architecture is "x64" && dice.Chance(0.35);
        var isProduction = place.Environment is "prod";
        var inSet = isProduction && dice.Chance(0.08);
        return new Machine(size, curve)
        {
            Index = index,
            Name = traceFile is null ? place.MachineName(index) : TraceName(traceFile),
            SubscriptionId = place.Subscription.Id,
            ResourceGroup = place.ResourceGroup,
            Region = place.Region.Name,
            Zone = isProduction && !inSet && dice.Chance(0.4) ? (dice.Below(2) + 1).ToString(CultureInfo.InvariantCulture) : null,
            Tags = place.Tags(dice),
            IsWindows = isWindows,
            LicenseType = isWindows && dice.Chance(0.4) ? "Windows_Server" : null,
            Priority = !isProduction && size.Family.SpotFraction > 0 && dice.Chance(0.03) ? "Spot" : "Regular",
            Archetype = archetype,
            CreatedAt = start - TimeSpan.FromHours(Math.Round(age * 24)),
            ReportsMemory = reportsMemory,
            HasEphemeralOsDisk = size.TemporaryDiskGiB >= 64 && dice.Chance(0.05),
            AvailabilitySet = inSet ? $"as-{place.App}-{place.Environment}" : null,
            DataDisks = Math.Min(size.DataDisks, dice.Below(4)),
            TraceFile = traceFile,
            Seed = own,
            CreditsFrom = start - TimeSpan.FromHours(Math.Min(Math.Round(age * 24), FleetGenerator.History.TotalHours + 168)),
        };
    }

    private static Archetype ArchetypeOf(double draw) => draw switch
    {
        < 0.08 => Archetype.Idle,
        < 0.31 => Archetype.OfficeHours,
        < 0.39 => Archetype.NightlyBatch,
        < 0.43 => Archetype.WeeklyBatch,
        < 0.59 => Archetype.Steady,
        < 0.67 => Archetype.Spiky,
        < 0.76 => Archetype.MemoryBound,
        < 0.82 => Archetype.Growing,
        < 0.90 => Archetype.Burstable,
        < 0.95 => Archetype.Undersized,
        _ => Archetype.OffAtNight,
    };

    private static string TraceName(string file) => "vm-" + Path.GetFileNameWithoutExtension(file).ToLowerInvariant().Replace('_', '-');
}
