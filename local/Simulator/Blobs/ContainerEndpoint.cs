using System.Globalization;
using System.Text;
using System.Xml;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>Containers: create, delete, look at, list.</summary>
internal sealed class ContainerEndpoint(BlobStore store)
{
    private const int MostResults = 5000;

    public Task Create(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        // Made by the service itself, so named as nothing else may be.
        if (place.Container is not ("$root" or "$logs" or "$web") && Queues.QueueNames.Refusal(place.Container) is { } misnamed)
            return host.Refuse(exchange, misnamed.Status, misnamed.Code, misnamed.Message);
        if (store.Create(place.Key) is { } refusal)
            return host.Refuse(exchange, refusal.Status, refusal.Code!, refusal.Message);
        Describe(exchange, store.Container(place.Key)!);
        return Empty(exchange, 201);
    }

    public Task Delete(Exchange exchange, BlobPlace place, SimulatedHost host) =>
        store.Remove(place.Key) is not { } removed ? Missing(exchange, host)
            : removed.Code is { } code ? host.Refuse(exchange, removed.Status, code, removed.Message)
            : Empty(exchange, removed.Status);

    public Task Properties(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        if (store.Container(place.Key) is not { } container)
            return Missing(exchange, host);
        Describe(exchange, container);
        exchange.SetHeader("x-ms-lease-status", "unlocked");
        exchange.SetHeader("x-ms-lease-state", "available");
        exchange.SetHeader("x-ms-has-immutability-policy", store.IsImmutable(place.Key) ? "true" : "false");
        exchange.SetHeader("x-ms-has-legal-hold", "false");
        return Empty(exchange, 200);
    }

    public Task List(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        if (store.List(place.Key) is not { } blobs)
            return Missing(exchange, host);
        var query = new BlobListing(
            exchange.Query("prefix") ?? "", exchange.Query("delimiter") ?? "", exchange.Query("marker") ?? "",
            int.TryParse(exchange.Query("maxresults"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
                ? Math.Clamp(wanted, 1, MostResults)
                : MostResults);
        var withMetadata = exchange.Query("include")?.Contains("metadata", StringComparison.Ordinal) ?? false;
        return Xml(exchange, writer => query.Write(writer, blobs, $"https://{exchange.Host}/", place.Container, withMetadata));
    }

    public Task ListContainers(Exchange exchange, BlobPlace place)
    {
        var (prefix, marker) = (exchange.Query("prefix") ?? "", exchange.Query("marker") ?? "");
        var most = int.TryParse(exchange.Query("maxresults"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? Math.Clamp(wanted, 1, MostResults) : MostResults;
        // A marker is the name that the page begins with.
        var names = store.Containers(place.Account)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, marker) >= 0).ToList();
        return Xml(exchange, writer =>
        {
            writer.WriteStartElement("EnumerationResults");
            writer.WriteAttributeString("ServiceEndpoint", $"https://{exchange.Host}/");
            writer.WriteStartElement("Containers");
            foreach (var name in names.Take(most))
            {
                if (store.Container($"{place.Account}/{name}") is not { } container)
                    continue;
                writer.WriteStartElement("Container");
                writer.WriteElementString("Name", name);
                writer.WriteStartElement("Properties");
                writer.WriteElementString("Last-Modified", container.Created.ToString("R", CultureInfo.InvariantCulture));
                writer.WriteElementString("Etag", container.ETag);
                writer.WriteElementString("LeaseStatus", "unlocked");
                writer.WriteElementString("LeaseState", "available");
                writer.WriteEndElement();
                writer.WriteEndElement();
            }
            writer.WriteEndElement();
            writer.WriteElementString("NextMarker", names.Count > most ? names[most] : "");
            writer.WriteEndElement();
        });
    }

    private static async Task Xml(Exchange exchange, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
        }))
            write(writer);
        await exchange.Bytes(200, "application/xml", buffer.ToArray());
    }

    private static void Describe(Exchange exchange, BlobContainer container)
    {
        exchange.SetHeader("ETag", container.ETag);
        exchange.SetHeader("Last-Modified", container.Created.ToString("R", CultureInfo.InvariantCulture));
    }

    private static Task Missing(Exchange exchange, SimulatedHost host) =>
        host.Refuse(exchange, 404, "ContainerNotFound", "The specified container does not exist.");

    private static Task Empty(Exchange exchange, int status)
    {
        exchange.Response.StatusCode = status;
        exchange.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
