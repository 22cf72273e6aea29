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
        var episode = EpisodePolicy.With(new(Machine, DateTimeOffset.MinValue, []), new("i-1", "restart", Now), Options) with
        {
            WellSince = Now.AddMinutes(15)
        };

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

    [Fact]
    public void Of_one_trouble_people_are_told_once_an_hour_by_whichever_incident()
    {
        var (first, isNews) = EpisodePolicy.Tell(new(Machine, DateTimeOffset.MinValue, []), new("i-1", IsPage: true, Now));

        Assert.True(isNews);
        Assert.False(IsNews(first, "i-2", isPage: true, minutes: 59));
        Assert.True(IsNews(first, "i-2", isPage: true, minutes: 60));
        // The same, carried out once more after a crash.
        Assert.True(IsNews(first, "i-1", isPage: true, minutes: 1));
        // Who was called knows more than that it is left alone.
        Assert.False(IsNews(first, "i-2", isPage: false, minutes: 1));
    }

    [Fact]
    public void Who_was_told_that_it_is_left_alone_is_still_called()
    {
        var (told, _) = EpisodePolicy.Tell(new(Machine, DateTimeOffset.MinValue, []), new("i-1", IsPage: false, Now));

        Assert.False(IsNews(told, "i-2", isPage: false, minutes: 1));
        Assert.True(IsNews(told, "i-2", isPage: true, minutes: 1));
    }

    [Fact]
    public void What_was_well_meanwhile_is_told_of_anew()
    {
        var (told, _) = EpisodePolicy.Tell(new(Machine, DateTimeOffset.MinValue, []), new("i-1", IsPage: true, Now));

        Assert.True(IsNews(EpisodePolicy.Well(told, Now.AddMinutes(5)), "i-2", isPage: true, minutes: 10));
        Assert.Null(EpisodePolicy.Well(told, Now).WellSince);
    }

    private static bool IsNews(Episode episode, string id, bool isPage, double minutes) =>
        EpisodePolicy.Tell(episode, new(id, isPage, Now.AddMinutes(minutes))).IsNews;
}
