using Microsoft.Data.Sqlite;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Store;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Crash;

public sealed class StoreGuardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store").FullName;

    private string Database => Path.Combine(_folder, "hub.db");

    [Fact]
    public void A_second_user_of_a_store_is_refused_and_the_store_is_named()
    {
        using var first = new SqliteStore(Database);
        var refusal = Assert.Throws<InvalidOperationException>(() => new SqliteStore(Database));
        Assert.Contains($"'{Database}' is in use by another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_is_free_again_when_its_user_has_gone()
    {
        new SqliteStore(Database).Dispose();
        new SqliteStore(Database).Dispose();
    }

    [Fact]
    public void A_store_of_another_schema_version_is_refused_and_left_as_it_is()
    {
        new SqliteStore(Database).Dispose();
        Execute("UPDATE meta SET value = '7' WHERE key = 'schema'");
        var refusal = Assert.Throws<InvalidOperationException>(() => new SqliteStore(Database));
        Assert.Contains("schema version 7; this build reads version 2", refusal.Message, StringComparison.Ordinal);
        Execute("UPDATE meta SET value = '2' WHERE key = 'schema' AND value = '7'");
        new SqliteStore(Database).Dispose();
    }

    [Fact]
    public void A_database_of_something_else_is_refused()
    {
        Execute("CREATE TABLE other (x)");
        var before = File.ReadAllBytes(Database);
        Assert.Contains(
            "holds no task hub store", Assert.Throws<InvalidOperationException>(() => new SqliteStore(Database)).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Database));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(Database, new string('x', 5000));
        Assert.Contains(
            "cannot be opened as a task hub store", Assert.Throws<InvalidOperationException>(() => new SqliteStore(Database)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_commit_fails_all_later_ones_so_that_no_gap_is_written()
    {
        using var store = new SqliteStore(Database);
        var first = new StoreBatch();
        first.NewMessages.Add(new Message(1, "a", HubEvents.Raised(DateTime.UnixEpoch, "Go", null)));
        await store.CommitAsync(first);
        var twice = new StoreBatch();
        twice.NewMessages.Add(new Message(1, "a", HubEvents.Raised(DateTime.UnixEpoch, "Go", null)));
        await Assert.ThrowsAsync<SqliteException>(() => store.CommitAsync(twice));
        await Assert.ThrowsAsync<SqliteException>(() => store.CommitAsync(new StoreBatch()));
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
