using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Tests.Notifications;

/// <summary>A message and receivers for it, at hooks.contoso.example.</summary>
internal static class NotificationCases
{
    public const string Secret = "secret-of-a-webhook-0123456789abcdef";

    public static (string Name, string? Value)[] Receivers =>
    [
        ("Notifications:Webhooks:ops:Url", "https://hooks.contoso.example/ops"),
        ("Notifications:Webhooks:ops:Secret", Secret),
        ("Notifications:Teams:team:Url", "https://hooks.contoso.example/workflows/x?sig=secret"),
        ("Notifications:AppAddress", "https://ops.contoso.example"),
    ];

    public static Notification Message { get; } = new(
        "resize-a-done", NotificationKind.ChangeDone, "a was resized", "Standard_D8s_v5 became Standard_D4s_v5",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["target"] = "/vm/a", ["saved"] = "100 USD a month" },
        new DateTimeOffset(2026, 6, 1, 6, 0, 0, TimeSpan.Zero));
}
