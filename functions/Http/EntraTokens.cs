using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect.Configuration;
using Microsoft.IdentityModel.Tokens;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Access tokens of Entra, checked by Microsoft's library: signature, issuer, audience and lifetime. The issuer's keys are fetched once,
/// again every twelve hours, and when a token names an unknown one, that at most every five minutes (the library's figures, on the real
/// clock).
/// </summary>
internal sealed class EntraTokens(AzureSettings settings, IssuerDocuments documents, TimeProvider time, ILogger<EntraTokens> log)
{
    /// <summary>How far the issuer's clock may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>After a failed fetch the issuer is left alone for that long, whoever calls.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // The role that Azure Monitor's own application has in the app registration that secures a webhook; it says no more than ours does.
    private const string SecureWebhook = "ActionGroupsSecureWebhook";

    private readonly EntraSettings _entra = settings.Entra;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _issuer = new(
        $"https://login.microsoftonline.com/{settings.Entra.Tenant}/v2.0/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(), documents, new OpenIdConnectConfigurationValidator { MinimumNumberOfKeys = 1 })
    {
        // A key that the issuer withdrew must not go on being good for an hour.
        UseLastKnownGoodConfiguration = false,
    };

    private long _pausedUntil;

    public async Task<Verdict> CheckAsync(string token, CancellationToken ct)
    {
        if (!_entra.IsSet)
            return Refused("Access tokens are not taken here", "The settings Ops__Entra__Tenant and Ops__Entra__Audience are not set.");
        if (!await HasKeysAsync(ct))
            return new Denial(
                StatusCodes.Status503ServiceUnavailable, "The issuer's keys cannot be fetched",
                "Try again later. If it stays so, see that the app reaches https://login.microsoftonline.com and that Ops__Entra__Tenant is right; the app's own keys work meanwhile.",
                Pause);

        var result = await _handler.ValidateTokenAsync(token, Rules());
        if (!result.IsValid)
            return Refused(Reason(result.Exception), Wanted);
        var read = (JsonWebToken)result.SecurityToken;
        // An id token can carry the same audience and roles, but was not made for calls: only an access token names its client.
        if (!read.TryGetPayloadValue<string>("azp", out _) && !read.TryGetPayloadValue<string>("appid", out _))
            return Refused("The token is no access token", Wanted);
        var who = read.TryGetPayloadValue<string>("oid", out var oid) ? oid : read.Subject;
        return string.IsNullOrEmpty(who)
            ? Refused("The token names nobody", Wanted)
            : new Caller(
                $"entra:{who}", Roles.Known(read.Claims.Where(claim => claim.Type == "roles").Select(claim => RoleIn(claim.Value))));
    }

    private static string RoleIn(string name) => name == SecureWebhook ? Roles.NameOf(Role.Alerts) : name;

    private string Wanted =>
        $"Send an access token of {_entra.ValidIssuer} for the audience {_entra.Audience}: az account get-access-token --scope {_entra.Audience}/.default";

    private static Denial Refused(string title, string detail) =>
        new(StatusCodes.Status401Unauthorized, title, $"{detail} Or send one of the app's keys in the header {AccessKeys.Header}.");

    private static string Reason(Exception? problem) => problem switch
    {
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException
            or SecurityTokenInvalidLifetimeException =>
            "The token has expired or is not valid yet",
        SecurityTokenInvalidIssuerException => "The token is of another issuer",
        SecurityTokenInvalidAudienceException => "The token is for another audience",
        _ => "The token is not signed by the issuer",
    };

    private async Task<bool> HasKeysAsync(CancellationToken ct)
    {
        if (time.GetUtcNow().UtcTicks < Interlocked.Read(ref _pausedUntil))
            return false;
        try
        {
            await _issuer.GetConfigurationAsync(ct);
            return true;
        }
        // What the library makes of every failed first fetch; a failed refresh goes on with the keys it has.
        catch (InvalidOperationException e) when (!ct.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _pausedUntil, (time.GetUtcNow() + Pause).UtcTicks);
            HttpLog.KeysNotFetched(log, (e.InnerException ?? e).GetType().Name);
            return false;
        }
    }

    private TokenValidationParameters Rules() => new()
    {
        ConfigurationManager = _issuer,
        ValidIssuer = _entra.ValidIssuer,
        ValidAudience = _entra.Audience,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireSignedTokens = true,
        // The metadata's own issuer must not count beside the one in settings.
        IssuerValidator = (issuer, _, rules) => string.Equals(issuer, rules.ValidIssuer, StringComparison.Ordinal)
            ? issuer
            : throw new SecurityTokenInvalidIssuerException("another issuer"),
        LifetimeValidator = IsNow,
    };

    // The library would take the machine's clock.
    private bool IsNow(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters rules)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } start || now >= start - Skew);
    }
}
