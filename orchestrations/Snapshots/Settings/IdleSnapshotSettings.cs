using OpsFunctions.Orchestrations.Guard.Scopes;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>Finds settings of snapshots that no machine of the inventory has to do with. Pure.</summary>
public static class IdleSnapshotSettings
{
    /// <param name="machines">Ids of the machines that the inventory shows.</param>
    public static IReadOnlyList<IdleSetting> Of(SnapshotOptions options, AzureSettings azure, IReadOnlyCollection<string> machines) =>
    [
        .. IdleSettings.Of(SnapshotOptions.Section, azure, options.Guard, machines),
        .. IdleSettings.OfScopes(
            $"{SnapshotOptions.Section}:{nameof(options.Scopes)}", options.Scopes.Select(one => one.Scope), machines,
            $":{nameof(ScopedPolicy.Scope)}"),
    ];
}
