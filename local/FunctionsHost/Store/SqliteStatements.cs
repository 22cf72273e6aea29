using Google.Protobuf;
using Microsoft.Data.Sqlite;
using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>The writer's prepared statements.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteCommand> _all = [];
    private SqliteCommand? _clearHistory;
    private SqliteCommand? _clearInbox;
    private SqliteCommand? _purge;
    private SqliteCommand? _record;
    private SqliteCommand? _history;
    private SqliteCommand? _message;
    private SqliteCommand? _done;
    private SqliteCommand? _note;

    public void Apply(StoreBatch batch, SqliteTransaction transaction)
    {
        foreach (var id in batch.Cleared.Concat(batch.Purged))
        {
            Run(_clearHistory ??= Prepare("DELETE FROM history WHERE instance = $1"), transaction, id);
            Run(_clearInbox ??= Prepare("DELETE FROM inbox WHERE instance = $1"), transaction, id);
        }

        foreach (var id in batch.Purged)
        {
            Run(_purge ??= Prepare("DELETE FROM instances WHERE id = $1"), transaction, id);
        }

        foreach (var r in batch.Records)
        {
            Run(
                _record ??= Prepare("INSERT OR REPLACE INTO instances VALUES ($1, $2, $3, $4, $5)"),
                transaction,
                r.Id,
                (long)r.Status,
                r.CreatedAt.Ticks,
                r.Parent?.Id,
                RecordJson.Write(r));
        }

        foreach (var append in batch.Appends)
        {
            for (var i = 0; i < append.Events.Count; i++)
            {
                var encoded = append.Events[i].ToByteArray();
                Run(
                    _history ??= Prepare("INSERT INTO history VALUES ($1, $2, $3)"), transaction,
                    append.InstanceId, (long)(append.First + i), encoded);
            }
        }

        foreach (var m in batch.NewMessages)
        {
            Run(
                _message ??= Prepare("INSERT INTO inbox VALUES ($1, $2, $3, $4, $5)"),
                transaction,
                m.Number,
                m.InstanceId,
                m.ExecutionId,
                m.NotBefore?.Ticks,
                m.Event.ToByteArray());
        }

        foreach (var number in batch.DoneMessages)
        {
            Run(_done ??= Prepare("DELETE FROM inbox WHERE number = $1"), transaction, number);
        }

        foreach (var (key, value) in batch.Notes)
        {
            Run(_note ??= Prepare("INSERT OR REPLACE INTO notes VALUES ($1, $2)"), transaction, key, value);
        }
    }

    public void Dispose() => _all.ForEach(c => c.Dispose());

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; sql.Contains($"${i}", StringComparison.Ordinal); i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        _all.Add(command);
        return command;
    }
}
