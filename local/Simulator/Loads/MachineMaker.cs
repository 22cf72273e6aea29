using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Recordings;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>Makes one machine from the fleet's seed and the machine's index alone.</summary>
internal sealed class MachineMaker(ulong seed, DateTimeOffset start, double surges, SimulatedSubscription[] subscriptions)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
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
        int index, MachinePlace place, Dice dice, Archetype archetype, VmSize size, LoadCurve curve, ulong own, double age,
        bool reportsMemory, string? traceFile)
    {
        var draw = new PlatformDraw(own, place);
        var isRecorded = traceFile is not null;
        if (!isRecorded)
            size = draw.Variant(size);
        var isWindows = size.Family.Architecture is "x64" && dice.Chance(0.35);
        var isProduction = place.Environment is "prod";
        var inSet = isProduction && dice.Chance(0.08);
        var zone = isProduction && !inSet && dice.Chance(0.4) ? Zone(size, place.Region.Name, dice.Next()) : null;
        var tags = place.Tags(dice);
        var license = isWindows && dice.Chance(0.4) ? "Windows_Server" : null;
        var isSpot = !isProduction && size.Family.SpotFraction > 0 && dice.Chance(0.03);
        // Who switches it off cannot keep its OS disk on the host.
        var isEphemeral = size.TemporaryDiskGiB >= 64 && size.Family.PremiumDisks && dice.Chance(0.05)
            && archetype is not Archetype.OffAtNight;
        var dataDisks = Math.Min(size.DataDisks, dice.Below(4));
        if (!isRecorded && draw.Floor(size) is { } floor)
            tags["ops:floor"] = floor;
        var surgeAt = SurgeOf(own);
        return new Machine(size, surgeAt is { } from ? new SurgingCurve(curve, LoadCurve.StepOf(from), size) : curve)
        {
            SurgeAt = surgeAt,
            Index = index,
            Name = traceFile is null ? place.MachineName(index) : NameOf(traceFile),
            SubscriptionId = place.Subscription.Id,
            ResourceGroup = place.ResourceGroup,
            Region = place.Region.Name,
            Zone = zone,
            Tags = tags,
            IsWindows = isWindows,
            LicenseType = license,
            Priority = isSpot ? "Spot" : "Regular",
            Archetype = archetype,
            CreatedAt = start - TimeSpan.FromHours(Math.Round(age * 24)),
            ReportsMemory = reportsMemory,
            Platform = isRecorded
                ? new MachinePlatform
                {
                    AcceleratedNetworking = size.AcceleratedNetworking, DataDiskTypes = [.. Enumerable.Repeat("Premium_LRS", dataDisks)]
                }
                : draw.Draw(size, zone, isWindows, isSpot, inSet, isEphemeral, dataDisks),
            // Recordings of one group lie in several regions, where one set cannot reach.
            AvailabilitySet = inSet && !isRecorded ? SetOf(place, size) : null,
            TraceFile = traceFile,
            Seed = own,
            CreditsFrom = start - TimeSpan.FromHours(Math.Min(Math.Round(age * 24), FleetGenerator.History.TotalHours + 168)),
        };
    }

    private DateTimeOffset? SurgeOf(ulong own)
    {
        var draw = Noise.Mix(own ^ Noise.Of("surge"));
        return Noise.Unit(draw) < surges ? start + TimeSpan.FromMinutes(Math.Floor(Noise.Unit(Noise.Mix(draw)) * 30 * 24 * 60)) : null;
    }

    private static string? Zone(VmSize size, string region, double draw)
    {
        var open = SizeCatalogue.OpenZones(size, region);
        return open.Count == 0 ? null : open[(int)(draw * open.Count)];
    }

    // The members of a set share hardware, so an application has one for each kind.
    private static string SetOf(MachinePlace place, VmSize size) =>
        $"as-{place.App}-{place.Environment}" + (size.Family.Processor is "intel" ? "" : "-" + size.Family.Processor);

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

    // Files that differ in case, or are there packed and unpacked, are machines of their own.
    private string NameOf(string file)
    {
        var name = "vm-" + Regex.Replace(file, @"\.csv(?:\.gz)?$", "", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1))
            .ToLowerInvariant().Replace('_', '-');
        var free = name;
        for (var i = 2; !_names.Add(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return free;
    }
}
