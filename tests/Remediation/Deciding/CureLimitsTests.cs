using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using Xunit;
using static OpsFunctions.Tests.Remediation.Deciding.SituationCase;

namespace OpsFunctions.Tests.Remediation.Deciding;

/// <summary>How many machines may be worked on at once.</summary>
public sealed class CureLimitsTests
{
    private static readonly Population Hundred = new(Now, new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["fleet"] = 100, ["subscription s"] = 40, ["application shop in westeurope"] = 6,
    });

    [Fact]
    public void Each_circle_has_its_share_and_at_least_one()
    {
        var circles = CureLimits.CirclesOf("S", "westeurope", "Shop", ["/pool/A"], Hundred, new());

        Assert.Equal(
            [new("pool /pool/a", 1), new("application shop in westeurope", 2), new("subscription s", 4), new("fleet", 5)], circles);
        Assert.Equal(1, CureLimits.CirclesOf("unknown", "x", null, [], Hundred, new())[0].Limit);
    }

    [Fact]
    public void Two_of_a_pool_are_never_in_cure_together()
    {
        var (book, full) = CureLimits.Enter(CureBook.None, In("web1", Care.Cure, "pool a"), [new("pool a", 1)], Now);
        Assert.Null(full);

        (var same, full) = CureLimits.Enter(book, In("web2", Care.Cure, "pool a"), [new("pool a", 1)], Now);
        Assert.Contains("pool a", full, StringComparison.Ordinal);
        Assert.Same(book, same);
    }

    [Theory]
    [InlineData(Care.Cure)]
    [InlineData(Care.Watch)]
    [InlineData(Care.Unknown)]
    public void In_cure_in_watch_and_unknown_all_count_and_each_once(Care care)
    {
        var book = CureLimits.Note(CureLimits.Note(CureBook.None, In("web1", Care.Cure, "fleet"), Now), In("web1", care, "fleet"), Now);
        Assert.Single(book.Machines);

        Assert.NotNull(CureLimits.Enter(book, In("web2", Care.Cure, "fleet"), [new("fleet", 1)], Now).Full);
        Assert.Null(CureLimits.Enter(book, In("web2", Care.Cure, "fleet"), [new("fleet", 2)], Now).Full);
    }

    [Fact]
    public void What_is_over_or_left_counts_no_longer()
    {
        var (book, _) = CureLimits.Enter(CureBook.None, In("web1", Care.Cure, "fleet"), [new("fleet", 1)], Now);

        Assert.Null(CureLimits.Enter(book, In("web2", Care.Cure, "fleet"), [new("fleet", 1)], Now.AddHours(3)).Full);
        Assert.Null(CureLimits.Enter(CureLimits.Leave(book, "incident-web1"), In("web2", Care.Cure, "fleet"), [new("fleet", 1)], Now).Full);
    }

    private static InCare In(string machine, Care care, params string[] circles) =>
        new(machine, $"incident-{machine}", care, Now, Now.AddHours(2), circles);
}
