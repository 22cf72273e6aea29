using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>{account}.blob.core.windows.net. Every account exists; containers must be created.</summary>
internal sealed class BlobHost(BlobStore store, Fleet fleet, Gate gate) : SimulatedHost
{
    private const string Domain = ".blob.core.windows.net";
    private const string Containers = "Microsoft.Storage/storageAccounts/blobServices/containers";

    private readonly ContainerEndpoint _containers = new(store);
    private readonly BlobEndpoint _blobs = new(store);

    public override IReadOnlyList<string> Audiences => StorageErrors.Audiences;

    public override bool Serves(string host) => host.EndsWith(Domain, StringComparison.Ordinal);

    public override Operation? Find(Exchange exchange)
    {
        var place = BlobPlace.Of(exchange.Host[..^Domain.Length], exchange.Path);
        var comp = exchange.Query("comp");
        if (place.Container.Length == 0)
            return exchange.Method is "GET" && comp is "list"
                ? OfContainer(Read("Service_ListContainers", exchange, _ => _containers.ListContainers(exchange, place)), "read")
                : null;
        if (place.Blob.Length == 0)
            return exchange.Query("restype") is "container" ? OnContainer(exchange, place, comp) : null;
        return OnBlob(exchange, place, comp);
    }

    public override Refusal? Forbid(Exchange exchange, Operation operation)
    {
        var account = StorageAccounts.IdOf(fleet, exchange.Host[..^Domain.Length]);
        return gate.Unauthorized(exchange.Caller, operation, account) is null ? null : StorageErrors.Forbidden;
    }

    public override Task Refuse(Exchange exchange, int status, string code, string message) =>
        StorageErrors.Refuse(exchange, status, code, message);

    public override Task Challenge(Exchange exchange, TokenProblem problem, string tenantId) =>
        StorageErrors.Challenge(exchange, problem, tenantId);

    private Operation? OnContainer(Exchange exchange, BlobPlace place, string? comp) => (exchange.Method, comp) switch
    {
        ("PUT", null) => OfContainer(Change("Container_Create", exchange, _ => _containers.Create(exchange, place, this)), "write"),
        ("DELETE", null) => OfContainer(Change("Container_Delete", exchange, _ => _containers.Delete(exchange, place, this)), "delete"),
        ("GET"
            or "HEAD", null) => OfContainer(
                Read("Container_GetProperties", exchange, _ => _containers.Properties(exchange, place, this)), "read"),
        ("GET", "list") => Read("Container_ListBlobs", exchange, _ => _containers.List(exchange, place, this)),
        _ => null,
    };

    private Operation? OnBlob(Exchange exchange, BlobPlace place, string? comp) => (exchange.Method, comp) switch
    {
        ("PUT", null) => Change(
            exchange.Header("x-ms-blob-type") is "AppendBlob" ? "AppendBlob_Create" : "BlockBlob_Upload", exchange,
            _ => _blobs.Put(exchange, place, this)),
        ("PUT", "appendblock") => Change("AppendBlob_AppendBlock", exchange, _ => _blobs.Append(exchange, place, this)),
        ("PUT", "block") => Change("BlockBlob_StageBlock", exchange, _ => _blobs.Stage(exchange, place, this)),
        ("PUT", "blocklist") => Change("BlockBlob_CommitBlockList", exchange, _ => _blobs.Commit(exchange, place, this)),
        ("PUT", "metadata") => Change("Blob_SetMetadata", exchange, _ => _blobs.SetMetadata(exchange, place, this)),
        ("GET", null) => Read("Blob_Download", exchange, _ => _blobs.Get(exchange, place, this)),
        ("HEAD", null) => Read("Blob_GetProperties", exchange, _ => _blobs.Get(exchange, place, this)),
        ("DELETE", null) => Change("Blob_Delete", exchange, _ => _blobs.Delete(exchange, place, this)) with
        {
            Action = $"{Containers}/blobs/delete"
        },
        _ => null,
    };

    private static Operation Change(string name, Exchange exchange, Func<Exchange, Task> answer) =>
        Read(name, exchange, answer) with { Action = $"{Containers}/blobs/write", Changes = true };

    private static Operation OfContainer(Operation operation, string what) =>
        operation with { Action = $"{Containers}/{what}", IsData = false };

    private static Operation Read(string name, Exchange exchange, Func<Exchange, Task> answer) =>
        new(name, $"{Containers}/blobs/read", async request =>
        {
            request.SetHeader("x-ms-version", request.Header("x-ms-version") ?? "2025-01-05");
            await answer(request);
        })
        {
            Target = exchange.Host + exchange.Path,
            Options = BlobRequest.Options(name),
            Headers = BlobRequest.Headers(name),
            IsData = true,
        };
}
