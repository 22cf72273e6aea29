using System.Security.Claims;

namespace OpsFunctions.Functions.Http;

/// <summary>Who calls.</summary>
/// <param name="Id">For records, never a secret: <c>entra:{object id}</c>, <c>key:{first digits of its hash}</c>,
/// <c>signer:{name}</c>.</param>
/// <param name="Roles">As given, without what they imply.</param>
internal sealed record Caller(string Id, IReadOnlyList<Role> Roles)
{
    public bool May(Role needed) => Roles.Contains(needed) || (needed == Role.Reader && Roles.Any(role => role != Role.Alerts));

    /// <summary>As functions find it in <c>HttpContext.User</c>.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [new(ClaimTypes.Name, Id), .. Roles.Select(role => new Claim(ClaimTypes.Role, Http.Roles.NameOf(role)))], "OpsFunctions"));
}

/// <summary>Why somebody does not come in.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Detail">What to do about it.</param>
/// <param name="RetryAfter">When another try may help.</param>
internal sealed record Denial(int Status, string Title, string Detail, TimeSpan? RetryAfter = null);

/// <summary>Either who calls, or why nobody comes in.</summary>
/// <param name="Once">What is to be spent before the call is let in; null: it may come again.</param>
internal readonly record struct Verdict(Caller? Caller, Denial? Denial, OnceSignature? Once = null)
{
    public static implicit operator Verdict(Caller caller) => new(caller, null);

    public static implicit operator Verdict(Denial denial) => new(null, denial);
}
