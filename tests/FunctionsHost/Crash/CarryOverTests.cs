using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Store;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Crash;

public sealed class CarryOverTests
{
    [Fact]
    public void What_is_carried_over_comes_before_what_came_meanwhile_also_by_number()
    {
        var last = 7L;
        var instance = new Instance(new InstanceRecord("a", "A", "x"));
        var batch = new StoreBatch();
        instance.Deliver(new Message(7, "a", Raised("later")));
        batch.NewMessages.Add(new Message(7, "a", Raised("later")));
        batch.NewMessages.Add(new Message(6, "b", Raised("other")));

        instance.CarryOver(batch, [HubEvents.Started(Now, instance.Record), Raised("earlier")], e => new Message(++last, "a", e));

        var own = batch.NewMessages.Where(m => m.InstanceId == "a").OrderBy(m => m.Number).Select(m => m.Event).ToList();
        Assert.Equal([HubEvents.Started(Now, instance.Record), Raised("earlier"), Raised("later")], own);
        Assert.Equal(own, instance.TakeInbox().Select(m => m.Event));
    }

    private static DateTime Now { get; } = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);

    private static HistoryEvent Raised(string payload) => HubEvents.Raised(Now, "Go", payload);
}
