using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>The application as it is: nothing but reads.</summary>
/// <param name="Points">The suite's points of the machines' groups.</param>
/// <param name="Addresses">Addresses in use beside the application's, for the canary.</param>
public sealed record SourceFacts(
    IReadOnlyList<SourceMachine> Machines, IReadOnlyList<SourceSubnet> Subnets, IReadOnlyList<SeenPoint> Points,
    IReadOnlyList<string> Addresses);

/// <summary>Reads an application: a list or two a resource group, and what lies elsewhere one by one.</summary>
public sealed class SourceReader(DrillReads reads, OwnGroups ownGroups, AzureSettings azure)
{
    internal const string NetworkVersion = "2024-05-01";
    internal const string DiskVersion = PointReader.SnapshotVersion;

    private const string ListVersion = "2021-04-01";
    private const string MachineType = "Microsoft.Compute/virtualMachines";
    private const string Compute = "/providers/Microsoft.Compute/";
    private const string Network = "/providers/Microsoft.Network/";

    /// <param name="pages">Where what was read is kept; null: nowhere.</param>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    public async Task<SourceFacts> ReadAsync(DrillPlan plan, IQueryPages? pages, CancellationToken ct)
    {
        var machines = await MachinesAsync(plan, pages, ct);
        var groups = machines.Select(machine => ArmId.GroupOf(machine.Id)!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var (disks, cards, points) = (Rows(), Rows(), new List<SeenPoint>());
        foreach (var group in groups)
        {
            await ListAsync(ArmAddress.Of(group, Compute + "disks", DiskVersion), disks, pages, ct);
            await ListAsync(ArmAddress.Of(group, Network + "networkInterfaces", NetworkVersion), cards, pages, ct);
            points.AddRange(await reads.Points.OfGroupAsync(group, ct, pages));
        }
        var whole = new List<SourceMachine>();
        foreach (var machine in machines)
            whole.Add(await WholeAsync(machine, disks, cards, pages, ct));
        var own = whole.SelectMany(machine => machine.Cards).Select(card => card.Address).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var others = cards.Values.Select(row => new SourceCard("", null, null).With(row).Address).OfType<string>()
            .Where(address => !own.Contains(address)).Order(StringComparer.Ordinal);
        return new(whole, await SubnetsAsync(whole, pages, ct), points, [.. others]);
    }

    private async Task<IReadOnlyList<SourceMachine>> MachinesAsync(DrillPlan plan, IQueryPages? pages, CancellationToken ct)
    {
        var found = new List<SourceMachine>();
        if (plan.SourceGroup.Length > 0)
            found.AddRange(await OfGroupAsync(plan.SourceGroup.TrimEnd('/'), _ => true, pages, ct));
        else
        {
            var (name, value) = plan.SourceTag.Split('=') is [var first, var second] ? (first, second) : ("", "");
            var tagged = await TaggedAsync(name, value, pages, ct);
            foreach (var group in tagged.Select(id => ArmId.GroupOf(id)!).Distinct(StringComparer.OrdinalIgnoreCase))
                found.AddRange(await OfGroupAsync(group, tagged.Contains, pages, ct));
        }
        return
        [
            .. found.Where(machine => !plan.Without.Contains(machine.Name, StringComparer.OrdinalIgnoreCase))
                .OrderBy(machine => machine.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(machine => machine.Id, StringComparer.OrdinalIgnoreCase),
        ];
    }

    // By the resource manager, which unlike the inventory does not lag; a clone is no source.
    private async Task<HashSet<string>> TaggedAsync(string name, string value, IQueryPages? pages, CancellationToken ct)
    {
        var (tagged, clones) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), await ownGroups.ReadAsync(ct));
        var filter = Uri.EscapeDataString($"tagName eq '{name}' and tagValue eq '{value}'");
        foreach (var subscription in azure.Subscriptions)
            await reads.Pipeline.ListAsync(
                new(ArmAddress.Of($"/subscriptions/{subscription}", "/resources", ListVersion) + $"&$filter={filter}"), row =>
                {
                    if (row.Get("id").Text() is { } id && !clones.Holds(id)
                        && string.Equals(row.Get("type").Text(), MachineType, StringComparison.OrdinalIgnoreCase))
                        tagged.Add(id);
                }, ct, pages);
        return tagged;
    }

    private async Task<IReadOnlyList<SourceMachine>> OfGroupAsync(
        string group, Func<string, bool> wants, IQueryPages? pages, CancellationToken ct)
    {
        var found = new List<SourceMachine>();
        await reads.Pipeline.ListAsync(ArmAddress.Of(group, Compute + "virtualMachines", MachineReader.Version), row =>
        {
            if (row.Get("id").Text() is { } id && wants(id))
                found.Add(SourceRow.Machine(row));
        }, ct, pages);
        return found;
    }

    private async Task<SourceMachine> WholeAsync(
        SourceMachine machine, Dictionary<string, JsonElement> disks, Dictionary<string, JsonElement> cards, IQueryPages? pages,
        CancellationToken ct)
    {
        var (own, wires, unread) = (new List<SourceDisk>(), new List<SourceCard>(), new List<string>());
        foreach (var disk in machine.Disks)
            own.Add(disk.Id is { } id && !disk.IsEphemeral && await FindAsync(disks, id, DiskVersion, unread, pages, ct) is { } row
                ? disk.With(row)
                : disk);
        foreach (var card in machine.Cards)
            wires.Add(await FindAsync(cards, card.Id, NetworkVersion, unread, pages, ct) is { } row ? card.With(row) : card);
        // Of one interface Azure need not say that it is the first.
        if (wires.Count > 0 && !wires.Exists(card => card.IsPrimary))
            wires[0] = wires[0] with { IsPrimary = true };
        return machine with { Disks = own, Cards = wires, Unread = unread };
    }

    private async Task<IReadOnlyList<SourceSubnet>> SubnetsAsync(
        IReadOnlyList<SourceMachine> machines, IQueryPages? pages, CancellationToken ct)
    {
        var subnets = new List<SourceSubnet>();
        var networks = machines.SelectMany(machine => machine.Cards).Select(card => card.SubnetId).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase).GroupBy(id => ArmId.Above(id, "subnets") ?? id, StringComparer.OrdinalIgnoreCase);
        foreach (var network in networks)
        {
            using var answer = await GetAsync(ArmAddress.Of(network.Key, "", NetworkVersion), pages, ct);
            var properties = answer.RootElement.Get("properties");
            IReadOnlyList<string> dns = [.. properties.Get("dhcpOptions").Get("dnsServers").Texts()];
            foreach (var subnet in properties.Get("subnets").Items())
                if (subnet.Get("id").Text() is { } id && network.Contains(id, StringComparer.OrdinalIgnoreCase)
                    && PrefixOf(subnet.Get("properties")) is { } prefix)
                    subnets.Add(new(id, prefix, dns, subnet.Get("properties").Get("privateEndpoints").Items().Count()));
        }
        return [.. subnets.OrderBy(subnet => subnet.Id, StringComparer.OrdinalIgnoreCase)];
    }

    private async Task<JsonElement?> FindAsync(
        Dictionary<string, JsonElement> rows, string id, string version, List<string> unread, IQueryPages? pages, CancellationToken ct)
    {
        if (rows.TryGetValue(id, out var row))
            return row;
        try
        {
            using var answer = await GetAsync(ArmAddress.Of(id, "", version), pages, ct);
            return answer.RootElement.Clone();
        }
        catch (RequestFailedException e) when (e.Status is 403 or 404)
        {
            unread.Add(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{ArmId.NameOf(id)}: HTTP {e.Status} {e.ErrorCode}"));
            return null;
        }
    }

    private async Task<JsonDocument> GetAsync(Uri address, IQueryPages? pages, CancellationToken ct) =>
        (await pages.OrAskAsync(address, async () => await reads.Pipeline.SendAsync(RequestMethod.Get, address, null, ct), ct))!;

    private Task ListAsync(Uri address, Dictionary<string, JsonElement> into, IQueryPages? pages, CancellationToken ct) =>
        reads.Pipeline.ListAsync(address, row =>
        {
            if (row.Get("id").Text() is { } id)
                into[id] = row.Clone();
        }, ct, pages);

    private static string? PrefixOf(JsonElement subnet) =>
        subnet.Get("addressPrefix").Text() ?? subnet.Get("addressPrefixes").Texts().FirstOrDefault();

    private static Dictionary<string, JsonElement> Rows() => new(StringComparer.OrdinalIgnoreCase);
}
