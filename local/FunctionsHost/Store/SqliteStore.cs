using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>A task hub's store in one file of SQLite, for one process at a time.</summary>
internal sealed class SqliteStore : ITaskHubStore
{
    private readonly Lock _reading = new();
    private readonly FileStream _lock;
    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reader;
    private readonly SqliteWriter _writer;

    public SqliteStore(string path)
    {
        _lock = SqliteSchema.Lock(path);
        try
        {
            _writing = SqliteSchema.Open(path);
            SqliteSchema.Prepare(_writing, path);
            _reader = SqliteSchema.Open(path);
            _writer = new SqliteWriter(_writing);
        }
        catch
        {
            _writing?.Dispose();
            _reader?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    public StoreContents Load()
    {
        const string live = "SELECT id FROM instances WHERE status IN (0, 6, 7)";
        lock (_reading)
        {
            var found = Read(
                    $"SELECT record FROM instances WHERE status IN (0, 6, 7) ORDER BY created, id", r => RecordJson.Read(Blob(r, 0)))
                .ToDictionary(r => r.Id, r => new StoredInstance(r, [], []), StringComparer.Ordinal);
            foreach (var (id, happened) in Read(
                $"SELECT instance, event FROM history WHERE instance IN ({live}) ORDER BY instance, number",
                r => (r.GetString(0), Event(r, 1))))
            {
                found[id].History.Add(happened);
            }

            foreach (var message in Read(
                $"SELECT number, instance, execution, not_before, event FROM inbox WHERE instance IN ({live}) ORDER BY number", Message))
            {
                found[message.InstanceId].Inbox.Add(message);
            }

            var last = Read("SELECT coalesce(max(number), 0) FROM inbox", r => r.GetInt64(0)).Single();
            return new StoreContents([.. found.Values], last);
        }
    }

    public Task CommitAsync(StoreBatch batch) => _writer.CommitAsync(batch);

    public InstanceRecord? Find(string instanceId)
    {
        lock (_reading)
        {
            return Read("SELECT record FROM instances WHERE id = $1", r => RecordJson.Read(Blob(r, 0)), instanceId).FirstOrDefault();
        }
    }

    public IReadOnlyList<InstanceRecord> Query(StoreQuery query, string? afterId, int limit)
    {
        const string all = "SELECT record FROM instances WHERE id > $1 AND created >= $2 AND created <= $3 AND substr(id, 1, length($4)) = $4 ORDER BY id";

        // A statement of its own, so that the index of parents serves it.
        const string children = "SELECT record FROM instances WHERE parent = $5 AND id > $1 AND created >= $2 AND created <= $3 AND substr(id, 1, length($4)) = $4 ORDER BY id";
        lock (_reading)
        {
            var found = Read(
                query.ParentId is null ? all : children,
                r => RecordJson.Read(Blob(r, 0)),
                afterId ?? string.Empty,
                query.CreatedFrom?.Ticks ?? 0,
                query.CreatedTo?.Ticks ?? long.MaxValue,
                query.Prefix ?? string.Empty,
                query.ParentId);
            return [.. found.Where(query.Matches).Take(limit)];
        }
    }

    public string? ReadNote(string key)
    {
        lock (_reading)
        {
            return Read("SELECT value FROM notes WHERE key = $1", r => r.GetString(0), key).FirstOrDefault();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _writing.Dispose();
        _lock.Dispose();
    }

    private static HistoryEvent Event(SqliteDataReader reader, int column) => HistoryEvent.Parser.ParseFrom(Blob(reader, column));

    private static Message Message(SqliteDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), Event(reader, 4))
    {
        ExecutionId = reader.IsDBNull(2) ? null : reader.GetString(2),
        NotBefore = reader.IsDBNull(3) ? null : new DateTime(reader.GetInt64(3), DateTimeKind.Utc),
    };

    private static byte[] Blob(SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private IEnumerable<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params object?[] values)
    {
        using var command = _reader.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }
}
