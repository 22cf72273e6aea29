using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using Xunit;
using static OpsFunctions.Tests.Remediation.Deciding.SituationCase;

namespace OpsFunctions.Tests.Remediation.Deciding;

/// <summary>How often what is tried, and when people are called.</summary>
public sealed class EpisodeTests
{
    private static readonly RemediationOptions Options = new();
    private static readonly string[] Both = ["restart", "redeploy"];

    [Fact]
    public void Two_attempts_then_the_next_then_people()
    {
        var (episode, tried, now) = (new Episode(Machine, DateTimeOffset.MinValue, []), new List<string>(), Now);
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var next = EpisodePolicy.Next(episode, Both, Options, now);
            Assert.Null(next.NotBefore);
            tried.Add(Both[next.Runbook!.Value]);
            episode = EpisodePolicy.With(episode, new($"i-{attempt}", tried[^1], now), Options);
            now = now.AddMinutes(Options.CooldownMinutes);
        }

        Assert.Equal(["restart", "restart", "redeploy", "redeploy"], tried);
        Assert.Null(EpisodePolicy.Next(episode, Both, Options, now).Runbook);
    }

    [Fact]
    public void Between_two_attempts_there_is_a_cooldown()
    {
        var episode = EpisodePolicy.With(new(Machine, DateTimeOffset.MinValue, []), new("i-1", "restart", Now), Options);

        Assert.Equal(Now.AddMinutes(Options.CooldownMinutes), EpisodePolicy.Next(episode, Both, Options, Now.AddMinutes(1)).NotBefore);
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, 0)]
    public void Only_a_healthy_hour_begins_a_new_episode(int minutes, int tried)
    {
        var episode = EpisodePolicy.With(new(Machine, DateTimeOffset.MinValue, []), new("i-1", "restart", Now), Options) with { WellSince = Now.AddMinutes(15) };

        Assert.Equal(tried, EpisodePolicy.Tried(episode, "restart", Options, Now.AddMinutes(15 + minutes)));
    }

    [Fact]
    public void A_cure_that_runs_three_times_in_a_week_cures_nothing()
    {
        var (episode, now) = (new Episode(Machine, DateTimeOffset.MinValue, []), Now);
        for (var day = 0; day < 3; day++, now = now.AddDays(1))
        {
            Assert.NotNull(EpisodePolicy.Next(episode, ["restart"], Options, now).Runbook);
            episode = EpisodePolicy.With(episode, new($"i-{day}", "restart", now), Options) with { WellSince = now.AddMinutes(20) };
        }

        Assert.Null(EpisodePolicy.Next(episode, ["restart"], Options, now).Runbook);
        Assert.Contains("does not cure", EpisodePolicy.Next(episode, ["restart"], Options, now).Reason, StringComparison.Ordinal);
        Assert.NotNull(EpisodePolicy.Next(episode, ["restart"], Options, Now.AddDays(8)).Runbook);
    }

    [Fact]
    public void The_same_attempt_is_counted_once()
    {
        var once = EpisodePolicy.With(new(Machine, DateTimeOffset.MinValue, []), new("i-1", "restart", Now), Options);

        Assert.Same(once, EpisodePolicy.With(once, new("i-1", "restart", Now.AddMinutes(1)), Options));
    }
}
