using System.Buffers;
using System.Text.Json;

namespace OpsFunctions.Orchestrations.Machines.Load;

/// <summary>
/// Reads the answer of a metrics batch while it arrives: one machine's figures are in memory at a time, not the answer's
/// up to 50 MB. The order of properties does not matter; a result belongs to the machine named in the metric's own id.
/// </summary>
internal sealed class MetricsAnswer(LoadWindow window, Action<string, LoadSeries> completed)
{
    // Depth of the reader inside {"values":[{"value":[{"id":…,"name":{…},"timeseries":[{"data":[{…}]}]}]}]}
    private const int ElementDepth = 2;
    private const int MetricDepth = 4;
    private const int NameDepth = 5;
    private const int PointDepth = 8;
    internal const int BufferSize = 64 * 1024;
    private const int LargestToken = 16 * 1024 * 1024;

    private readonly List<LoadPoint> _points = [];
    private Property _property;
    private string? _machine;
    private LoadSeries? _series;
    private string? _metricId;
    private string? _metricName;
    private string? _metricError;
    private DateTimeOffset? _at;
    private double _average, _least, _most;

    /// <exception cref="JsonException">The answer is no JSON, or it broke off; machines completed before stay completed.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task ReadAsync(Stream answer, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var state = new JsonReaderState();
            var held = 0;
            while (true)
            {
                if (held == buffer.Length)
                    buffer = Grown(buffer);
                var read = await answer.ReadAsync(buffer.AsMemory(held), ct);
                held += read;
                var consumed = Read(buffer.AsSpan(0, held), isFinal: read == 0, ref state);
                buffer.AsSpan(consumed, held - consumed).CopyTo(buffer);
                held -= consumed;
                if (read == 0)
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        if (buffer.Length >= LargestToken)
            throw new JsonException("one value of the metrics answer is larger than 16 MB");
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int Read(ReadOnlySpan<byte> bytes, bool isFinal, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(bytes, isFinal, state);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _property = Known(ref reader);
                    break;
                case JsonTokenType.Number:
                    Number(ref reader);
                    break;
                case JsonTokenType.String:
                    Text(ref reader);
                    break;
                case JsonTokenType.StartObject:
                    Start(reader.CurrentDepth);
                    break;
                case JsonTokenType.EndObject:
                    End(reader.CurrentDepth);
                    break;
            }
        }
        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Start(int depth)
    {
        if (depth == PointDepth)
        {
            (_at, _average, _least, _most) = (null, double.NaN, double.NaN, double.NaN);
        }
        else if (depth == MetricDepth)
        {
            (_metricId, _metricName, _metricError) = (null, null, null);
            _points.Clear();
        }
    }

    private void End(int depth)
    {
        if (depth == PointDepth && _at is { } at)
            _points.Add(new(at, _average, _least, _most));
        else if (depth == MetricDepth)
            EndMetric();
        else if (depth == ElementDepth)
            EndMachine();
    }

    // Property names repeat a million times: those of interest are compared as bytes and never become strings.
    private static Property Known(ref Utf8JsonReader reader) =>
        Is(ref reader, "timeStamp"u8) ? Property.TimeStamp
        : Is(ref reader, "average"u8) ? Property.Average
        : Is(ref reader, "minimum"u8) ? Property.Minimum
        : Is(ref reader, "maximum"u8) ? Property.Maximum
        : Is(ref reader, "id"u8) ? Property.Id
        : Is(ref reader, "value"u8) ? Property.Value
        : Is(ref reader, "errorCode"u8) ? Property.ErrorCode
        : Property.Other;

    // Only a name with escapes needs the reader's own, slower comparison.
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? reader.ValueTextEquals(name) : reader.ValueSpan.SequenceEqual(name);

    private enum Property { Other, TimeStamp, Average, Minimum, Maximum, Id, Value, ErrorCode }

    private void Number(ref Utf8JsonReader reader)
    {
        if (reader.CurrentDepth != PointDepth + 1)
            return;
        switch (_property)
        {
            case Property.Average:
                _average = Figure(ref reader);
                break;
            case Property.Minimum:
                _least = Figure(ref reader);
                break;
            case Property.Maximum:
                _most = Figure(ref reader);
                break;
        }
    }

    private void Text(ref Utf8JsonReader reader)
    {
        switch (_property)
        {
            case Property.TimeStamp when reader.CurrentDepth == PointDepth + 1:
                _at = Moment(ref reader);
                break;
            case Property.Id when reader.CurrentDepth == MetricDepth + 1:
                _metricId = reader.GetString();
                break;
            case Property.ErrorCode when reader.CurrentDepth == MetricDepth + 1:
                _metricError = reader.GetString();
                break;
            case Property.Value when reader.CurrentDepth == NameDepth + 1:
                _metricName ??= reader.GetString();
                break;
        }
    }

    private static double Figure(ref Utf8JsonReader reader) =>
        PlainNumber.TryRead(reader.ValueSpan, out var figure) ? figure : reader.GetDouble();

    private static DateTimeOffset Moment(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped && PlainTimestamp.TryRead(reader.ValueSpan, out var moment) ? moment
        // Without an offset it is UTC, not of the zone of the server this runs on.
        : reader.GetDateTime() is { Kind: DateTimeKind.Unspecified } bare ? new(bare, TimeSpan.Zero)
        : reader.GetDateTimeOffset();

    private void EndMetric()
    {
        var end = _metricId?.IndexOf("/providers/Microsoft.Insights/metrics/", StringComparison.OrdinalIgnoreCase) ?? -1;
        var metric = Array.FindIndex(MetricNames.All, name => string.Equals(name, _metricName, StringComparison.OrdinalIgnoreCase));
        if (end <= 0 || metric < 0)
            return;

        var machine = _metricId![..end];
        if (_machine is not null && !string.Equals(machine, _machine, StringComparison.OrdinalIgnoreCase))
            throw new JsonException("one element of the metrics answer holds two machines");
        _machine = machine;
        _series ??= new LoadSeries(window);
        _series.Set((LoadMetric)metric, _points, _metricError is null or "Success" ? null : _metricError);
    }

    private void EndMachine()
    {
        if (_machine is not null && _series is not null)
            completed(_machine, _series);
        (_machine, _series) = (null, null);
    }
}
