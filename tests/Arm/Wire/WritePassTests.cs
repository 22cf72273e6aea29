using System.Net;
using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute.Models;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Orchestrations.Guard;
using Xunit;

namespace OpsFunctions.Tests.Arm.Wire;

/// <summary>A permit serves one message and its retries, and nothing beside it.</summary>
public sealed class WritePassTests
{
    private const string Snapshot = ScriptedWire.Group + "/providers/Microsoft.Compute/snapshots/s";

    [Fact]
    public async Task It_serves_its_own_request()
    {
        using var wire = new ScriptedWire();

        var ticket = await new ArmChanges(AzureIdentities.Of(wire.Clients)).SendAsync(
            ScriptedWire.Permit(), RequestMethod.Put, ScriptedWire.Address(Snapshot), new { location = "eastus" }, default);

        Assert.Equal([$"PUT {ScriptedWire.Address(Snapshot)}"], wire.Sent);
        Assert.Equal(ScriptedWire.Operation, ticket.Status);
    }

    [Theory]
    [InlineData("DELETE", Snapshot)]
    [InlineData("PUT", Snapshot + "2")]
    [InlineData("PUT", Snapshot + "?api-version=2024-03-02")]
    [InlineData("PUT", ScriptedWire.Group + "/providers/Microsoft.Compute/snapshots/S")]
    public async Task It_does_not_serve_another_method_or_address(string method, string path)
    {
        using var wire = new ScriptedWire();
        using var held = ScriptedWire.Holding(RequestMethod.Put, Snapshot);

        await Assert.ThrowsAsync<UnpermittedRequestException>(() => wire.Send(RequestMethod.Parse(method), path));
        Assert.Empty(wire.Sent);

        // And is not used up by it.
        await wire.Send(RequestMethod.Put, Snapshot);
        Assert.Single(wire.Sent);
    }

    [Fact]
    public async Task It_does_not_serve_a_second_message()
    {
        using var wire = new ScriptedWire();
        using var held = ScriptedWire.Holding(RequestMethod.Put, Snapshot);
        await wire.Send(RequestMethod.Put, Snapshot);

        await Assert.ThrowsAsync<UnpermittedRequestException>(() => wire.Send(RequestMethod.Put, Snapshot));
        Assert.Single(wire.Sent);
    }

    [Fact]
    public async Task It_serves_the_retries_of_its_message()
    {
        using var wire = new ScriptedWire { Answers = (_, turn) => turn < 3 ? new(HttpStatusCode.InternalServerError) : null };
        using var held = ScriptedWire.Holding(RequestMethod.Post, ScriptedWire.MachineId + "/deallocate");

        await wire.Machine.DeallocateAsync(WaitUntil.Started);

        Assert.Equal(3, wire.Sent.Count());
        Assert.Single(wire.Sent.Distinct());
    }

    [Fact]
    public async Task Calls_side_by_side_have_one_each()
    {
        using var wire = new ScriptedWire();
        var changes = new ArmChanges(AzureIdentities.Of(wire.Clients));
        Task<OperationTicket> Delete(int number) => changes.SendAsync(
            ScriptedWire.Permit(), RequestMethod.Delete, ScriptedWire.Address(Snapshot + number), null, default);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => Delete(number))));

        Assert.Equal(50, wire.Sent.Distinct().Count());
    }

    [Fact]
    public async Task Of_calls_side_by_side_under_one_pass_one_leaves()
    {
        using var wire = new ScriptedWire();
        using var held = ScriptedWire.Holding(RequestMethod.Put, Snapshot);

        Task<Exception?> Try() => Task.Run(async () => await Record.ExceptionAsync(() => wire.Send(RequestMethod.Put, Snapshot)));

        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Try()));

        Assert.Single(wire.Sent);
        Assert.Equal(19, tries.Count(one => one is UnpermittedRequestException));
    }

    [Fact]
    public async Task What_is_begun_under_it_and_goes_on_has_none_afterwards()
    {
        using var wire = new ScriptedWire();
        var over = new TaskCompletionSource();
        Task later;
        using (ScriptedWire.Holding(RequestMethod.Put, Snapshot))
            later = Task.Run(async () =>
            {
                await over.Task;
                await wire.Send(RequestMethod.Put, Snapshot);
            });
        over.SetResult();

        await Assert.ThrowsAsync<UnpermittedRequestException>(() => later);
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task Polls_under_it_pass_and_do_not_use_it_up()
    {
        using var wire = new ScriptedWire
        {
            Answers = (request, _) => request.Method == HttpMethod.Get ? ScriptedWire.Json("""{"status":"Succeeded"}""") : null,
        };
        using var held = ScriptedWire.Holding(RequestMethod.Post, ScriptedWire.MachineId + "/powerOff");

        await wire.Send(RequestMethod.Get, ScriptedWire.MachineId);
        await wire.Machine.PowerOffAsync(WaitUntil.Completed);

        Assert.Equal(["GET", "POST", "GET"], wire.Sent.Take(3).Select(line => line.Split(' ')[0]));
    }

    // The helper reads the provider and the tags, and writes tags or the whole machine: whichever it is, nobody permitted it.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hidden_writes_of_the_tag_helper_do_not_go_out_under_a_permit_for_something_else(bool hasTagResource)
    {
        using var wire = new ScriptedWire
        {
            Answers = (request, _) => request.Method == HttpMethod.Get
                ? ScriptedWire.Json(Read(request.RequestUri!, hasTagResource))
                : null,
        };
        using var held = ScriptedWire.Holding(RequestMethod.Post, ScriptedWire.MachineId + "/deallocate");

        var refused = await Assert.ThrowsAsync<UnpermittedRequestException>(() => wire.Machine.AddTagAsync("a", "b"));

        Assert.StartsWith(hasTagResource ? "PUT " : "PATCH ", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(wire.Sent);
        Assert.All(wire.Sent, line => Assert.StartsWith("GET ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_permit_gives_one_pass()
    {
        var permit = ScriptedWire.Permit();
        permit.PassFor(RequestMethod.Put, ScriptedWire.Address(Snapshot));

        Assert.Throws<InvalidOperationException>(() => permit.PassFor(RequestMethod.Put, ScriptedWire.Address(Snapshot)));
    }

    private static string Read(Uri address, bool hasTagResource) => address.AbsolutePath switch
    {
        var path when path.EndsWith("/tags/default", StringComparison.Ordinal) =>
            $$$"""{"id":"{{{path}}}","name":"default","type":"Microsoft.Resources/tags","properties":{"tags":{"x":"y"} } }""",
        var path when path.Contains("/virtualMachines/", StringComparison.Ordinal) => $$$"""
            {"id":"{{{path}}}","name":"vm","type":"Microsoft.Compute/virtualMachines","location":"eastus","properties":{}}
            """,
        "/subscriptions" => """
            {"value":[{"id":"/subscriptions/11111111-1111-1111-1111-111111111111","subscriptionId":"11111111-1111-1111-1111-111111111111"}]}
            """,
        var path => $$"""
            {"id":"{{path}}","namespace":"Microsoft.Resources",
             "resourceTypes":[{"resourceType":"{{(hasTagResource ? "tags" : "links")}}","apiVersions":["2021-04-01"]}]}
            """,
    };
}
