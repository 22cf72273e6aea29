using OpsFunctions.Simulator.Blobs;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Queues;

namespace OpsFunctions.Simulator.Events.Delivering;

/// <summary>Writes to queues and containers as Event Grid: with a right of its own, and failing where the rules say so.</summary>
internal sealed class EventCourier(QueueStore queues, BlobStore blobs, Roles roles, FaultRules faults, TimeProvider time)
{
    private const string WriteBlob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";

    /// <summary>Status of an attempt; 0: no answer. <paramref name="hasArrived"/> also where the answer says otherwise.</summary>
    public int Send(EventDelivery delivery, out bool hasArrived)
    {
        var (place, arrived) = (delivery.Subscription.Queue, false);
        var allowed = QueueRights.Of("Messages_Enqueue")
            .Any(needed => needed.All(one => IsAllowed(place, one.Action, QueueRights.ScopeOf(place.AccountId, place.Name))));
        var target = $"{place.Account}.queue.core.windows.net/{place.Name}/messages";
        var status = !allowed ? 403 : Carry("Messages_Enqueue", target, () =>
        {
            var outcome = queues.Put(place.Account, place.Name, EventText.Message(delivery.Event, delivery.Subscription), life: place.Life);
            arrived = outcome.Refusal is null;
            return outcome.Refusal?.Status ?? 201;
        });
        hasArrived = arrived;
        return status;
    }

    /// <summary>Status of writing what could not be delivered.</summary>
    public int Bury(EventDelivery delivery, EventPlace place)
    {
        if (!IsAllowed(place, WriteBlob, $"{place.AccountId}/blobServices/default/containers/{place.Name}"))
            return 403;
        var name = NameOf(delivery);
        return Carry("BlockBlob_Upload", $"{place.Account}.blob.core.windows.net/{place.Name}/{name}", () =>
        {
            var blob = new StoredBlob(new(EventText.DeadLetter(delivery)), "", default, default, "application/json", IsAppend: false);
            return blobs.Put($"{place.Account}/{place.Name}", name, new(null, null, null, null, null, null), blob).Status;
        });
    }

    private string NameOf(EventDelivery delivery)
    {
        var (now, subscription) = (time.GetUtcNow(), delivery.Subscription);
        var id = Noise.Id(delivery.Draw, "letter");
        return FormattableString.Invariant(
            $"{subscription.Topic.Name}/{subscription.Name.ToUpperInvariant()}/{now.Year}/{now.Month}/{now.Day}/{now.Hour}/{id}.json");
    }

    private bool IsAllowed(EventPlace place, string action, string scope) =>
        place.Principal is not { } principal || roles.Allow(principal, action, scope, isData: true);

    private int Carry(string operation, string target, Func<int> act)
    {
        var fault = faults.Hit(operation, target, time.GetUtcNow());
        if (fault is null or { Kind: FaultKind.FailOperation or FaultKind.TruncateBody })
            return act();
        if (fault.AfterEffect)
            act();
        return fault.Kind is FaultKind.AbortConnection ? 0 : fault.Status;
    }
}
