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
        var instance = new Instance(new InstanceRecord("a", "A", "x"), []);
        instance.Deliver(new Message(7, "a", new EventRaised("Go", "later")));
        var batch = new StoreBatch();
        batch.NewMessages.Add(new Message(7, "a", new EventRaised("Go", "later")));
        batch.NewMessages.Add(new Message(6, "b", new Started()));
        instance.CarryOver(batch, [new Started(), new EventRaised("Go", "earlier")], e => new Message(++last, "a", e));
        var own = batch.NewMessages.Where(m => m.InstanceId == "a").OrderBy(m => m.Number).Select(m => m.Event);
        Assert.Equal([new Started(), new EventRaised("Go", "earlier"), new EventRaised("Go", "later")], own);
        Assert.Equal(own, instance.TakeInbox().Select(m => m.Event));
    }
}
