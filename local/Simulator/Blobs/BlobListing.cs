using System.Globalization;
using System.Text;
using System.Xml;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>One page of a container's blobs, in order of name, those below a delimiter gathered under their common prefix.</summary>
internal sealed record BlobListing(string Prefix, string Delimiter, string Marker, int MaxResults)
{
    public void Write(
        XmlWriter writer, IReadOnlyList<KeyValuePair<string, StoredBlob>> blobs, string endpoint, string container, bool withMetadata)
    {
        var after = Marker.Length == 0 ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(Marker));
        var entries = Entries(blobs).Where(entry => string.CompareOrdinal(entry.Name, after) > 0).Take(MaxResults + 1).ToList();
        writer.WriteStartElement("EnumerationResults");
        writer.WriteAttributeString("ServiceEndpoint", endpoint);
        writer.WriteAttributeString("ContainerName", container);
        writer.WriteElementString("Prefix", Prefix);
        writer.WriteElementString("Marker", Marker);
        writer.WriteElementString("MaxResults", MaxResults.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("Delimiter", Delimiter);
        writer.WriteStartElement("Blobs");
        foreach (var (name, blob) in entries.Take(MaxResults))
        {
            writer.WriteStartElement(blob is null ? "BlobPrefix" : "Blob");
            writer.WriteElementString("Name", name);
            if (blob is not null)
                Describe(writer, blob, withMetadata);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteElementString("NextMarker", entries.Count > MaxResults
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes(entries[MaxResults - 1].Name))
            : "");
        writer.WriteEndElement();
    }

    private IEnumerable<(string Name, StoredBlob? Blob)> Entries(IReadOnlyList<KeyValuePair<string, StoredBlob>> blobs)
    {
        var last = "";
        foreach (var (name, blob) in blobs)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            var cut = Delimiter.Length == 0 ? -1 : name.IndexOf(Delimiter, Prefix.Length, StringComparison.Ordinal);
            if (cut < 0)
            {
                yield return (name, blob);
                continue;
            }
            var common = name[..(cut + Delimiter.Length)];
            if (!string.Equals(common, last, StringComparison.Ordinal))
                yield return (common, null);
            last = common;
        }
    }

    private static void Describe(XmlWriter writer, StoredBlob blob, bool withMetadata)
    {
        writer.WriteStartElement("Properties");
        writer.WriteElementString("Creation-Time", blob.Created.ToString("R", CultureInfo.InvariantCulture));
        writer.WriteElementString("Last-Modified", blob.LastModified.ToString("R", CultureInfo.InvariantCulture));
        writer.WriteElementString("Etag", blob.ETag.Trim('"'));
        writer.WriteElementString("Content-Length", blob.Content.Length.ToString(CultureInfo.InvariantCulture));
        writer.WriteElementString("Content-Type", blob.ContentType);
        writer.WriteElementString("Content-MD5", blob.ContentMd5 ?? "");
        writer.WriteElementString("BlobType", blob.IsAppend ? "AppendBlob" : "BlockBlob");
        writer.WriteElementString("LeaseStatus", "unlocked");
        writer.WriteElementString("LeaseState", "available");
        writer.WriteElementString("ServerEncrypted", "true");
        writer.WriteEndElement();
        if (!withMetadata)
            return;
        writer.WriteStartElement("Metadata");
        foreach (var (key, value) in blob.Metadata)
            writer.WriteElementString(key, value);
        writer.WriteEndElement();
    }
}
