using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>What people are told of.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum NotificationKind
{
    ApprovalNeeded,
    ChangeDone,
    RolledBack,

    /// <summary>Something could not be undone.</summary>
    Leaked,
    BreakerOpen,

    /// <summary>Somebody must look now.</summary>
    Page,

    /// <summary>Once a day: the head of the evidence, to be kept.</summary>
    DailyHead,
}

/// <summary>Something people are told.</summary>
/// <param name="Id">Derived from what happened: lower-case letters, digits and hyphens, at most 100; another is hashed. The same id is sent
/// once to each receiver.</param>
/// <param name="Facts">Names and values, for people.</param>
/// <param name="At">When it happened, UTC.</param>
public sealed record Notification(
    string Id, NotificationKind Kind, string Title, string Text, IReadOnlyDictionary<string, string> Facts, DateTimeOffset At);
