using System.Globalization;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>What people are told when they are asked.</summary>
internal static class ApprovalNotification
{
    public static Notification Of(ApprovalRequest request) => new(
        // An id of 100 characters leaves no room; where it gets longer it is hashed.
        $"approval-{request.Id}", NotificationKind.ApprovalNeeded,
        request.Kind == ApprovalKind.Objection
            ? $"{request.Capability} goes ahead unless somebody objects"
            : $"{request.Capability} needs an approval",
        request.Summary,
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["answer"] = $"POST /api/approvals/{request.Id}",
            ["deadline"] = string.Create(CultureInfo.InvariantCulture, $"{request.Deadline.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
            ["plan"] = string.Join("; ", request.Plan),
            ["planHash"] = request.PlanHash,
            ["requestedBy"] = request.RequestedBy,
            ["target"] = request.Target,
        },
        request.AskedAt);
}
