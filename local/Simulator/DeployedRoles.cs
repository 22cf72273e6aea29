namespace OpsFunctions.Simulator;

/// <summary>At what a deployment assigns a role.</summary>
public enum RoleLevel
{
    /// <summary>Each subscription of the fleet.</summary>
    Subscriptions,

    /// <summary>Where drills are built: the fleet's last subscription.</summary>
    DrillSubscription,

    /// <summary>Where the suite's own storage is: the first subscription.</summary>
    Home,

    /// <summary>The management group above all subscriptions.</summary>
    RootGroup,
}

/// <summary>A role that a deployment gives an identity.</summary>
/// <param name="Identity">Name of the identity: read, act, drill or audit.</param>
/// <param name="Capability">Where it is switched on; empty: always.</param>
/// <param name="Changes">Only where the capability may change something.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Level">Where.</param>
public sealed record DeployedRole(string Identity, string Capability, bool Changes, RoleDefinition Role, RoleLevel Level);

/// <summary>What a deployment gives the suite's identities: the one place that says so.</summary>
public static class DeployedRoles
{
    /// <summary>All of them, in order of their files' names.</summary>
    public static IReadOnlyList<DeployedRole> All { get; } =
        [.. Files().OrderBy(static file => file.Name, StringComparer.Ordinal).Select(Of)];

    // Named for the capability and for what the identity does there.
    private static DeployedRole Of((string Name, string Json) file)
    {
        var role = RoleDefinition.Read(file.Json);
        return Path.GetFileNameWithoutExtension(file.Name).Split('-') switch
        {
            ["storage", ..] => new("read", "", Changes: false, role, RoleLevel.Home),
            ["access", ..] => new("audit", "access", Changes: false, role, RoleLevel.RootGroup),
            ["drills", "place"] => new("drill", "drills", Changes: true, role, RoleLevel.DrillSubscription),
            ["drills", ..] => new("drill", "drills", Changes: false, role, RoleLevel.Subscriptions),
            [var capability, "read"] => new("read", capability, Changes: false, role, RoleLevel.Subscriptions),
            [var capability, ..] => new("act", capability, Changes: true, role, RoleLevel.Subscriptions),
            _ => throw new InvalidOperationException($"The role file {file.Name} belongs to no identity."),
        };
    }

    private static IEnumerable<(string Name, string Json)> Files()
    {
        const string Folder = "roles/";
        var assembly = typeof(DeployedRoles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[Folder.Length..], reader.ReadToEnd());
        }
    }
}
