using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Access.Report;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

public sealed class AuditsInARowTests(AuditsInARow audits) : IClassFixture<AuditsInARow>
{
    [Fact]
    public void A_tenant_in_which_nothing_is_wrong_has_no_finding()
    {
        Assert.Equal([], audits.First.Findings.Select(one => one.Key));
        Assert.Equal([], audits.First.Unknown());
        Assert.False(audits.First.Report.GetProperty("comparedWithAnAuditBefore").GetBoolean());
        Assert.Equal(0, audits.First.Summary.Findings);
    }

    [Fact]
    public void The_same_tenant_again_has_no_change()
    {
        Assert.True(audits.Same.Report.GetProperty("comparedWithAnAuditBefore").GetBoolean());
        Assert.Equal(0, audits.Same.CountOf("changes"));
    }

    [Fact]
    public void What_is_new_stands_as_new_with_who_granted_it()
    {
        var held = audits.Granted;
        var change = Assert.Single(audits.Third.Report.GetProperty("changes").EnumerateArray());
        Assert.Equal("New", change.GetProperty("kind").GetString());
        var right = change.GetProperty("right");
        Assert.Equal(
            (held.PrincipalId, held.RoleId, held.Scope, held.CreatedBy),
            (right.GetProperty("principal").GetString()!, right.GetProperty("role").GetString()!, right.GetProperty("scope").GetString()!,
                right.GetProperty("grantedBy").GetString()));
        var finding = Assert.Single(
            audits.Third.Report.GetProperty("findings").EnumerateArray(),
            one => one.GetProperty("check").GetString() == "standing-privileged");
        Assert.True(finding.GetProperty("isNew").GetBoolean());
        Assert.Equal(held.CreatedBy, finding.GetProperty("grantedBy").GetString());
        var command = finding.GetProperty("command").GetString();
        Assert.StartsWith("az role assignment delete --ids /subscriptions/", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documents_of_the_audits_before_are_gone()
    {
        Assert.Empty(await audits.Stage.BlobsAsync("state", "runs/access-stage-1/"));
        Assert.Empty(await audits.Stage.BlobsAsync("state", "runs/access-stage-2/"));
        Assert.NotEmpty(await audits.Stage.BlobsAsync("state", "runs/access-stage-3/"));
    }

    [Fact]
    public async Task Evidence_has_nobodys_name_and_reports_have()
    {
        var evidence = string.Join('\n', (await audits.Stage.BlobsAsync("evidence", "")).Values);
        var reports = await audits.Stage.BlobsAsync("reports", "access/");
        var people = audits.Stage.Azure.Directory.All.Where(one => one.Kind == DirectoryKind.User).ToList();
        var granted = people.Single(one => one.Id == audits.Granted.PrincipalId);

        Assert.Contains(granted.Id, evidence, StringComparison.OrdinalIgnoreCase);
        var names = people.SelectMany(one => new[] { one.DisplayName, one.UserPrincipalName! });
        Assert.DoesNotContain(names, name => evidence.Contains(name, StringComparison.OrdinalIgnoreCase));
        foreach (var ending in new[] { "json", "csv", "html" })
            Assert.Contains(granted.UserPrincipalName!, reports[$"access/access-stage-3.{ending}"], StringComparison.Ordinal);
        Assert.DoesNotContain(
            "@contoso", string.Join('\n', (await audits.Stage.BlobsAsync("state", "access/")).Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_view_of_a_principal_says_what_it_can_do_since_when_and_who_said_so()
    {
        var views = audits.Stage.Life.Services.GetRequiredService<AccessViews>();

        var view = await views.PrincipalAsync(audits.Granted.PrincipalId, default);

        var right = Assert.Single(view!.Rights);
        Assert.Equal((audits.Granted.Scope, "Owner"), (right.Scope, right.Role));
        Assert.Contains("owner-like", right.Does);
        // Azure notes it a moment later.
        Assert.InRange(right.Since!.Value - audits.Granted.CreatedOn, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(audits.Stage.Azure.Directory.Find(audits.Granted.CreatedBy!)!.UserPrincipalName, right.GrantedBy);
        Assert.NotNull(await views.PrincipalAsync(audits.Stage.Azure.Suite.Audit.PrincipalId.ToLowerInvariant(), default));
        Assert.Null(await views.PrincipalAsync("00000000-0000-0000-0000-000000000009", default));
    }
}
