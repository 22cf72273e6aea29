using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Graph;

/// <summary>
/// The tables: resources (machines, their network interfaces and disks, snapshots, collections of restore points) and resourcecontainers,
/// with the columns of recorded answers.
/// </summary>
internal sealed class GraphTables(SimulatedAzure azure)
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "id", "name", "type", "tenantId", "kind", "location", "resourceGroup", "subscriptionId", "managedBy", "sku", "plan", "properties",
        "tags",
        "identity", "zones", "extendedLocation",
    ];

    public static readonly IReadOnlyList<string> DynamicColumns =
    [
        "sku", "plan", "properties", "tags", "identity", "zones", "extendedLocation"
    ];

    private readonly ContainerRows _containers = new(azure.Fleet, azure.TenantId);

    private readonly GraphSource[] _resources =
    [
        new MachineRows(azure.Fleet, azure.TenantId),
        new CardRows(azure.Fleet, azure.Resources.Store, azure.TenantId),
        new DiskRows(azure.Fleet, azure.TenantId),
        new MadeMachineRows(azure.Fleet, azure.TenantId),
        new MadeDiskRows(azure.Disks, azure.TenantId),
        new SnapshotRows(azure.Snapshots, azure.TenantId),
        new IdentityRows(azure),
        new CollectionRows(azure.RestorePoints, azure.TenantId),
        .. NetworkTypes.All.Append(WebApps.Site).Append(WebApps.Plan)
            .Select(type => new StoreRows(azure.Resources.Store, type, azure.TenantId)),
    ];

    // In order of id, which is what the service promises when nothing else is asked for.
    public static bool IsInOrderOfId(string table) => table.Equals("resources", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rows; null: no such table.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="types">Only resources of these types; null: all.</param>
    /// <param name="view">What is looked at.</param>
    public IEnumerable<GraphRow>? Rows(string table, IReadOnlyList<string>? types, GraphView view) => table.ToLowerInvariant() switch
    {
        "resources" => Merge([.. Sources(types).Select(source => source.Rows(view))]),
        "resourcecontainers" => _containers.Rows(view),
        _ => null,
    };

    /// <summary>How many resources there are, without making their rows.</summary>
    public int Count(IReadOnlyList<string>? types, GraphView view) => Sources(types).Sum(source => source.Count(view));

    private IEnumerable<GraphSource> Sources(IReadOnlyList<string>? types) =>
        _resources.Where(source => types?.Contains(source.Type, StringComparer.Ordinal) ?? true);

    private static IEnumerable<GraphRow> Merge(IReadOnlyList<IEnumerable<GraphRow>> sources)
    {
        if (sources.Count == 1)
            return sources[0];
        return Merged();

        IEnumerable<GraphRow> Merged()
        {
            var open = sources.Select(source => source.GetEnumerator()).Where(rows => rows.MoveNext()).ToList();
            while (open.Count > 0)
            {
                var least = open.MinBy(rows => rows.Current.Key, StringComparer.Ordinal)!;
                yield return least.Current;
                if (!least.MoveNext())
                    open.Remove(least);
            }
        }
    }
}
