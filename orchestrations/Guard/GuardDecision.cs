using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>What the guard looks at, in this order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuardRule>))]
public enum GuardRule
{
    KillSwitch,
    Scope,
    Exclusion,
    Lock,
    Freeze,
    Window,
    Breaker,
    Cooldown,
    Claim,
    Approval,

    /// <summary>All of them let the change pass.</summary>
    All,
}

/// <summary>The guard's answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuardVerdict>))]
public enum GuardVerdict
{
    /// <summary>The change may begin now.</summary>
    Granted,

    /// <summary>Not now; ask again.</summary>
    Later,

    /// <summary>Not this change.</summary>
    Refused,
}

/// <summary>A decision with the rule that made it.</summary>
/// <param name="Rule">The first rule that stands against it; <see cref="GuardRule.All"/> where none does.</param>
/// <param name="Reason">In words: what stands against it, and until when.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="RetryAt">When to ask again; null unless <see cref="GuardVerdict.Later"/>.</param>
public sealed record GuardDecision(GuardVerdict Verdict, GuardRule Rule, string Reason, DateTimeOffset At, DateTimeOffset? RetryAt)
{
    /// <summary>
    /// Until when a granted change may go forward: its window's end or the next freeze's begin; null where nothing ends it.
    /// </summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Failures alone fill the breaker: people are told, nobody under way will make room.</summary>
    public bool IsBreakerOpen { get; init; }
}
