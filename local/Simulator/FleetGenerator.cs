using System.Globalization;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Recordings;

namespace OpsFunctions.Simulator;

/// <summary>Makes a <see cref="Fleet"/> from options: two subscriptions, three regions, applications of six machines each.</summary>
public static class FleetGenerator
{
    /// <summary>How far back loads and recordings reach before the start: as long as Azure keeps metrics.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(93);

    /// <summary>The same options, the same fleet; machine i does not depend on how many there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of its range.</exception>
    /// <exception cref="TraceFormatException">The folder of recordings is not there, or a file in it is no recording.</exception>
    public static Fleet Generate(FleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options.Machines, 1, 20_000, nameof(options.Machines));
        Require(options.TracesCount, 0, 20_000, nameof(options.TracesCount));
        if (options.Surges is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Surges, "Surges must be 0 to 1.");
        Require(options.EmptySubscriptions, 0, 10, nameof(options.EmptySubscriptions));
        var seed = Noise.Mix((ulong)options.Seed);
        SimulatedSubscription[] subscriptions =
        [
            new(Noise.Id(seed, "subscription-production").ToString(), "Contoso Production"),
            new(Noise.Id(seed, "subscription-development").ToString(), "Contoso Development and Test"),
        ];
        var (recordings, notes) = options.TracesFolder is { } folder
            ? TraceFolder.Read(folder, Math.Min(options.TracesCount, options.Machines))
            : ([], []);
        var maker = new MachineMaker(seed, options.Start, options.Surges, subscriptions);
        var machines = new List<Machine>(options.Machines);
        for (var i = 0; i < options.Machines - recordings.Count; i++)
            machines.Add(maker.Synthetic(i));
        foreach (var recording in recordings)
            machines.Add(maker.Recorded(machines.Count, recording));
        // Those without machines come last, so that no draw among the others changes.
        SimulatedSubscription[] all = [.. subscriptions, .. Enumerable.Range(1, options.EmptySubscriptions).Select(i => Empty(seed, i))];
        return new Fleet(all, Groups(machines), machines)
        {
            Notes = [.. notes, .. recordings.SelectMany(static one => one.Notes.Select(note => $"{one.FileName}: {note}"))],
        };
    }

    /// <summary>How many files there are in a folder of recordings.</summary>
    /// <exception cref="TraceFormatException">There is no such folder, or no such file in it.</exception>
    public static int RecordingsIn(string folder) => TraceFolder.Files(folder).Count;

    private static SimulatedSubscription Empty(ulong seed, int nth)
    {
        var number = nth.ToString(CultureInfo.InvariantCulture);
        return new(Noise.Id(seed, "subscription-drills-" + number).ToString(), "Contoso Drills " + number);
    }

    private static List<SimulatedResourceGroup> Groups(List<Machine> machines) =>
    [
        .. machines
            .GroupBy(machine => (machine.SubscriptionId, machine.ResourceGroup))
            .OrderBy(group => group.Key.SubscriptionId, StringComparer.Ordinal)
            .ThenBy(group => group.Key.ResourceGroup, StringComparer.Ordinal)
            .Select(group => new SimulatedResourceGroup(
                group.Key.SubscriptionId,
                group.Key.ResourceGroup,
                group.First().Region,
                new SortedDictionary<string, string>(StringComparer.Ordinal) { ["managed-by"] = "platform" })),
    ];

    private static void Require(int value, int from, int to, string name)
    {
        if (value < from || value > to)
        {
            throw new ArgumentOutOfRangeException(
                name, value, string.Create(CultureInfo.InvariantCulture, $"{name} must be {from} to {to}."));
        }
    }
}
