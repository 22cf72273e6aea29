using Azure;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;

namespace OpsFunctions.Orchestrations.Drills.Isolation;

/// <summary>Looks at how a drill's network is configured.</summary>
public sealed class IsolationReader(CloneReader clones, TimeProvider time)
{
    private const string NetworkManager = "/listNetworkManagerEffectiveConnectivityConfigurations";
    private const string AdminRules = "/listNetworkManagerEffectiveSecurityAdminRules";

    /// <param name="when">Which look it is, in words.</param>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<IsolationProof> ReadAsync(DrillJournal journal, string when, CancellationToken ct)
    {
        var (breaches, unread) = (new List<string>(), new List<string>());
        var network = journal.Find("network")!;
        await LookAsync("network", unread, async () =>
        {
            using var found = await clones.FindAsync(ArmAddress.Of(network.Id, "", network.Version), ct);
            if (found is null)
                unread.Add("the network is gone");
            else
                breaches.AddRange(IsolationPolicy.OfNetwork(found.RootElement, journal));
        });
        var group = journal.Find("nsg")!;
        await LookAsync("security group", unread, async () =>
        {
            using var found = await clones.FindAsync(ArmAddress.Of(group.Id, "", group.Version), ct);
            if (found is null)
                unread.Add("the security group is gone");
            else
                breaches.AddRange(IsolationPolicy.OfRules(found.RootElement, journal));
        });
        await LookAsync("interfaces", unread, async () =>
        {
            var address = ArmAddress.Of(journal.GroupId, "/providers/Microsoft.Network/networkInterfaces", network.Version);
            foreach (var way in await clones.ListAsync(address, card => IsolationPolicy.OfCard(card).ToList(), ct) ?? [])
                breaches.AddRange(way);
        });
        await LookAsync("Virtual Network Manager", unread, async () =>
        {
            using var found = await clones.AskAsync(ArmAddress.Of(network.Id, NetworkManager, network.Version), ct);
            if (found is not null)
                breaches.AddRange(IsolationPolicy.OfManager(found.RootElement));
        });
        await LookAsync("security admin rules", unread, async () =>
        {
            using var found = await clones.AskAsync(ArmAddress.Of(network.Id, AdminRules, network.Version), ct);
            if (found is not null)
                breaches.AddRange(IsolationPolicy.OfAdminRules(found.RootElement));
        });
        return new(when, "configuration", time.GetUtcNow(), breaches) { Unread = unread };
    }

    // What is refused proves nothing.
    private static Task<bool> LookAsync(string what, List<string> unread, Func<Task> look) => RefusedRead.OrAsync(
        async () =>
        {
            await look();
            return true;
        },
        failure =>
        {
            unread.Add($"{what}: {failure.Code}");
            return false;
        });
}
