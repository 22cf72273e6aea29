using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Local.Cli;

/// <summary>What the app on one machine is made of; null or empty: the default.</summary>
internal sealed record LocalAppOptions
{
    public const string DefaultAccount = "opsstate";

    public required TimeProvider Time { get; init; }

    /// <summary>Ways to Azure, simulated or real.</summary>
    public required AzureTransports Transports { get; init; }

    public required AzureCredentials Credentials { get; init; }

    /// <summary>The app's identities by client id. Default: none, one does everything.</summary>
    public IdentitySettings Identities { get; init; } = new();

    public required IReadOnlyList<string> Subscriptions { get; init; }

    public string StorageAccount { get; init; } = DefaultAccount;

    /// <summary>Client id of the identity that the host reads queues with.</summary>
    public required string StorageClientId { get; init; }

    /// <summary>SHA-256 of the keys that let HTTP callers in.</summary>
    public IReadOnlyList<string> KeyHashes { get; init; } = [];

    /// <summary>Whether environment variables such as <c>Rightsizing__LookBackDays</c> are settings.</summary>
    public bool UsesEnvironment { get; init; }

    /// <summary>Settings beside or over the defaults: <c>Rightsizing:LookBackDays</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The app as it was published. Default: null, the app in this process.</summary>
    public PublishedApp? Published { get; init; }

    /// <summary>The host; its clock, its settings and its way to storage are the app's.</summary>
    public LocalHostOptions Host { get; init; } = new();

    /// <summary>Where host and app log to. Default: nowhere; from Warning on.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>What a test puts in the place of something of the app's.</summary>
    public Action<FunctionsApplicationBuilder> Configure { get; init; } = _ => { };
}
