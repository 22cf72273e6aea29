namespace OpsFunctions.Simulator.Governance;

/// <summary>Storage accounts as resources. Every account exists; all count as resources of the first subscription.</summary>
internal static class StorageAccounts
{
    public static string IdOf(Fleet fleet, string account) =>
        $"/subscriptions/{fleet.Subscriptions[0].Id}/resourceGroups/rg-ops/providers/Microsoft.Storage/storageAccounts/{account}";
}
