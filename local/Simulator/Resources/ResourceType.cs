using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>What there is to know of a type of resource: what a body may say, what is made of it, how long that takes, what keeps one from
/// being deleted.</summary>
/// <param name="Name">Namespace and types: Microsoft.Network/virtualNetworks/subnets.</param>
/// <param name="Operations">Prefix of its operations in the REST specification: Subnets.</param>
internal sealed record ResourceType(string Name, string Operations)
{
    /// <summary>What of a body is understood.</summary>
    public required BodyShape Shape { get; init; }

    /// <summary>The settled properties that a body makes, without provisioningState.</summary>
    public required Func<ResourceWrite, JsonObject> Properties { get; init; }

    /// <summary>Why a body is refused; null: it is not.</summary>
    public Func<ResourceWrite, Outcome?> Check { get; init; } = static _ => null;

    /// <summary>What is known only when it is read, such as who uses it.</summary>
    public Action<StoredResource, JsonObject> Show { get; init; } = static (_, _) => { };

    /// <summary>What stands beside the properties: sku, kind, zones.</summary>
    public Func<ResourceWrite, JsonObject> Beside { get; init; } = static _ => [];

    /// <summary>Why it cannot be deleted, unless what uses it is among those that go, too; null: it can.</summary>
    public Func<StoredResource, IReadOnlySet<string>, OperationError?> InUse { get; init; } = static (_, _) => null;

    /// <summary>Property of its parent that lists it; null: it has no parent.</summary>
    public string? Within { get; init; }

    public IReadOnlyList<ResourceType> Children { get; init; } = [];

    /// <summary>How a write tells of itself; null: it is over at once.</summary>
    public PollingForm? Write { get; init; }

    public (int From, int To) WriteSeconds { get; init; } = (2, 5);

    public PollingForm? Delete { get; init; }

    public (int From, int To) DeleteSeconds { get; init; } = (10, 15);

    /// <summary>What a new one is answered with.</summary>
    public int NewStatus { get; init; } = 201;

    /// <summary>What older versions do not show, and since which version it is there (<see cref="ApiVersions.Of"/>).</summary>
    public IReadOnlyList<(string Since, string[] Path)> Newer { get; init; } = [];

    /// <summary>What stands beside the rows of a list; null: nothing. Such a list of one has its etag, too.</summary>
    public Action<Utf8JsonWriter>? EndOfList { get; init; }

    /// <summary>What a deletion is accepted with.</summary>
    public Func<StoredResource, int> DeleteStatus { get; init; } = static _ => 202;

    /// <summary>Its location may be «global».</summary>
    public bool IsGlobal { get; init; }

    /// <summary>Options of the query that its deletion understands.</summary>
    public IReadOnlyList<string> DeleteOptions { get; init; } = [];

    /// <summary>Version in the header where the body has none; null: none.</summary>
    public Func<StoredResource, string>? Etag { get; init; }

    /// <summary>Whether its answers say what they are made by.</summary>
    public bool Powered { get; init; }

    /// <summary>Microsoft.Network's: etags of the form W/"guid", a state, a guid of the resource, errors with details.</summary>
    public bool IsOfNetwork => Name.StartsWith("Microsoft.Network/", StringComparison.Ordinal);

    public bool IsTracked => Within is null;

    public string Provider => Name[..Name.IndexOf('/', StringComparison.Ordinal)];
}

/// <summary>A PUT or PATCH: what was sent, and for what.</summary>
internal sealed record ResourceWrite(SimulatedAzure Azure, JsonObject Body, string Id, string Name, string ApiVersion)
{
    /// <summary>What is there already; null: it is new.</summary>
    public StoredResource? Present { get; init; }

    public StoredResource? Parent { get; init; }

    public required string Location { get; init; }

    public JsonNode? Properties => Body["properties"];

    public ResourceStore Store => Azure.Resources.Store;

    public string SubscriptionId => Id.Split('/')[2];
}
