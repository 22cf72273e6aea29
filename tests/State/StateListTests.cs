using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.State;

/// <summary>Documents of the state, listed and deleted.</summary>
public class StateListTests
{
    [Fact]
    public async Task Documents_are_listed_in_order_without_being_read()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var read = suite.Azure.Calls.Of("Blob_Download");
        var store = suite.Services.GetRequiredService<StateStore>();
        Assert.Empty(await store.ListAsync("guard/", default).ToListAsync());
        await store.WriteAsync("guard/b", 1, default);
        await store.WriteAsync("guard/a", 1, default);
        await store.WriteAsync("other/c", 1, default);
        await store.DeleteAsync("guard/never", default);

        var listed = await store.ListAsync("guard/", default).ToListAsync();

        Assert.Equal(["guard/a", "guard/b"], listed.Select(one => one.Name));
        Assert.All(listed, one => Assert.InRange(suite.Azure.Time.GetUtcNow() - one.WrittenAt, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        await store.DeleteAsync("guard/a", default);
        Assert.Equal("guard/b", Assert.Single(await store.ListAsync("guard/", default).ToListAsync()).Name);
        Assert.Equal(read, suite.Azure.Calls.Of("Blob_Download"));
    }
}
