using System.Buffers;
using System.Text.Json;

namespace OpsFunctions.Orchestrations.Rightsizing;

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
            Take(ref reader);
        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _property = Known(ref reader);
                break;
            case JsonTokenType.StartObject when reader.CurrentDepth == PointDepth:
                (_at, _average, _least, _most) = (null, double.NaN, double.NaN, double.NaN);
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == PointDepth && _at is { } at:
                _points.Add(new(at, _average, _least, _most));
                break;
            case JsonTokenType.StartObject when reader.CurrentDepth == MetricDepth:
                (_metricId, _metricName, _metricError) = (null, null, null);
                _points.Clear();
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == MetricDepth:
                EndMetric();
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == ElementDepth:
                EndMachine();
                break;
            case JsonTokenType.String or JsonTokenType.Number:
                Value(ref reader);
                break;
        }
    }

    // Property names repeat a million times: those of interest are compared as bytes and never become strings.
    private static Property Known(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("timeStamp"u8) ? Property.TimeStamp
        : reader.ValueTextEquals("average"u8) ? Property.Average
        : reader.ValueTextEquals("minimum"u8) ? Property.Minimum
        : reader.ValueTextEquals("maximum"u8) ? Property.Maximum
        : reader.ValueTextEquals("id"u8) ? Property.Id
        : reader.ValueTextEquals("value"u8) ? Property.Value
        : reader.ValueTextEquals("errorCode"u8) ? Property.ErrorCode
        : Property.Other;

    private enum Property { Other, TimeStamp, Average, Minimum, Maximum, Id, Value, ErrorCode }

    private void Value(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        if (depth == PointDepth + 1)
            PointValue(ref reader);
        else if (reader.TokenType != JsonTokenType.String)
            return;
        else if (depth == MetricDepth + 1 && _property == Property.Id)
            _metricId = reader.GetString();
        else if (depth == MetricDepth + 1 && _property == Property.ErrorCode)
            _metricError = reader.GetString();
        else if (depth == NameDepth + 1 && _property == Property.Value)
            _metricName ??= reader.GetString();
    }

    private void PointValue(ref Utf8JsonReader reader)
    {
        switch (_property)
        {
            case Property.TimeStamp when reader.TokenType == JsonTokenType.String:
                _at = reader.GetDateTimeOffset();
                break;
            case Property.Average when reader.TokenType == JsonTokenType.Number:
                _average = reader.GetDouble();
                break;
            case Property.Minimum when reader.TokenType == JsonTokenType.Number:
                _least = reader.GetDouble();
                break;
            case Property.Maximum when reader.TokenType == JsonTokenType.Number:
                _most = reader.GetDouble();
                break;
        }
    }

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
