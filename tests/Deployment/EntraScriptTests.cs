using System.Text.Json;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>bicep/entra.sh against a directory that keeps what it is sent, in the forms of Microsoft Graph.</summary>
public sealed class EntraScriptTests : IDisposable
{
    private const string Audit = "aaaaaaaa-0000-4000-8000-000000000001";

    private const string Az = """
        if [ "$*" = "account show --query tenantId --output tsv" ]; then echo 44444444-4444-4444-4444-444444444444; exit; fi
        while [ $# -gt 0 ]; do
          case "$1" in --method) method="$2"; shift ;; --url) url="$2"; shift ;; --body) body="$2"; shift ;; esac
          shift
        done
        db="$WORLD/directory.json"
        path="${url#https://graph.microsoft.com/v1.0/}"
        echo "$method $path" >> "$WORLD/calls"
        change() { jq "$@" "$db" > "$db.new"; mv "$db.new" "$db"; }
        case "$method $path" in
          "get applications?"*) jq '{value: .applications}' "$db" ;;
          "get applications/"*/owners) jq '{value: .owners}' "$db" ;;
          "get applications/"*) jq '.applications[0]' "$db" ;;
          "post applications") change --argjson b "$body" '.applications += [$b + {id: "app-1", appId: "client-1", appRoles: [],
              identifierUris: [], api: {acceptMappedClaims: true}}]'
            jq '.applications[0]' "$db" ;;
          "patch applications/"*) change --argjson b "$body" '.applications[0] += $b' ;;
          "get servicePrincipals?"*) id="$(sed "s/.*'\(.*\)'.*/\1/" <<< "$path")"
            jq --arg id "$id" '{value: [.principals[] | select(.appId == $id)]}' "$db" ;;
          "post servicePrincipals") change --argjson b "$body" '.principals += [$b + {id: ("sp-" + $b.appId)}]'
            jq '.principals[-1]' "$db" ;;
          "get servicePrincipals/"*/appRoleAssignments*) jq '{value: .assignments}' "$db" ;;
          "post servicePrincipals/"*/appRoleAssignments) change --argjson b "$body" '.assignments += [$b]' ;;
          "patch servicePrincipals/"*) ;;
          'post applications/'*'/owners/$ref') change --argjson b "$body" '.owners += [{id: ($b["@odata.id"] | split("/")[-1])}]' ;;
          *) echo "unknown: $method $path" >&2; exit 1 ;;
        esac
        """;

    private static readonly string[] Permissions =
        ["AuditLog.Read.All", "Directory.Read.All", "PrivilegedEligibilitySchedule.Read.AzureADGroup", "RoleManagement.Read.Directory"];

    private readonly string _folder = Directory.CreateTempSubdirectory("ops-entra-").FullName;

    public EntraScriptTests()
    {
        var roles = Permissions.SelectMany(name => new[]
        {
            new { id = $"id-of-{name}", value = name, allowedMemberTypes = new[] { "Application" } },
        });
        var graph = new { id = "sp-graph", appId = "00000003-0000-0000-c000-000000000000", appRoles = roles };
        object[] none = [];
        File.WriteAllText(Path.Combine(_folder, "directory.json"), JsonSerializer.Serialize(
            new { applications = none, owners = none, assignments = none, principals = new object[] { graph } }));
    }

    private JsonElement World => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "directory.json"))).RootElement;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_makes_the_roles_that_the_app_knows_prints_the_parameter_and_does_nothing_a_second_time()
    {
        var output = await RunAsync("ops", "--owner", "owner-1", "--audit-identity", Audit);

        Assert.Equal(
            """
            param entra = {
              tenant: '44444444-4444-4444-4444-444444444444'
              audience: 'client-1'
              objectId: 'app-1'
              identifierUri: 'api://client-1'
            }

            """,
            output);
        var application = World.GetProperty("applications")[0];
        var roles = application.GetProperty("appRoles").EnumerateArray().Select(role => role.GetProperty("value").GetString()!);
        Assert.Equal(
            [.. Enum.GetNames<OpsFunctions.Functions.Http.Role>().Select(name => $"Ops.{name}"), "ActionGroupsSecureWebhook"], roles);
        Assert.Equal(2, application.At("api", "requestedAccessTokenVersion").GetInt32());
        Assert.True(application.At("api", "acceptMappedClaims").GetBoolean());
        Assert.Equal(
            Permissions.Select(name => $"{Audit} id-of-{name}"),
            World.GetProperty("assignments").EnumerateArray().Where(one => one.GetProperty("resourceId").GetString() == "sp-graph")
                .Select(one => $"{one.GetProperty("principalId")} {one.GetProperty("appRoleId")}").Order(StringComparer.Ordinal));

        // A second run makes nothing, and roles keep their ids.
        var before = World.GetRawText();
        File.Delete(Path.Combine(_folder, "calls"));

        var second = await RunAsync("ops", "--owner", "owner-1", "--audit-identity", Audit);

        Assert.Equal(output, second);
        Assert.Equal(before, World.GetRawText());
        Assert.DoesNotContain(File.ReadLines(Path.Combine(_folder, "calls")), call => call.StartsWith("post", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_scripts_and_the_page_name_the_same_roles_and_permissions()
    {
        var texts = new[] { SourceTree.Read("bicep/entra.sh"), SourceTree.Read("bicep/entra.ps1") };
        var names = Enum.GetNames<OpsFunctions.Functions.Http.Role>().Select(name => $"Ops.{name}")
            .Concat(Permissions).Append("ActionGroupsSecureWebhook").Append("461e8683-5575-4561-ac7f-899cc907d62a");

        Assert.All(names, name => Assert.All(texts, text => Assert.Contains(name, text, StringComparison.Ordinal)));
        Assert.All(Permissions, name => Assert.Contains($"`{name}`", SourceTree.Read("docs/access.md"), StringComparison.Ordinal));
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await ScriptRun.StartAsync("entra.sh", Az, _folder, arguments);
        Assert.True(code == 0, error);
        return output;
    }
}
