namespace OpsFunctions.Simulator.Tenants;

/// <summary>Ids of the built-in roles that generated tenants use.</summary>
internal static class TenantRoles
{
    public const string Owner = Governance.BuiltInRoles.Owner;
    public const string UserAccessAdministrator = Governance.BuiltInRoles.UserAccessAdministrator;
    public const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    public const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    public const string MonitoringReader = "43d0d8ad-25c7-4714-9337-8ba259a9fe05";
    public const string BlobReader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    public const string CostReader = "72fafb9e-0641-4937-9268-a91bfd8191a3";
    public const string MachineUserLogin = "fb879df8-f326-4884-b1cf-06f3ad86be52";
}
