using Microsoft.Data.Sqlite;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Crash;

public sealed class LeftoverTests
{
    [Fact]
    public async Task A_message_to_itself_in_the_last_turn_leaves_nothing_in_the_store()
    {
        await using var hub = await TestHub.StartAsync(HubKind.Sqlite, new TestTasks().Orchestrator("Main", context =>
        {
            context.SendEvent(context.InstanceId, "Go", 1);
            return Task.CompletedTask;
        }));
        await hub.RunAsync("Main");
        await hub.IdleAsync();
        await using var connection = new SqliteConnection($"Data Source={hub.StorePath};Pooling=False");
        await connection.OpenAsync(TestHub.Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM inbox";
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestHub.Cancellation));
    }
}
