namespace OpsFunctions.Simulator.Identity;

/// <summary>Who calls, as the token says.</summary>
internal sealed record Caller(string PrincipalId, string ClientId);

/// <summary>Why a token is not taken: error code and message of the body, and the description in WWW-Authenticate.</summary>
internal sealed record TokenProblem(string Code, string Message, string Description)
{
    public static readonly TokenProblem Missing = new(
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.",
        "The authentication failed because of missing 'Authorization' header.");

    public static readonly TokenProblem Invalid = new(
        "InvalidAuthenticationToken", "The access token is invalid.", "The access token is invalid.");

    public static TokenProblem Expired(DateTimeOffset expiry, DateTimeOffset now) => new(
        "ExpiredAuthenticationToken",
        FormattableString.Invariant(
            $"The access token expiry UTC time '{expiry.UtcDateTime:M/d/yyyy h:mm:ss tt}' is earlier than current UTC time '{now.UtcDateTime:M/d/yyyy h:mm:ss tt}'."),
        "The access token expiry UTC time is earlier than current UTC time.");

    public static TokenProblem WrongAudience(string audience, IReadOnlyList<string> allowed) => new(
        "InvalidAuthenticationTokenAudience",
        $"The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one of the allowed audiences '{string.Join("','", allowed)}'.",
        "The access token has been obtained from wrong audience or resource.");
}
