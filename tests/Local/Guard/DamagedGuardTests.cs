using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>
/// The guard's own documents and those of changes, damaged and lost: nothing begins that should not, what was begun is ended, and the
/// document is named.
/// </summary>
public sealed class DamagedGuardTests : IAsyncLifetime
{
    private const string Id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-1";
    private const string Rightsizing = "rightsizing";

    private static readonly DamageKind[] Unreadable =
        [DamageKind.Truncated, DamageKind.Garbage, DamageKind.Empty, DamageKind.EmptyObject, DamageKind.OtherSchema];

    private SuiteHost _suite = null!;

    private static GuardRequest Request(string owner = "other") =>
        new(Rightsizing, owner, Id, "s", Mode.Apply, "plan") { FleetSize = 100, SubscriptionSize = 100 };

    public async ValueTask InitializeAsync() => _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task A_breaker_that_cannot_be_read_is_open_for_two_days_and_says_why()
    {
        foreach (var how in Unreadable)
        {
            await PutAsync(BreakerState.NameOf(Rightsizing), new BreakerState([], []), how);

            var refusal = await Service<Breaker>().EnterAsync(Request(), default);

            Assert.True(refusal!.IsOpen, how.ToString());
            Assert.Contains("state/guard/breakers/rightsizing.json.gz could not be read", refusal.Reason, StringComparison.Ordinal);
            Assert.InRange(refusal.RetryAt - _suite.Azure.Time.GetUtcNow(), TimeSpan.FromHours(47), TimeSpan.FromHours(48));
            Assert.Null(await Service<Breaker>().EnterAsync(Request("undo"), default, isUndo: true));
            await Service<Breaker>().LeaveAsync(Rightsizing, "undo", hasFailed: false, default);
        }
        await _suite.UntilAsync(_suite.Azure.Time.GetUtcNow().AddHours(49));
        Assert.Null(await Service<Breaker>().EnterAsync(Request(), default));
    }

    [Fact]
    public async Task A_breaker_that_is_lost_is_open_where_the_capability_has_changed_something_and_closed_where_nothing_was()
    {
        Assert.Null(await Service<Breaker>().EnterAsync(Request(), default));
        await Service<StateStore>().DeleteAsync(BreakerState.NameOf(Rightsizing), default);
        await Service<Claims>().TakeAsync("/other", "run", "snapshots", default);
        Assert.Null(await Service<Breaker>().EnterAsync(Request(), default));
        await Service<StateStore>().DeleteAsync(BreakerState.NameOf(Rightsizing), default);
        await Service<Claims>().TakeAsync(Id, "change", Rightsizing, default);

        Assert.True((await Service<Breaker>().EnterAsync(Request(), default))!.IsOpen);
        Assert.NotNull((await Service<Breaker>().ReadAsync(Rightsizing, default)).UnknownAt);
    }

    [Fact]
    public async Task A_claim_that_cannot_be_read_counts_as_claimed_and_changed_when_it_was_written()
    {
        foreach (var how in Unreadable)
        {
            await PutAsync(ResourceState.NameOf(Id), new ResourceState(Id), how);

            var other = await Service<Claims>().TakeAsync(Id, "me", Rightsizing, default);

            Assert.Contains($"state/{ResourceState.NameOf(Id)}.json.gz, which cannot be read", other!.Owner, StringComparison.Ordinal);
            Assert.NotNull((await Service<Claims>().ReadAsync(Id, default)).ChangedAt);
        }
        await _suite.UntilAsync(_suite.Azure.Time.GetUtcNow().AddMinutes(Service<GuardOptions>().ClaimMinutes + 1));
        Assert.Null(await Service<Claims>().TakeAsync(Id, "me", Rightsizing, default));
        Assert.Equal("me", (await Service<Claims>().ReadAsync(Id, default)).Claim!.Owner);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_holds_up_no_change_and_is_told()
    {
        var change = new ChangedMachine(Id, "s", "westeurope", "run", "a", "b", _suite.Azure.Time.GetUtcNow(), 1, 0.5, 365);
        var activities = new LedgerActivities(Service<LedgerStore>(), _suite.Azure.Time);
        foreach (var how in Unreadable)
        {
            await PutAsync(Ledger.NameOf("s", "westeurope"), Ledger.None, how);

            var noted = await activities.NoteChange(change, default);

            Assert.Contains(
                "state/rightsizing/changes/s-westeurope.json.gz cannot be read", noted.Value!.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Results_that_cannot_be_read_are_replaced_and_plans_that_cannot_be_are_refused_by_name()
    {
        var plan = new PlanRef(Rightsizing, "run", 0);
        var result = new ChangeResult(Id, "vm-1", PlannedAction.Resize, ChangeEndKind.Changed, "a", "b", "why");
        foreach (var how in Unreadable)
        {
            await PutAsync(KeptResults.NameOf(Rightsizing, "run"), KeptResults.None, how);
            await PutAsync(ChangePlans.NameOf(Rightsizing, "run"), new ChangePlans([], []), how);

            Assert.Equal(OutcomeKind.Done, (await new ResultActivities(Service<StateStore>()).KeepResult(new(plan, result), default)).Kind);
            Assert.Single((await Service<StateStore>()
                .FindAsync<KeptResults>(KeptResults.NameOf(Rightsizing, "run"), default))!.Value.Results);
            var refused = await Outcome.OfAsync(
                "plan", () => ChangePlans.ReadAsync(Service<StateStore>(), Rightsizing, "run", default), default);
            Assert.Equal(Outcome.Damaged, refused.Code);
            Assert.Contains("state/rightsizing/plans/run.json.gz cannot be read", refused.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_first_start_that_cannot_be_read_is_noted_anew()
    {
        foreach (var how in Unreadable)
        {
            await PutAsync(FirstStart.Name, new FirstStart(SuiteHost.Start.AddDays(-9)), how);

            await Service<FirstStartNote>().NoteAsync(default);

            Assert.Equal(_suite.Azure.Time.GetUtcNow(), (await Service<StateStore>()
                .FindAsync<FirstStart>(FirstStart.Name, default))!.Value.At);
        }
    }

    private T Service<T>() where T : notnull => _suite.Services.GetRequiredService<T>();

    private async Task PutAsync<T>(string name, T document, DamageKind how)
    {
        await Service<StateStore>().WriteAsync(name, document, default);
        var blob = Service<AzureClients>().Blobs.GetBlobContainerClient("state").GetBlobClient($"{name}{StateCheck.Ending}");
        await blob.UploadAsync(DocumentDamage.Of((await blob.DownloadContentAsync()).Value.Content, how), overwrite: true);
    }
}
