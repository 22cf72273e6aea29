using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>What people make beside a drill, and a subscription that is there for drills alone.</summary>
public sealed class PeopleTests
{
    [Fact]
    public async Task A_foreign_resource_shows_in_the_drills_group_and_goes_with_it()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        string[] foreign = [clients.Id("Microsoft.Storage/storageAccounts", "theirs"), clients.Id("disks", "theirs"),
            clients.Id("Microsoft.Network/virtualNetworks", "theirs")];
        foreach (var id in foreign)
            clients.Azure.People.MakeResource(id, new Dictionary<string, string> { ["owner"] = "x" });

        var listed = (await clients.Pipeline().Act(RequestMethod.Get, clients.GroupId() + "/resources")).Json().GetProperty("value");

        Assert.Equal(
            foreign.Order(StringComparer.OrdinalIgnoreCase),
            listed.EnumerateArray().Select(one => one.Text("id")!).Order(StringComparer.OrdinalIgnoreCase),
                StringComparer.OrdinalIgnoreCase);
        Assert.Equal(foreign.Order(StringComparer.OrdinalIgnoreCase), clients.Azure.Resources.Of(clients.GroupId()));
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, clients.GroupId())).Status);
        clients.Advance(300);
        Assert.Empty(clients.Azure.Resources.Of(clients.GroupId()));
        (await clients.Pipeline().Act(RequestMethod.Get, clients.GroupId())).Refused(404, "ResourceGroupNotFound");
        Assert.Throws<ArgumentException>(() => clients.Azure.People.MakeResource(foreign[0]));
    }

    [Fact]
    public async Task A_group_of_a_person_has_the_tags_that_they_gave_it()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        var id = clients.Azure.People.MakeGroup(clients.Drills(), Clones.Group, source.Region, new Dictionary<string,
            string> { ["ops:drill"] = "1" });
        clients.Azure.People.Tag(id, "owner", "x");

        var tags = (await clients.Pipeline().Act(RequestMethod.Get, id)).Json().GetProperty("tags");

        Assert.Equal((clients.GroupId(), "1", "x"), (id, tags.Text("ops:drill"), tags.Text("owner")));
        Assert.Contains(clients.Azure.Activity.Entries, one => one.Caller.Contains("somebody", StringComparison.Ordinal)
            && one.ResourceId == id);
    }

    [Fact]
    public async Task The_truth_about_a_group_names_machines_disks_interfaces_and_run_commands()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");
        await clients.Run(source, machine, "disks");

        var all = clients.Azure.Resources.Of(clients.GroupId());

        Assert.Superset(
            new HashSet<string> { machine, clients.Id("disks", "os-one"), clients.Id("Microsoft.Network/networkInterfaces", "nic-one") },
                all.ToHashSet());
        Assert.Single(all, one => one.StartsWith(machine + "/runCommands/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Empty_subscriptions_come_last_and_change_nothing_of_the_others()
    {
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        var plain = FleetGenerator.Generate(new FleetOptions { Machines = 60, Start = start });
        var more = FleetGenerator.Generate(new FleetOptions { Machines = 60, Start = start, EmptySubscriptions = 2 });
        Assert.Equal(plain.Machines.Select(one => one.Id), more.Machines.Select(one => one.Id));
        Assert.Equal((plain.Subscriptions.Count + 2, true), (more.Subscriptions.Count, more.Subscriptions.Take(2)
            .SequenceEqual(plain.Subscriptions)));
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        Assert.DoesNotContain(clients.Azure.Fleet.Machines, one => one.SubscriptionId == clients.Drills());
        Assert.Contains(clients.Azure.Roles.Assignments, one => one.Scope == $"/subscriptions/{clients.Drills()}");
        var usages = await clients.Pipeline().Act(RequestMethod.Get,
            $"/subscriptions/{clients.Drills()}/providers/Microsoft.Compute/locations/{source.Region}/usages");
        Assert.Equal(1000, usages.Json().GetProperty("value")[0].GetProperty("limit").GetInt32());
    }
}
