using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Rows of what comes, changes and goes by calls: as the shelf shows it, which lags.</summary>
internal abstract class KeptRows<T>(Shelf<T> shelf, string type, string action, string tenantId) : GraphSource<Kept<T>>(
    type, action, tenantId)
{
    protected override IReadOnlyList<Kept<T>> Items => shelf.Shown;

    protected override string IdOf(Kept<T> item) => item.Id;

    protected override string SubscriptionOf(Kept<T> item) => item.SubscriptionId;

    protected override bool Exists(Kept<T> item, DateTimeOffset at) => item.Exists(at);
}
