using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Simulator;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Commands to machines over plain REST, as the suite's own client sends them.</summary>
internal static class Commands
{
    public const string Version = "api-version=2024-11-01";

    public static Task<Response> Act(this HttpPipeline pipeline, RequestMethod method, string path, object? body = null) =>
        pipeline.Send(method, $"https://management.azure.com{path}?{Version}", body);

    public static Task<Response> Post(this HttpPipeline pipeline, Machine machine, string action, object? body = null) =>
        pipeline.Act(RequestMethod.Post, $"{machine.Id}/{action}", body);

    public static Task<Response> Resize(this HttpPipeline pipeline, Machine machine, string size) =>
        pipeline.Act(RequestMethod.Patch, machine.Id, new { properties = new { hardwareProfile = new { vmSize = size } } });

    public static Task<Response> Associate(this HttpPipeline pipeline, Machine machine, string? group, string? size = null) =>
        pipeline.Act(RequestMethod.Patch, machine.Id, new
        {
            properties = size is null
                ? (object)new { capacityReservation = new { capacityReservationGroup = new { id = group } } }
                : new
            {
                hardwareProfile = new { vmSize = size }, capacityReservation = new { capacityReservationGroup = new { id = group } }
            },
        });

    /// <summary>Lets an accepted operation come to its end, and tells how it ended.</summary>
    public static async Task<JsonElement> Finish(this SimulatedClients clients, Response accepted, int seconds = 200)
    {
        if (!accepted.Headers.TryGetValue("Azure-AsyncOperation", out var address))
            throw new InvalidOperationException($"{accepted.Status}: {accepted.Content}");
        clients.Advance(seconds);
        return (await clients.Pipeline().Get(address!)).Json();
    }

    /// <summary>Roles that allow everything, for what the app itself never does.</summary>
    public static void AllowEverything(this SimulatedClients clients) =>
        clients.Azure.Roles.Replace(
            [.. Roles.Deployed, new RoleDefinition("Owner", "Everything.", ["*"], [], [], [], ["/"]) { IsCustom = false }]);

    public static void Advance(this SimulatedClients clients, double seconds) =>
        clients.Azure.Clock.AdvanceTo(clients.Azure.Time.GetUtcNow() + TimeSpan.FromSeconds(seconds));

    public static string Status(this JsonElement operation) => operation.GetProperty("status").GetString()!;

    public static string? Code(this JsonElement operation) => operation.GetProperty("error").GetProperty("code").GetString();

    /// <summary>A machine of that family, always on, with nothing special about it.</summary>
    public static Machine Plain(this SimulatedClients clients, string family = "Dsv5", Predicate<Machine>? also = null) =>
        clients.Azure.Fleet.Machines.First(machine => machine.Size.Family.Key == family && IsPlain(machine) && machine.Size.Vcpus is 4 or 8
            && (also?.Invoke(machine) ?? true)
            && !clients.Azure.Locks.All.Any(one => machine.Id.StartsWith(one.Scope, StringComparison.OrdinalIgnoreCase))
            && !clients.Azure.Policies.Denied.Any(one => one.ResourceGroup == machine.ResourceGroup));

    private static bool IsPlain(Machine machine) =>
        machine is { Archetype: not Archetype.OffAtNight, HasEphemeralOsDisk: false, AvailabilitySet: null, Priority: "Regular",
            CapacityReservationGroup: null, DiskEncryptionSet: null, DataDisks: < 4 }
        && machine.Platform is { DedicatedHost: null, ScaleSet: null, UltraDisksEnabled: false, NetworkInterfaces: 1 };
}
