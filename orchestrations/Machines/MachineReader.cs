using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>Reads one machine and what belongs to it.</summary>
public sealed class MachineReader(AzureClients clients)
{
    internal const string Version = AzureClients.MachinesVersion;

    private const string NetworkVersion = "2024-05-01";

    /// <summary>Whether there is such a machine; only 404 says that there is none.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public Task<bool> ExistsAsync(string machineId, CancellationToken ct) => ExistsAsync(AddressOf(machineId), ct);

    /// <summary>The machine with its instance view, in one call.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled; 404 where there is no such machine.</exception>
    public async Task<MachineState> ReadAsync(string machineId, CancellationToken ct)
    {
        using var answer = await GetAsync(AddressOf(machineId), ct);
        return Of(answer.RootElement);
    }

    /// <summary>A machine as an answer shows it that has its instance view.</summary>
    /// <exception cref="JsonException">It is no machine.</exception>
    internal static MachineState Of(JsonElement root)
    {
        var properties = root.Get("properties");
        var view = properties.Get("instanceView");
        return new(
            root.Get("id").Text() ?? throw new JsonException("a machine without an id"),
            root.Get("location").Text() ?? throw new JsonException("a machine without a location"),
            properties.Get("hardwareProfile").Get("vmSize").Text() ?? throw new JsonException("a machine without a size"),
            Power(view), properties.Get("provisioningState").Text() ?? "", IsReady(view),
            string.Equals(
                properties.Get("storageProfile").Get("osDisk").Get("osType").Text(), "Windows", StringComparison.OrdinalIgnoreCase),
            properties.Get("capacityReservation").Get("capacityReservationGroup").Get("id").Text(),
            properties.Get("storageProfile").Get("osDisk").Get("managedDisk").Get("id").Text(),
            [.. root.Get("zones").Texts()],
            [.. properties.Get("networkProfile").Get("networkInterfaces").Items().Select(one => one.Get("id").Text()).OfType<string>()],
            Tags(root))
        {
            AgentReportedAt = IsReady(view) ? AgentTime(view) : null,
            OsDiskEncryptionSet = properties.Get("storageProfile").Get("osDisk").Get("managedDisk").Get("diskEncryptionSet").Get("id")
                .Text(),
        };
    }

    /// <summary>Sizes the machine can be given as it stands, by name: while it is allocated, those of its hardware.</summary>
    public async Task<IReadOnlyList<string>> SizesAsync(string machineId, CancellationToken ct)
    {
        var sizes = new List<string>();
        await clients.ArmPipeline.ListAsync(ArmAddress.Of(machineId, "/vmSizes", Version), size =>
        {
            if (size.Get("name").Text() is { } name)
                sizes.Add(name);
        }, ct);
        return sizes;
    }

    /// <summary>Ids of the load balancers' pools its interfaces are in, in order.</summary>
    public async Task<IReadOnlyList<string>> PoolsAsync(MachineState machine, CancellationToken ct)
    {
        var pools = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var card in machine.NetworkInterfaces)
        {
            using var answer = await GetAsync(ArmAddress.Of(card, "", NetworkVersion), ct);
            pools.UnionWith(Configurations(answer)
                .SelectMany(one => one.Get("loadBalancerBackendAddressPools").Items())
                .Select(pool => pool.Get("id").Text()).OfType<string>());
        }
        return [.. pools];
    }

    /// <summary>Its private address, of the first interface that has one; null: none.</summary>
    public async Task<string?> PrivateAddressAsync(MachineState machine, CancellationToken ct)
    {
        foreach (var card in machine.NetworkInterfaces)
        {
            using var answer = await GetAsync(ArmAddress.Of(card, "", NetworkVersion), ct);
            if (Configurations(answer).Select(one => one.Get("privateIPAddress").Text()).OfType<string>().FirstOrDefault() is { } address)
                return address;
        }
        return null;
    }

    /// <summary>Ids of the interfaces behind a pool.</summary>
    public async Task<IReadOnlyList<string>> InterfacesOfPoolAsync(string poolId, CancellationToken ct)
    {
        using var answer = await GetAsync(ArmAddress.Of(poolId, "", NetworkVersion), ct);
        return
        [
            .. answer.RootElement.Get("properties").Get("backendIPConfigurations").Items()
                .Select(one => one.Get("id").Text()).OfType<string>()
                .Select(id => ArmId.Above(id, "ipConfigurations") ?? id)
                .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The machine an interface belongs to; null: none.</summary>
    public async Task<string?> MachineOfInterfaceAsync(string interfaceId, CancellationToken ct)
    {
        using var answer = await GetAsync(ArmAddress.Of(interfaceId, "", NetworkVersion), ct);
        return answer.RootElement.Get("properties").Get("virtualMachine").Get("id").Text();
    }

    /// <summary>Whether there is such a resource; only 404 says that there is none.</summary>
    internal async Task<bool> ExistsAsync(Uri address, CancellationToken ct)
    {
        using var answer = await FindAsync(address, ct);
        return answer is not null;
    }

    /// <summary>The resource's answer, to be disposed; null: 404.</summary>
    internal Task<JsonDocument?> FindAsync(Uri address, CancellationToken ct) =>
        clients.ArmPipeline.FindAsync(RequestMethod.Get, address, null, ct);

    private static Uri AddressOf(string machineId) => new(ArmAddress.Of(machineId, "", Version) + "&$expand=instanceView");

    private static IEnumerable<JsonElement> Configurations(JsonDocument card) =>
        card.RootElement.Get("properties").Get("ipConfigurations").Items().Select(one => one.Get("properties"));

    private Task<JsonDocument> GetAsync(Uri address, CancellationToken ct) =>
        clients.ArmPipeline.SendAsync(RequestMethod.Get, address, null, ct);

    private static string Power(JsonElement view) => view.Get("statuses").Items()
        .Select(status => status.Get("code").Text())
        .FirstOrDefault(code => code?.StartsWith(
            "PowerState/", StringComparison.OrdinalIgnoreCase) == true)?["PowerState/".Length..].ToLowerInvariant() ?? "";

    private static bool IsReady(JsonElement view) => view.Get("vmAgent").Get("statuses").Items()
        .Any(status => string.Equals(status.Get("displayStatus").Text(), "Ready", StringComparison.OrdinalIgnoreCase));

    private static DateTimeOffset? AgentTime(JsonElement view) => view.Get("vmAgent").Get("statuses").Items()
        .Select(status => status.Get("time").Moment())
        .Max();

    private static List<string> Tags(JsonElement root) => root.Get("tags") is { ValueKind: JsonValueKind.Object } tags
        ? [.. tags.EnumerateObject().Select(tag => $"{tag.Name}={tag.Value}").Order(StringComparer.Ordinal)]
        : [];
}
