using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Simulated Azure with sixty thousand snapshots, for all who only read.</summary>
public sealed class ManySnapshots : IAsyncLifetime
{
    public const int Count = 60_000;

    internal static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    internal SimulatedClients Clients { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Clients = await SimulatedClients.Start(machines: 500, Free);
        Fill(Clients, Count);
        Clients.Advance(60);
    }

    public ValueTask DisposeAsync() => Clients.DisposeAsync();

    // The same number on each disk.
    internal static void Fill(SimulatedClients clients, int count)
    {
        var disks = clients.Azure.Fleet.Machines
            .SelectMany(machine => Enumerable.Range(-1, machine.DataDisks + 1).Select(lun => (machine, lun))).ToList();
        for (var i = 0; i < count; i++)
        {
            var (machine, lun) = disks[i % disks.Count];
            clients.Azure.AddSnapshotAsSomebodyElse(
                machine, lun < 0 ? null : lun, $"ops-{machine.Name}-{lun + 1}-{i / disks.Count:d4}",
                new Dictionary<string, string>
                {
                    ["ops:policy"] = "daily", ["ops:slot"] = $"{i / disks.Count}", ["ops:created-by"] = "snapshots-daily-1",
                });
        }
    }
}
