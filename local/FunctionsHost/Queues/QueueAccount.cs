using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Queues;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>
/// The storage account that a binding's <c>connection</c> names: a connection string, or an address with an identity. Nothing of what the
/// settings say is repeated in messages: it may be a key.
/// </summary>
internal sealed class QueueAccount
{
    private const string Default = "Storage";
    private const string Prefix = "AzureWebJobs";
    private static readonly string[] Properties = ["queueServiceUri", "serviceUri", "accountName", "connectionString"];

    private readonly HttpPipelineTransport? _transport;
    private readonly Func<QueueClientOptions, QueueServiceClient> _open;

    private QueueAccount(HttpPipelineTransport? transport, Func<QueueClientOptions, QueueServiceClient> open)
    {
        _transport = transport;
        _open = open;
    }

    /// <exception cref="InvalidOperationException">No such connection, or one that cannot be used; says what to set.</exception>
    public static QueueAccount Find(string function, string? connection, LocalHostOptions options)
    {
        var who = $"Queue function '{function}'";
        var name = string.IsNullOrWhiteSpace(connection) ? Default : NamedSettings.Resolve(connection, options.Setting, who);
        // In the official order.
        string[] sections = [$"ConnectionStrings:{Prefix}{name}", Prefix + name, $"ConnectionStrings:{name}", name];
        string? Read(string key) => options.Setting(NamedSettings.Key(key));
        var section = Array.Find(sections, s => Read(s) is not null || Array.Exists(Properties, p => Read($"{s}:{p}") is not null));
        var shown = name == Default ? Prefix + Default : name;
        if (section is null)
        {
            throw new InvalidOperationException(
                $"{who} needs connection '{shown}', which is not set. Set '{shown}' to a connection string, or "
                + $"'{shown}__queueServiceUri' (or '{shown}__accountName') with '{shown}__credential' = 'managedidentity'.");
        }

        string? Property(string property) => Read($"{section}:{property}") is { Length: > 0 } value ? value : null;
        var account = new QueueAccount(options.StorageTransport, Opening(Read(section), Property, options, $"{who}: connection '{shown}'"));
        return account.CanOpen()
            ? account
            : throw new InvalidOperationException($"{who}: connection '{shown}' is no connection string of a storage account.");
    }

    /// <summary>A queue, whether it exists or not.</summary>
    /// <param name="configure">Adds to the client's options.</param>
    public QueueClient Queue(string name, QueueMessageEncoding encoding, Action<QueueClientOptions>? configure = null)
    {
        var options = new QueueClientOptions { MessageEncoding = encoding };
        if (_transport is not null)
        {
            options.Transport = _transport;
            options.RetryPolicy = new QuickRetry();
        }

        configure?.Invoke(options);
        return _open(options).GetQueueClient(name);
    }

    private static Func<QueueClientOptions, QueueServiceClient> Opening(
        string? value, Func<string, string?> property, LocalHostOptions options, string where)
    {
        if ((value ?? property("connectionString")) is { } text && (value is not null || Address(property, where) is null))
        {
            return client => new QueueServiceClient(text, client);
        }

        var address = Address(property, where) ?? throw new InvalidOperationException($"{where} names no account.");
        var credential = Credential(property, options.StorageTransport, where);
        return client => new QueueServiceClient(address, credential, client);
    }

    private static Uri? Address(Func<string, string?> property, string where)
    {
        var text = property("queueServiceUri")
            ?? (property("accountName") is { } account
                ? $"https://{account}.queue.{property("endpointSuffix") ?? "core.windows.net"}"
                : null)
            ?? property("serviceUri");
        return text is null ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address
            : throw new InvalidOperationException($"{where}: its address must begin with https://.");
    }

    private static TokenCredential Credential(Func<string, string?> property, HttpPipelineTransport? transport, string where)
    {
        var kind = property("credential");
        if (kind is not null && !string.Equals(kind, "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"{where}: this host knows no credential but 'managedidentity'.");
        }

        var client = property("managedIdentityClientId") ?? property("clientId");
        if (kind is null && transport is null)
        {
            return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = client });
        }

        // Without a kind Azure's default chain ends here too; in a simulation nobody's own sign-in is asked on the way.
        var identity = property("managedIdentityResourceId") is { } resource
            ? ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(resource))
            : client is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client);
        var options = new ManagedIdentityCredentialOptions(identity);
        if (transport is not null)
        {
            options.Transport = transport;
        }

        return new ManagedIdentityCredential(options);
    }

    // The client's own message may hold a part of what was set.
    private bool CanOpen()
    {
        try
        {
            _open(new QueueClientOptions());
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
