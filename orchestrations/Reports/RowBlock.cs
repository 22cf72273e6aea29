using System.IO.Compression;
using System.Text;

namespace OpsFunctions.Orchestrations.Reports;

/// <summary>
/// Rows that lie in a page until they are looked at: gzip in base 64, which no text in them can break out of, and a tenth of
/// their size. A row is a line.
/// </summary>
internal sealed class RowBlock : IDisposable
{
    private readonly MemoryStream _rows = new();

    public int Rows { get; private set; }

    /// <exception cref="ArgumentException">The row is more than one line.</exception>
    public void Add(Html row)
    {
        var line = row.ToString();
        if (line.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("a row is one line", nameof(row));
        _rows.Write(Encoding.UTF8.GetBytes(line));
        _rows.WriteByte((byte)'\n');
        Rows++;
    }

    /// <summary>The block, which is empty afterwards.</summary>
    public string Take()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(_rows.GetBuffer(), 0, (int)_rows.Length);
        _rows.SetLength(0);
        Rows = 0;
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    public void Dispose() => _rows.Dispose();
}
