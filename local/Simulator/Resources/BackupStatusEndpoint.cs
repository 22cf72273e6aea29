using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Whether Azure Backup protects a machine, and by which vault and policy.</summary>
internal sealed class BackupStatusEndpoint(SimulatedAzure azure)
{
    private static readonly BodyShape Shape = new("resourceType", "resourceId", "poLogicalName");

    public Task Get(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (RequestBody.Read(exchange, Shape) is not { } body || body.Text("resourceId") is not { Length: > 0 } id
            || id.Split('/') is not { Length: 9 } parts)
            return RequestBody.Invalid.Write(exchange);
        if (!string.Equals(body.Text("resourceType"), "VM", StringComparison.OrdinalIgnoreCase))
            throw new NotSimulatedException($"the backup status of a {body.Text("resourceType")}");
        var name = $"iaasvmcontainerv2;{parts[4].ToLowerInvariant()};{parts[8].ToLowerInvariant()}";
        var protection = azure.Resources.Store.Protections.GetValueOrDefault(id);
        var status = new JsonObject
        {
            ["protectionStatus"] = protection.Vault is null ? "NotProtected" : "Protected",
            ["fabricName"] = "Azure",
            ["containerName"] = $"iaasvmcontainer;{name}",
            ["protectedItemName"] = $"vm;{name}",
            ["protectedItemsCount"] = 0,
        };
        if (protection.Vault is { } vault)
            (status["vaultId"], status["policyName"]) = (vault, protection.Policy);
        status["objectType"] = "BackupStatusResponse";
        return new Outcome(200, status).Write(exchange);
    }
}
