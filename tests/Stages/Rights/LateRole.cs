using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Rights;

/// <summary>A role that was assigned a moment ago and has not arrived: a 403 that is waited for, once the assignments say so.</summary>
internal static class LateRole
{
    /// <summary>Behind the name of what a role is until it has arrived.</summary>
    public const string AtFirst = " at first";

    /// <summary>Longer than the age of the app alone excuses a 403.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>From now on the identity may do that only in a few minutes.</summary>
    /// <param name="role">Name of the one role that is late. Default: null, each that allows it.</param>
    public static void Begin(SimulatedAzure azure, SuiteIdentity identity, string action, string? role = null)
    {
        var late = new List<(RoleAssignment, TimeSpan)>();
        foreach (var one in azure.Roles.Of(identity))
        {
            var isLate = one.Role.Allows(action) && (role is null || one.Role.Name == role);
            if (isLate)
                late.Add((one with { Role = one.Role with { Name = $"{one.Role.Name}{AtFirst}", NotActions = [action] } }, TimeSpan.Zero));
            late.Add((one, isLate ? TimeSpan.FromMinutes(12) : TimeSpan.Zero));
        }
        azure.Roles.AssignSlowly(identity, [.. late]);
    }
}
