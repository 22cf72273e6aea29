using System.Text.Json;
using System.Text.RegularExpressions;

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

/// <summary>
/// What a deployment gives the suite's identities, as the committed predictions of Bicep say it (<c>bicep/snapshots</c>): the one place
/// that says so. On Linux a test holds the predictions current.
/// </summary>
public static partial class DeployedRoles
{
    private const string Assignments = "Microsoft.Authorization/roleAssignments";
    private const string Definitions = "Microsoft.Authorization/roleDefinitions";

    // The host's own account and telemetry are not simulated; of the suite's account these are needed.
    private static readonly Dictionary<string, string> BuiltIn = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "storage-blob-data-contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "storage-queue-data-contributor",
    };

    /// <summary>Of an installation with everything switched on, with audits at a management group; in order of their names.</summary>
    public static IReadOnlyList<DeployedRole> All { get; } =
        [.. Of("large").Concat(Of("audit")).OrderBy(static one => one.Role.Name, StringComparer.Ordinal)];

    /// <summary>Of an installation as a parameter file has it: <c>small</c>, <c>large</c> or <c>audit</c>.</summary>
    /// <exception cref="ArgumentException">There is no prediction of that name.</exception>
    public static IReadOnlyList<DeployedRole> Of(string parameters)
    {
        using var snapshot = JsonDocument.Parse(Text($"snapshots/{parameters}.snapshot.json"));
        var resources = snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().ToList();
        var definitions = resources.Where(static one => Is(one, Definitions))
            .ToDictionary(static one => LastOf(one.GetProperty("id").GetString()!), DefinitionOf, StringComparer.OrdinalIgnoreCase);
        var given = resources.Where(static one => Is(one, Assignments)).Select(one => Given(one, definitions))
            .OfType<(string Identity, RoleDefinition Role, string Scope)>().ToList();
        // Where the suite only builds drills, it reads nothing else.
        var looked = given.Where(static one => one.Identity is not "drill").Select(static one => one.Scope)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. given.DistinctBy(static one => (one.Identity, one.Role.Name)).Select(one =>
            {
                var level = LevelOf(one.Scope, looked);
                var capability = one.Role.IsCustom ? one.Role.Name.Split(' ')[1].ToLowerInvariant() : "";
                return new DeployedRole(one.Identity, capability, one.Identity is "act"
                    || level is RoleLevel.DrillSubscription, one.Role, level);
            }),
        ];
    }

    private static (string, RoleDefinition, string)? Given(JsonElement assignment, Dictionary<string, RoleDefinition> definitions)
    {
        var properties = assignment.GetProperty("properties");
        var id = assignment.GetProperty("id").GetString()!;
        var scope = id[..id.LastIndexOf($"/providers/{Assignments}", StringComparison.OrdinalIgnoreCase)];
        var identity = Identity().Match(properties.GetProperty("principalId").GetString()!);
        var role = LastOf(properties.GetProperty("roleDefinitionId").GetString()!);
        if (!identity.Success)
            return null;
        if (definitions.TryGetValue(role, out var custom))
            // What a role at a resource group is given at its subscription, it has there anyway where the whole subscription is in scope.
            return custom.Name.EndsWith(" Subscription", StringComparison.Ordinal) ? null : (identity.Groups["name"].Value, custom, scope);
        return scope.EndsWith("data", StringComparison.Ordinal) && BuiltIn.TryGetValue(role, out var file)
            ? (identity.Groups["name"].Value, RoleDefinition.Read(Text($"roles/{file}.json")), scope)
            : null;
    }

    private static RoleLevel LevelOf(string scope, HashSet<string> looked) =>
        scope.StartsWith("/providers/Microsoft.Management/", StringComparison.OrdinalIgnoreCase) ? RoleLevel.RootGroup
        : scope.Contains("/Microsoft.Storage/", StringComparison.OrdinalIgnoreCase) ? RoleLevel.Home
        : looked.Contains(string.Join('/', scope.Split('/').Take(3))) ? RoleLevel.Subscriptions
        : RoleLevel.DrillSubscription;

    private static RoleDefinition DefinitionOf(JsonElement definition)
    {
        var properties = definition.GetProperty("properties");
        var permissions = properties.GetProperty("permissions")[0];
        return new(
            Installation().Replace(properties.GetProperty("roleName").GetString()!, ""), properties.GetProperty("description").GetString()!,
            List("actions"), List("notActions"), List("dataActions"), List("notDataActions"), [RoleDefinition.Scopes]);

        IReadOnlyList<string> List(string name) =>
            permissions.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(static one => one.GetString()!)] : [];
    }

    private static bool Is(JsonElement resource, string type) =>
        string.Equals(resource.GetProperty("type").GetString(), type, StringComparison.OrdinalIgnoreCase);

    private static string LastOf(string id) => id[(id.LastIndexOf('/') + 1)..];

    private static string Text(string name)
    {
        using var stream = typeof(DeployedRoles).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no {name} in the simulator.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // Names end with the installation, which two may not share.
    [GeneratedRegex(" [a-z0-9]+-[a-z0-9]+( at a management group)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Installation();

    [GeneratedRegex(
        "/userAssignedIdentities/[^']*-(?<name>read|act|drill|audit)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identity();
}
