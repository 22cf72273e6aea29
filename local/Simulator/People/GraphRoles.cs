namespace OpsFunctions.Simulator.People;

/// <summary>Application permissions of Microsoft Graph, as its service principal lists them; ids as published.</summary>
internal static class GraphRoles
{
    public const string AppId = "00000003-0000-0000-c000-000000000000";

    public static IReadOnlyDictionary<string, string> Ids { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["AppRoleAssignment.ReadWrite.All"] = "06b708a9-e830-4db3-a914-8e69da51d44f",
        ["Application.Read.All"] = "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
        ["Application.ReadWrite.All"] = "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
        ["AuditLog.Read.All"] = "b0afded3-3588-46d8-8b3d-9842eff778da",
        ["Directory.Read.All"] = "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
        ["Directory.ReadWrite.All"] = "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
        ["Group.Read.All"] = "5b567255-7703-4780-807c-7be8301ae99b",
        ["GroupMember.Read.All"] = "98830695-27a2-44f7-8c18-0c3ebc9698f6",
        ["GroupMember.ReadWrite.All"] = "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
        ["Policy.ReadWrite.PermissionGrant"] = "a402ca1c-2696-4531-972d-6e5ee4aa11ea",
        ["PrivilegedAccess.ReadWrite.AzureADGroup"] = "2f6817f8-7b12-4f0f-bc18-eeaf60705a9e",
        ["PrivilegedEligibilitySchedule.Read.AzureADGroup"] = "edb419d6-7edc-42a3-9345-509bfdf5d87c",
        ["RoleManagement.Read.Directory"] = "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
        ["RoleManagement.ReadWrite.Directory"] = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
        ["User.Read.All"] = "df021288-bdef-4463-88db-98f22de89214",
        ["UserAuthenticationMethod.ReadWrite.All"] = "50483e42-d915-4231-9639-7fdb7fd190e5",
    };

    /// <summary>Of one that is not known by its id, one that follows from its name.</summary>
    public static string IdOf(string permission) =>
        Ids.TryGetValue(permission, out var id) ? id : Loads.Noise.Id(Loads.Noise.Of(permission), "approle").ToString();
}
