namespace OpsFunctions.Local.Host;

/// <summary>Keys of what the host puts into an invocation's items; the official host uses the same name.</summary>
internal static class InvocationKeys
{
    public const string HttpContext = "HttpRequestContext";
}
