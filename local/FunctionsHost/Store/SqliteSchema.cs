using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>Tables of the store, and what guards them: their version, and one process at a time.</summary>
internal static class SqliteSchema
{
    public const int Version = 2;

    private const string Tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE instances (id TEXT PRIMARY KEY, status INTEGER NOT NULL, created INTEGER NOT NULL, parent TEXT, record BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX instances_by_parent ON instances (parent) WHERE parent IS NOT NULL;
        CREATE INDEX instances_live ON instances (id) WHERE status IN (0, 6, 7);
        CREATE TABLE history (instance TEXT NOT NULL, number INTEGER NOT NULL, event BLOB NOT NULL, PRIMARY KEY (instance, number)) WITHOUT ROWID;
        CREATE TABLE inbox (number INTEGER PRIMARY KEY, instance TEXT NOT NULL, execution TEXT, not_before INTEGER, event BLOB NOT NULL);
        CREATE INDEX inbox_by_instance ON inbox (instance);
        CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Held by the process that works on the store; the system releases it however that process ends.</summary>
    public static FileStream Lock(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The task hub store '{path}' is in use by another process, or cannot be locked ({e.Message}); stop that one, or choose another store.", e);
        }
    }

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>
    /// NORMAL: every commit is with the operating system, which survives a kill of the process at any moment; only a power cut may lose the
    /// last commits, never tear one. FULL would flush the disk on each, for a failure that a local host does not guard against.
    /// </summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        try
        {
            // Looked at before anything is set: a file of somebody else is left as it is, byte for byte.
            var tables = Scalar(connection, "SELECT count(*) FROM sqlite_master");
            if (tables is "0")
            {
                Execute(connection, $"BEGIN IMMEDIATE; {Tables} INSERT INTO meta VALUES ('schema', '{Version}'); COMMIT;");
            }

            var hasMeta = Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'meta'") is "1";
            var version = hasMeta ? Scalar(connection, "SELECT value FROM meta WHERE key = 'schema'") : null;
            if (!string.Equals(version, Version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                throw new InvalidOperationException(
                    $"'{path}' holds {(version is null ? "no task hub store" : $"a task hub store of schema version {version}")}; "
                    + $"this build reads version {Version} and leaves the file as it is. Use the build that wrote it, or another file.");
            }

            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        }
        catch (SqliteException e)
        {
            throw new InvalidOperationException($"'{path}' cannot be opened as a task hub store: {e.Message}", e);
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file and its neighbours.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
