using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>
/// What really holds for an interface: routes and security rules. A POST that takes a while and answers only for a running machine. Form
/// from
/// the REST specification.
/// </summary>
internal sealed class EffectiveEndpoint(SimulatedAzure azure)
{
    private static readonly (int From, int To) Seconds = (5, 20);

    public Task Routes(Exchange exchange) => Answer(exchange, card => new JsonObject { ["value"] = Routes(card) });

    public Task Rules(Exchange exchange) => Answer(exchange, card => new JsonObject { ["value"] = Rules(card) });

    private Task Answer(Exchange exchange, Func<StoredResource, JsonObject> make)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        if (azure.Resources.Store.Find($"{group.Id}/providers/{NetworkTypes.Interface.Name}/{exchange.Route["name"]}") is not { } card)
            return ScopeEndpoint.ResourceNotFound(exchange, $"{NetworkTypes.Interface.Name}/{exchange.Route["name"]}");
        if (NetworkInterfaces.MachineOf(card) is not { } machine
            || azure.Fleet.Present(machine)?.IsRunning(azure.Time.GetUtcNow()) is false)
        {
            return Outcome.RefusedWithDetails(
                400, "NetworkInterfaceNotAttachedToRunningVM",
                $"Network interface {card.Id} must be attached to a running virtual machine for this operation.").Write(exchange);
        }
        var operation = azure.Operations.Begin(
            exchange, card.Id, card.Location ?? group.Region, Seconds) with { Form = PollingForm.DeleteNetwork, Output = make(card) };
        return Outcome.Accepted(azure.Operations.Keep(operation)).Write(exchange);
    }

    private static JsonArray Routes(StoredResource card) => new([.. EffectiveRoutes.Of(card).Select(static one =>
        Route(one.Source, one.IsActive ? "Active" : "Invalid", one.Prefixes, one.Hop, one.Address, one.Name))]);

    private static JsonObject Route(string source, string state, IEnumerable<string> prefixes, string hop, string? address, string? name)
    {
        var route = new JsonObject();
        if (name is not null)
            route["name"] = name;
        route["disableBgpRoutePropagation"] = false;
        route["source"] = source;
        route["state"] = state;
        route["addressPrefix"] = RequestBody.List(prefixes);
        route["nextHopIpAddress"] = RequestBody.List(address is null ? [] : [address]);
        route["nextHopType"] = hop;
        return route;
    }

    private static JsonArray Rules(StoredResource card)
    {
        var subnet = NetworkInterfaces.SubnetThatIsThere(card);
        var found = new JsonArray();
        foreach (
            var (id, what, owner) in new[] { (subnet?.Properties["networkSecurityGroup"].Text("id"), "subnet", subnet?.Id),
            (card.Properties["networkSecurityGroup"].Text("id"), "networkInterface", card.Id) })
        {
            if (id is null || card.Store.Find(id) is not { } group)
                continue;
            var shown = group.Document(card.Store.Now)["properties"];
            var rules = shown.Objects("securityRules").Select(static rule => Rule(rule, "securityRules"))
                .Concat(shown.Objects("defaultSecurityRules").Select(static rule => Rule(rule, "defaultSecurityRules")));
            found.Add(new JsonObject
            {
                ["networkSecurityGroup"] = new JsonObject { ["id"] = group.Id },
                ["association"] = new JsonObject { [what] = new JsonObject { ["id"] = owner } },
                ["effectiveSecurityRules"] = new JsonArray([.. rules]),
            });
        }
        return found;
    }

    private static JsonObject Rule(JsonObject rule, string list)
    {
        var sent = rule["properties"];
        var effective = new JsonObject { ["name"] = $"{list}/{rule.Text("name")}", ["protocol"] = sent.Text("protocol") is "*" ? "All"
            : sent.Text("protocol") };
        foreach (var (one, many) in new[] { ("sourcePortRange", "sourcePortRanges"), ("destinationPortRange", "destinationPortRanges") })
        {
            effective[one] = Ports(sent.Text(one) ?? sent.First(many) ?? "*");
            effective[many] = RequestBody.List((sent.Texts(many) is { Count: > 0 } ports ? ports : [sent.Text(one) ?? "*"]).Select(Ports));
        }
        foreach (
            var (one, many) in new[] { ("sourceAddressPrefix", "sourceAddressPrefixes"),
            ("destinationAddressPrefix", "destinationAddressPrefixes") })
        {
            effective[one] = sent.Text(one) ?? sent.First(many) ?? "*";
            effective[many] = RequestBody.List(sent.Texts(many) is { Count: > 0 } prefixes ? prefixes : [sent.Text(one) ?? "*"]);
        }
        effective["access"] = sent.Text("access");
        effective["priority"] = sent.Number("priority");
        effective["direction"] = sent.Text("direction");
        return effective;
    }

    private static string Ports(string text) =>
        text is "*" ? "0-65535" : text.Contains('-', StringComparison.Ordinal) ? text : $"{text}-{text}";
}
