using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Asks whether a drill can be built in a subscription.</summary>
public sealed class PlaceReader(DrillReads reads, RetailPrices prices)
{
    /// <summary>Providers without which nothing can be made.</summary>
    internal static readonly string[] Providers = ["Microsoft.Compute", "Microsoft.Network"];

    private static readonly (string Type, string Version)[] Made =
    [
        ("Microsoft.Compute/virtualMachines", "2024-07-01"), ("Microsoft.Compute/disks", "2024-03-02"),
        ("Microsoft.Network/virtualNetworks", "2024-05-01"), ("Microsoft.Network/networkSecurityGroups", "2024-05-01"),
        ("Microsoft.Network/networkInterfaces", "2024-05-01"),
    ];

    // Effects of a policy under which what is asked for is not made.
    private static readonly string[] Denying = ["Deny", "DenyAction"];

    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<PlaceFacts> ReadAsync(
        string subscription, string region, IReadOnlyList<SourceMachine> machines, IReadOnlyList<string> wanted, CancellationToken ct)
    {
        RegionName.Check(region);
        var unread = new List<string>();
        var offered = await OrAsync(unread, "sizes", () => reads.Sizes.OfRegionAsync(subscription, region, ct), []);
        var names = wanted.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var own = offered.Where(size => names.Contains(size.Name)).ToList();
        var priced = await OrAsync(unread, "prices", () => prices.OfSizesAsync(region, own.Select(size => size.Name), ct), []);
        return new(subscription, region)
        {
            Unregistered = await UnregisteredAsync(subscription, unread, ct),
            EncryptionAtHost = machines.Any(machine => machine.EncryptionAtHost) ? await FeatureAsync(subscription, unread, ct) : null,
            Sizes = Offer.Of(subscription, region, own, priced).Sizes,
            Quotas = (await OrAsync(unread, "quotas", () => reads.Quotas.OfRegionAsync(subscription, region, ct), new([]))).Lines,
            MissingRights = await MissingRightsAsync(subscription, unread, ct),
            Forbidden = await ForbiddenAsync(subscription, region, unread, ct),
            UnacceptedTerms = await UnacceptedAsync(subscription, machines, unread, ct),
            Unread = unread,
        };
    }

    private async Task<IReadOnlyList<string>> UnregisteredAsync(string subscription, List<string> unread, CancellationToken ct)
    {
        var found = new List<string>();
        foreach (var name in Providers)
        {
            var state = await OrAsync(unread, name, async () =>
            {
                using var answer = await GetAsync($"/subscriptions/{subscription}/providers/{name}", "2021-04-01", ct);
                return answer.RootElement.Get("registrationState").Text();
            }, null);
            if (state is not null && !state.Equals("Registered", StringComparison.OrdinalIgnoreCase))
                found.Add(name);
        }
        return found;
    }

    private Task<bool?> FeatureAsync(string subscription, List<string> unread, CancellationToken ct) =>
        OrAsync<bool?>(unread, "encryption at host", async () =>
    {
        using var answer = await GetAsync(
            $"/subscriptions/{subscription}/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost",
            "2021-07-01", ct);
        return answer.RootElement.Get("properties").Get("state").Text() is { } state ? state == "Registered" : null;
    }, null);

    private async Task<IReadOnlyList<string>> MissingRightsAsync(string subscription, List<string> unread, CancellationToken ct)
    {
        var blocks = new List<RightsBlock>();
        var isRead = await OrAsync(unread, "own rights", async () =>
        {
            await reads.Pipeline.ListAsync(
                ArmAddress.Of($"/subscriptions/{subscription}", "/providers/Microsoft.Authorization/permissions", "2022-04-01"),
                block => blocks.Add(new([.. block.Get("actions").Texts()], [.. block.Get("notActions").Texts()])), ct);
            return true;
        }, fallback: false);
        return isRead ? [.. DrillRights.Needed.Where(action => !blocks.Exists(block => block.Allows(action)))] : [];
    }

    private async Task<IReadOnlyList<ForbiddenType>> ForbiddenAsync(
        string subscription, string region, List<string> unread, CancellationToken ct)
    {
        var forbidden = new List<ForbiddenType>();
        foreach (var (type, version) in Made)
        {
            var found = await OrAsync(unread, $"policies for {type}", async () =>
            {
                var body = BinaryData.FromObjectAsJson(new
                {
                    resourceDetails = new { resourceContent = new { type, location = region, properties = new { } }, apiVersion = version },
                });
                var address = ArmAddress.Of(
                    $"/subscriptions/{subscription}", "/providers/Microsoft.PolicyInsights/checkPolicyRestrictions", "2023-03-01");
                using var answer = await reads.Pipeline.SendAsync(RequestMethod.Post, address, body, ct);
                return answer.RootElement.Get("contentEvaluationResult").Get("policyEvaluations").Items().Where(IsDenied)
                    .Select(one => new ForbiddenType(type, one.Get("policyInfo").Get("policyAssignmentId").Text()
                        ?? "a policy without an id"))
                    .ToList();
            }, []);
            forbidden.AddRange(found);
        }
        return forbidden;
    }

    private async Task<IReadOnlyList<MarketplacePlan>> UnacceptedAsync(
        string subscription, IReadOnlyList<SourceMachine> machines, List<string> unread, CancellationToken ct)
    {
        var unaccepted = new List<MarketplacePlan>();
        foreach (var plan in machines.Select(machine => machine.BoughtUnder).OfType<MarketplacePlan>().Distinct())
        {
            var isAccepted = await OrAsync<bool?>(unread, $"terms of {plan.Product}", async () =>
            {
                using var answer = await GetAsync(
                    $"/subscriptions/{subscription}/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine/publishers/{plan.Publisher}"
                    + $"/offers/{plan.Product}/plans/{plan.Name}/agreements/current", "2021-01-01", ct);
                return answer.RootElement.Get("properties").Get("accepted").ValueKind == JsonValueKind.True;
            }, null);
            if (isAccepted == false)
                unaccepted.Add(plan);
        }
        return unaccepted;
    }

    private static bool IsDenied(JsonElement evaluation) =>
        evaluation.Get("evaluationResult").Text() == "NonCompliant"
        && Denying.Contains(evaluation.Get("effectDetails").Get("policyEffect").Text(), StringComparer.OrdinalIgnoreCase);

    private Task<JsonDocument> GetAsync(string id, string version, CancellationToken ct) =>
        reads.Pipeline.SendAsync(RequestMethod.Get, ArmAddress.Of(id, "", version), null, ct);

    private static Task<T> OrAsync<T>(List<string> unread, string what, Func<Task<T>> read, T fallback) =>
        RefusedRead.OrAsync(read, failure =>
    {
        unread.Add($"{what}: {failure.Code}");
        return fallback;
    });
}

/// <summary>A block of the caller's own permissions.</summary>
internal sealed record RightsBlock(IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions)
{
    /// <summary>A star stands for anything, slashes too; case does not matter.</summary>
    public bool Allows(string action) => Actions.Any(one => Matches(one, action)) && !NotActions.Any(one => Matches(one, action));

    private static bool Matches(string pattern, string action)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
            return pattern.Equals(action, StringComparison.OrdinalIgnoreCase);
        if (!action.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase)
            || !action.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase))
            return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = action.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            at = found + part.Length;
        }
        return at <= action.Length - parts[^1].Length;
    }
}
