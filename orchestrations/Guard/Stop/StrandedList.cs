using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard.Stop;

/// <summary>What the suite left half done because it was stopped hard.</summary>
/// <param name="Id">Resource id.</param>
/// <param name="State">How it was left: «deallocated, size Standard_D4s_v5».</param>
/// <param name="Command">The command that finishes or undoes it.</param>
/// <param name="Since">Since when, UTC.</param>
[StateDocument(
    "guard/stranded/*",
    Loss = "the machine is no longer listed as stranded; its page and its evidence stay",
    Damage = "the list shows the name of the document in place of the machine",
    Mend = "find the machine in the evidence of the day it was written, and delete it")]
public sealed record StrandedResource(string Id, string State, string Command, DateTimeOffset Since) : ICheckedDocument
{
    public string? ProblemAs(string name) => name == StrandedList.NameOf(Id) ? null : "it is of another resource";
}

/// <summary>The stranded resources, a document each under <c>guard/stranded/</c>.</summary>
public sealed class StrandedList(StateStore store)
{
    private const string Folder = "guard/stranded/";

    /// <summary>Ensures that it is listed; what was written of it before is replaced.</summary>
    public Task AddAsync(StrandedResource resource, CancellationToken ct) => store.WriteAsync(NameOf(resource.Id), resource, ct);

    /// <summary>Ensures that it is listed no more.</summary>
    public Task RemoveAsync(string id, CancellationToken ct) => store.DeleteAsync(NameOf(id), ct);

    /// <summary>All of them, in order of their ids. One whose document cannot be read is listed by that document's name.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer.</exception>
    public async Task<IReadOnlyList<StrandedResource>> ListAsync(CancellationToken ct)
    {
        var stranded = new List<StrandedResource>();
        await foreach (var entry in store.ListAsync(Folder, ct))
            if (await FindAsync(entry, ct) is { } resource)
                stranded.Add(resource);
        return [.. stranded.OrderBy(one => one.Id, StringComparer.OrdinalIgnoreCase)];
    }

    private async Task<StrandedResource?> FindAsync(StateName entry, CancellationToken ct)
    {
        try
        {
            return (await store.FindAsync<StrandedResource>(entry.Name, ct))?.Value;
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Unreadable } failure)
        {
            return new($"state/{entry.Name}.json.gz", failure.Words, "find the resource in the evidence of that moment", entry.WrittenAt);
        }
    }

    internal static string NameOf(string id) => Ids.Whole(Folder, id);
}
