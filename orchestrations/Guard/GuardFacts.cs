using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>What the guard decides by.</summary>
/// <param name="Locks">Locks that hold for the resource; null: they could not be read.</param>
/// <param name="LocksProblem">Why they could not be read.</param>
/// <param name="Breaker">Why there is no place; null: there is one.</param>
/// <param name="Resource">Who works on the resource, and when it was last changed.</param>
/// <param name="OtherClaim">A claim of somebody else on the resource or one of its groups; null: none.</param>
public sealed record GuardFacts(
    KillSwitchState KillSwitch, IReadOnlyList<ResourceLock>? Locks, string? LocksProblem, FreezeVerdict Freeze, WindowVerdict Window,
    BreakerRefusal? Breaker, ResourceState Resource, Claim? OtherClaim);

/// <summary>A lock on a resource or above it.</summary>
/// <param name="Level"><c>CanNotDelete</c> or <c>ReadOnly</c>.</param>
public sealed record ResourceLock(string Name, string Level);
