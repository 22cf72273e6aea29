using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Access.Watching;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Watching;

/// <summary>An owner for four hours, at the root management group.</summary>
public sealed class ActivationTests
{
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

    [Fact]
    public async Task An_activation_is_told_to_nobody()
    {
        Assert.Empty(await RightsAsync(azure => azure.Access.Activate(azure.Access.Eligible[^1], TimeSpan.FromHours(4))));
    }

    [Fact]
    public async Task A_grant_pages()
    {
        Assert.True(Assert.Single(await RightsAsync(Grant)).IsPage);
    }

    [Fact]
    public async Task While_activations_cannot_be_read_nobody_is_paged_of_one_and_a_grant_is_still_told()
    {
        var activated = Assert.Single(await RightsAsync(
            azure => azure.Access.Activate(azure.Access.Eligible[^1], TimeSpan.FromHours(4)),
            "RoleAssignmentScheduleInstances_ListForScope"));
        Assert.False(activated.IsPage);
        Assert.Contains("could not be read", activated.Text, StringComparison.Ordinal);

        Assert.Single(await RightsAsync(Grant, "RoleAssignmentScheduleInstances_ListForScope"));
    }

    [Fact]
    public async Task An_event_of_a_right_that_cannot_be_read_is_told()
    {
        await using var stage = await SmallAsync();
        var watch = stage.Life.Services.GetRequiredService<WatchReader>();
        stage.Azure.Faults.Add(new FaultRule
        {
            Operation = "RoleAssignments_ListForScope", Status = 400, Code = "BadRequest", Message = "No."
        });
        var scope = $"/subscriptions/{stage.Truth.Subscriptions[0]}";

        var news = Assert.Single(await watch.SettleAsync(
            [new("key", $"{scope}/providers/Microsoft.Authorization/roleAssignments/{Guid.Empty}", stage.Azure.Time.GetUtcNow())],
            TestContext.Current.CancellationToken));

        Assert.False(news.IsPage);
        Assert.Contains(scope, news.Title, StringComparison.Ordinal);
        Assert.Contains("BadRequest", news.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_two_looks_in_a_row_cannot_read_is_told_once_a_day()
    {
        await using var stage = await SmallAsync();
        var (azure, watch, ct) = (stage.Azure, stage.Life.Services.GetRequiredService<WatchReader>(),
            TestContext.Current.CancellationToken);
        azure.Faults.Add(new FaultRule { Operation = "Entities_List", Status = 400, Code = "BadRequest", Message = "No." });
        var told = new List<IReadOnlyList<News>>();
        WatchMemory? memory = null;
        for (var look = 0; look < 3; look++)
        {
            (memory, var news, _) = await watch.LookAsync(memory, azure.Time.GetUtcNow(), ct);
            told.Add([.. news.Where(one => one.Id.StartsWith("access-blind-", StringComparison.Ordinal))]);
            azure.Clock.AdvanceTo(azure.Time.GetUtcNow().AddMinutes(15));
        }

        Assert.Empty(told[0]);
        Assert.Equal(Assert.Single(told[1]).Id, Assert.Single(told[2]).Id);
    }

    [Fact]
    public async Task A_management_group_beside_the_subscriptions_is_looked_at()
    {
        await using var stage = await SmallAsync();
        var (azure, watch, ct) = (stage.Azure, stage.Life.Services.GetRequiredService<WatchReader>(),
            TestContext.Current.CancellationToken);
        azure.ManagementGroups.Add("beside");

        var (memory, _, _) = await watch.LookAsync(memory: null, azure.Time.GetUtcNow(), ct);

        Assert.Contains("/providers/microsoft.management/managementgroups/beside", memory.Rights.Keys);
    }

    private static void Grant(SimulatedAzure azure)
    {
        var role = azure.Access.Eligible[^1];
        azure.People.Access.Grant(role.PrincipalId, role.PrincipalId, Owner, role.Scope);
    }

    private static async Task<AccessStage> SmallAsync()
    {
        var stage = await AccessStage.OpenAsync(new TenantOptions
        {
            Users = 200, ServicePrincipals = 20, Groups = 30, Assignments = 100, ManagementLevels = 1, Plant = false,
        });
        var azure = stage.Azure;
        azure.Access.MakeEligible(new EligibleRole(stage.Truth.Owners[0], Owner, stage.Truth.Root, azure.Time.GetUtcNow(), null));
        await stage.BeginAsync();
        return stage;
    }

    private static async Task<IReadOnlyList<News>> RightsAsync(Action<SimulatedAzure> move, string? refused = null)
    {
        await using var stage = await SmallAsync();
        var azure = stage.Azure;
        var watch = stage.Life.Services.GetRequiredService<WatchReader>();
        var (memory, _, _) = await watch.LookAsync(memory: null, azure.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        if (refused is not null)
            azure.Faults.Add(new FaultRule { Operation = refused, Status = 400, Code = "BadRequest", Message = "No." });
        // The directory's logs take five calls in ten seconds.
        azure.Clock.AdvanceTo(azure.Time.GetUtcNow().AddMinutes(15));
        move(azure);
        var (_, news, _) = await watch.LookAsync(memory, azure.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        return [.. news.Where(one => one.Id.StartsWith("access-right-", StringComparison.Ordinal))];
    }
}
