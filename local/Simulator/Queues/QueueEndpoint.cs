using System.Globalization;
using System.Xml;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Queues;

/// <summary>Queues: create, delete, look at, list.</summary>
internal sealed class QueueEndpoint(QueueStore store)
{
    private const string Prefix = "x-ms-meta-";
    private const int MostResults = 5000;

    public Task Create(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        if (Metadata(exchange) is not { } metadata)
            return QueueHost.Refuse(exchange, host, QueueRefusal.Metadata);
        var status = store.Create(place.Account, place.Queue, metadata);
        return status switch
        {
            409 => QueueHost.Refuse(exchange, host, QueueRefusal.Exists),
            0 => QueueHost.Refuse(exchange, host, QueueRefusal.BeingDeleted),
            _ => QueueHost.Empty(exchange, status),
        };
    }

    public Task Delete(Exchange exchange, QueuePlace place, SimulatedHost host) =>
        Known(exchange, host, store.Delete(place.Account, place.Queue));

    public Task SetMetadata(Exchange exchange, QueuePlace place, SimulatedHost host) => Metadata(exchange) is { } metadata
        ? Known(exchange, host, store.SetMetadata(place.Account, place.Queue, metadata))
        : QueueHost.Refuse(exchange, host, QueueRefusal.Metadata);

    public Task Properties(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        if (store.Describe(place.Account, place.Queue) is not var (metadata, count))
            return QueueHost.Refuse(exchange, host, QueueRefusal.NoQueue);
        exchange.SetHeader("x-ms-approximate-messages-count", count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in metadata)
            exchange.SetHeader(Prefix + name, value);
        return QueueHost.Empty(exchange, 200);
    }

    public Task List(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        var query = new QueueQuery(exchange);
        var most = query.Results(MostResults);
        if (query.Refusal is { } refusal)
            return QueueHost.Refuse(exchange, host, refusal);
        var (prefix, marker) = (exchange.Query("prefix") ?? "", exchange.Query("marker") ?? "");
        // A marker is the name that the page begins with.
        var queues = store.List(place.Account)
            .Where(one => one.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(one.Name, marker) >= 0)
            .Take(most + 1).ToList();
        var withMetadata = exchange.Query("include")?.Contains("metadata", StringComparison.OrdinalIgnoreCase) ?? false;
        return QueueXml.Write(exchange, 200, writer =>
        {
            writer.WriteStartElement("EnumerationResults");
            writer.WriteAttributeString("ServiceEndpoint", $"https://{exchange.Host}/");
            writer.WriteElementString("Prefix", prefix);
            writer.WriteElementString("Marker", marker);
            writer.WriteElementString("MaxResults", most.ToString(CultureInfo.InvariantCulture));
            writer.WriteStartElement("Queues");
            foreach (var (name, metadata) in queues.Take(most))
                Write(writer, name, withMetadata ? metadata : null);
            writer.WriteEndElement();
            writer.WriteElementString("NextMarker", queues.Count > most ? queues[most].Name : "");
            writer.WriteEndElement();
        });
    }

    private static void Write(XmlWriter writer, string name, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartElement("Queue");
        writer.WriteElementString("Name", name);
        if (metadata is not null)
        {
            writer.WriteStartElement("Metadata");
            foreach (var (key, value) in metadata)
                writer.WriteElementString(key, value);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    // Null: a name that cannot be one of an identifier.
    private static SortedDictionary<string, string>? Metadata(Exchange exchange)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, value) in exchange.Request.Headers)
        {
            if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var name = header[Prefix.Length..];
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return null;
            metadata[name] = value.ToString();
        }
        return metadata;
    }

    private static Task Known(Exchange exchange, SimulatedHost host, bool isKnown) =>
        isKnown ? QueueHost.Empty(exchange, 204) : QueueHost.Refuse(exchange, host, QueueRefusal.NoQueue);
}
