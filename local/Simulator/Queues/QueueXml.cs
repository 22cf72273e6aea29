using System.Globalization;
using System.Text;
using System.Xml;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Queues;

/// <summary>The XML of requests and answers.</summary>
internal static class QueueXml
{
    // Carriage returns are written as entities: a reader would make line feeds of them.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineHandling = NewLineHandling.Entitize,
    };

    private static readonly XmlReaderSettings Reading = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static async Task Write(Exchange exchange, int status, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
            write(writer);
        await exchange.Bytes(status, "application/xml", buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>Text of a message that is sent; null: the body cannot be read.</summary>
    public static string? Text(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), Reading);
            return reader.ReadToFollowing("MessageText") ? reader.ReadElementContentAsString() : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public static string Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("R", CultureInfo.InvariantCulture);
}
