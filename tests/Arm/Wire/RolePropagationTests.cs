using System.Net;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Arm.Wire;

/// <summary>For half an hour a 403 may only mean that a role has not arrived yet.</summary>
public sealed class RolePropagationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(29, "AuthorizationFailed", OutcomeKind.Throttled)]
    [InlineData(31, "AuthorizationFailed", OutcomeKind.Refused)]
    [InlineData(1, "LinkedAuthorizationFailed", OutcomeKind.Throttled)]
    [InlineData(1, "RequestDisallowedByPolicy", OutcomeKind.Refused)]
    public async Task After_the_first_start(int minutesAgo, string code, OutcomeKind kind)
    {
        var clock = new SimulatedClock(Now);
        var roles = new RolePropagation(clock);
        roles.StartedAt(Now.AddMinutes(-minutesAgo));

        var outcome = await ReadAsync(clock, roles, code, assignments: "[]");

        Assert.Equal(kind, outcome.Kind);
        Assert.Equal(kind == OutcomeKind.Throttled ? 120 : 0, outcome.RetryAfterSeconds);
    }

    [Theory]
    [InlineData("2026-11-28T07:35:00.0000000+00:00", OutcomeKind.Throttled)]
    [InlineData("2026-11-28T07:25:00.0000000+00:00", OutcomeKind.Refused)]
    [InlineData("no time", OutcomeKind.Refused)]
    public async Task After_the_newest_assignment_at_or_above_the_resource(string updatedOn, OutcomeKind kind)
    {
        var clock = new SimulatedClock(Now);

        var outcome = await ReadAsync(clock, new RolePropagation(clock), "AuthorizationFailed", $$$"""
            [{"properties":{"updatedOn":"2025-01-01T00:00:00Z"}},{"properties":{"updatedOn":"{{{updatedOn}}}"}}]
            """);

        Assert.Equal(kind, outcome.Kind);
    }

    [Fact]
    public async Task Who_may_not_read_assignments_takes_the_no_for_a_no()
    {
        var clock = new SimulatedClock(Now);

        Assert.Equal(OutcomeKind.Refused, (await ReadAsync(clock, new RolePropagation(clock), "AuthorizationFailed", assignments: null))
            .Kind);
    }

    private static async Task<Outcome<bool>> ReadAsync(SimulatedClock clock, RolePropagation roles, string code, string? assignments)
    {
        using var wire = new ScriptedWire(clock, roles)
        {
            Answers = (request, _) => request.RequestUri!.AbsolutePath.EndsWith("/roleAssignments", StringComparison.Ordinal)
                && assignments is not null
                ? ScriptedWire.Json($$"""{"value":{{assignments}}}""")
                : ScriptedWire.Json($$$"""{"error":{"code":"{{{code}}}","message":"no"}}""", HttpStatusCode.Forbidden),
        };
        return await Outcome.OfAsync("machine", async () =>
        {
            using var document = await wire.Clients.ArmPipeline.SendAsync(
                RequestMethod.Get, ScriptedWire.Address(ScriptedWire.MachineId), null, default);
            return true;
        }, default);
    }
}
