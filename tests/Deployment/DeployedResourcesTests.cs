using System.Text.Json;
using System.Text.RegularExpressions;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>What a deployment makes, beside rights and settings: closed, watched, and made only where there is none.</summary>
public sealed partial class DeployedResourcesTests
{
    private const string Topics = "Microsoft.EventGrid/systemTopics";
    private const string EventSubscriptions = "Microsoft.EventGrid/systemTopics/eventSubscriptions";
    private const string Policies = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies";

    public static TheoryData<string> Files => [.. Snapshot.Names];

    public static TheoryData<string> Installations => [.. Snapshot.Names.Where(name => name != "audit")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_id_and_name_is_known_before_the_deployment(string file)
    {
        var resources = Snapshot.Committed(file).Resources;

        Assert.NotEmpty(resources);
        Assert.All(resources, one => Assert.Matches("^[^[]", one.Id));
        Assert.All(resources, one => Assert.Matches("^[^[]", one.Name));
        Assert.Equal(resources.Count, resources.Select(one => one.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_prediction_found_nothing_to_complain_of(string file) =>
        Assert.Empty(Snapshot.Committed(file).Root.GetProperty("diagnostics").EnumerateArray());

    [Theory]
    [MemberData(nameof(Installations))]
    public void Storage_takes_no_keys_no_old_TLS_and_shows_nothing_to_the_public(string file)
    {
        var accounts = Snapshot.Committed(file).Of("Microsoft.Storage/storageAccounts").ToList();

        Assert.Equal(2, accounts.Count);
        foreach (var account in accounts.Select(one => one.Properties))
        {
            Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
            Assert.False(account.GetProperty("allowBlobPublicAccess").GetBoolean());
            Assert.True(account.GetProperty("defaultToOAuthAuthentication").GetBoolean());
            Assert.True(account.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
            Assert.Equal("TLS1_2", account.GetProperty("minimumTlsVersion").GetString());
            Assert.Equal("AzureServices", account.At("networkAcls", "bypass").GetString());
        }
        Assert.All(
            Snapshot.Committed(file).Of("Microsoft.Storage/storageAccounts/blobServices/containers"),
            one => Assert.Equal("None", one.Properties.GetProperty("publicAccess").GetString()));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void The_app_takes_https_alone_and_no_basic_credentials(string file)
    {
        var snapshot = Snapshot.Committed(file);
        var app = snapshot.Of("Microsoft.Web/sites").Single().Properties;
        var credentials = snapshot.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();

        Assert.True(app.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", app.At("siteConfig", "minTlsVersion").GetString());
        Assert.Equal(["ftp", "scm"], credentials.Select(one => one.Name.Split('/')[^1]).Order(StringComparer.Ordinal));
        Assert.All(credentials, one => Assert.False(one.Properties.GetProperty("allow").GetBoolean()));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void Telemetry_takes_no_keys(string file)
    {
        var snapshot = Snapshot.Committed(file);

        var insights = snapshot.Of("Microsoft.Insights/components").Single().Properties;
        var workspace = snapshot.Of("Microsoft.OperationalInsights/workspaces").Single().Properties;

        Assert.True(insights.GetProperty("DisableLocalAuth").GetBoolean());
        Assert.True(workspace.At("features", "disableLocalAuth").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void The_app_runs_on_Flex_Consumption_with_an_instance_always_ready_for_callers_and_for_orchestrations(string file)
    {
        var snapshot = Snapshot.Committed(file);
        var plan = snapshot.Of("Microsoft.Web/serverfarms").Single();
        var app = snapshot.Of("Microsoft.Web/sites").Single();
        var config = app.Properties.GetProperty("functionAppConfig");

        Assert.Equal("FC1", plan.Json.At("sku", "name").GetString());
        Assert.Equal("dotnet-isolated", config.At("runtime", "name").GetString());
        Assert.Equal("10.0", config.At("runtime", "version").GetString());
        Assert.Equal(
            ["durable", "http"],
            config.At("scaleAndConcurrency", "alwaysReady").EnumerateArray()
                .Select(one => one.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["act", "audit", "drill", "read"],
            app.Json.At("identity", "userAssignedIdentities").EnumerateObject()
                .Select(one => one.Name[(one.Name.LastIndexOf('-') + 1)..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_topic_is_made_only_where_none_is_given()
    {
        var made = Snapshot.Large.Of(Topics)
            .Select(one => $"{one.Properties.GetProperty("source")} {one.Properties.GetProperty("topicType")}");

        Assert.Equal(
            [
                "/subscriptions/11111111-1111-1111-1111-111111111111 Microsoft.ResourceNotifications.HealthResources",
                "/subscriptions/11111111-1111-1111-1111-111111111111 Microsoft.Resources.Subscriptions",
                "/subscriptions/22222222-2222-2222-2222-222222222222 Microsoft.ResourceNotifications.HealthResources",
            ],
            made.Order(StringComparer.Ordinal));
        Assert.Single(
            Snapshot.Large.Of(EventSubscriptions),
            one => one.Id.Contains("/rg-events/providers/Microsoft.EventGrid/systemTopics/subscription-events/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void Events_come_to_the_queue_by_the_topics_own_identity_and_only_what_is_read(string file)
    {
        var snapshot = Snapshot.Committed(file);
        var events = snapshot.Of(EventSubscriptions).Select(one => one.Properties).ToList();

        Assert.NotEmpty(events);
        Assert.All(snapshot.Of(Topics), one => Assert.Equal("SystemAssigned", one.Json.At("identity", "type").GetString()));
        foreach (var one in events)
        {
            var delivery = one.GetProperty("deliveryWithResourceIdentity");
            Assert.Equal("SystemAssigned", delivery.At("identity", "type").GetString());
            Assert.Equal("ops-events", delivery.At("destination", "properties", "queueName").GetString());
            Assert.False(one.TryGetProperty("destination", out _));
            Assert.NotEmpty(one.At("filter", "includedEventTypes").EnumerateArray());
        }
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void Event_types_are_just_those_that_somebody_in_the_app_hears(string file)
    {
        var sources = SourceTree.Files("orchestrations").Select(File.ReadAllText).ToList();
        var types = Snapshot.Committed(file).Of(EventSubscriptions)
            .SelectMany(one => one.Properties.At("filter", "includedEventTypes").EnumerateArray())
            .Select(one => one.GetString()!).Distinct(StringComparer.Ordinal);

        Assert.All(types, type => Assert.Contains(sources, source => source.Contains($"\"{type}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void Evidence_is_kept_with_protected_appends(string file)
    {
        var policy = Assert.Single(Snapshot.Committed(file).Of(Policies));

        Assert.EndsWith("/containers/evidence/immutabilityPolicies/default", policy.Id, StringComparison.Ordinal);
        Assert.True(policy.Properties.GetProperty("allowProtectedAppendWrites").GetBoolean());
        Assert.False(policy.Properties.TryGetProperty("state", out _));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void What_watches_the_suite_calls_people_and_never_the_suite(string file)
    {
        var snapshot = Snapshot.Committed(file);
        var groups = snapshot.Of("Microsoft.Insights/actionGroups").ToList();
        var people = groups.Single(one => one.Name.EndsWith("-people", StringComparison.Ordinal));
        string[] kinds = ["scheduledQueryRules", "metricAlerts", "activityLogAlerts"];
        var rules = kinds.SelectMany(kind => snapshot.Of($"Microsoft.Insights/{kind}")).ToList();

        Assert.NotEmpty(people.Properties.GetProperty("emailReceivers").EnumerateArray());
        Assert.False(people.Properties.TryGetProperty("webhookReceivers", out _));
        Assert.All(kinds, kind => Assert.NotEmpty(snapshot.Of($"Microsoft.Insights/{kind}")));
        foreach (var actions in rules.Select(one => one.Properties.GetProperty("actions").GetRawText()))
        {
            Assert.Contains($"\"{people.Id}\"", actions, StringComparison.Ordinal);
            Assert.DoesNotContain(groups.Where(one => one != people), one => actions.Contains($"\"{one.Id}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_run_in_time_is_the_absence_of_a_log_and_names_functions_that_there_are()
    {
        var functions = SourceTree.Files("functions").SelectMany(file => FunctionName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var absences = Snapshot.Small.Of("Microsoft.Insights/scheduledQueryRules")
            .Select(one => one.Properties.At("criteria", "allOf")[0])
            .Where(one => one.GetProperty("operator").GetString() == "LessThan").ToList();
        var named = absences.SelectMany(one => TimerName().Matches(one.GetProperty("query").GetString()!))
            .Select(match => match.Groups["name"].Value);

        Assert.Equal(2, absences.Count);
        Assert.Equal(4, named.Count(functions.Contains));
    }

    [Fact]
    public void An_action_group_leads_to_the_app_by_a_secure_webhook_and_only_where_Entra_is_set_up()
    {
        var receivers = Snapshot.Large.Of("Microsoft.Insights/actionGroups").Select(one => one.Properties)
            .Where(one => one.TryGetProperty("webhookReceivers", out _))
            .SelectMany(one => one.GetProperty("webhookReceivers").EnumerateArray());
        var receiver = Assert.Single(receivers);

        var address = Snapshot.Large.AppSettings["Notifications__AppAddress"];
        Assert.Equal($"{address}/api/alerts", receiver.GetProperty("serviceUri").GetString());
        Assert.True(receiver.GetProperty("useAadAuth").GetBoolean());
        Assert.True(receiver.GetProperty("useCommonAlertSchema").GetBoolean());
        Assert.Single(Snapshot.Small.Of("Microsoft.Insights/actionGroups"));
    }

    [Fact]
    public void A_private_network_closes_storage_and_leaves_the_app_to_action_groups_and_given_ranges()
    {
        var app = Snapshot.Large.Of("Microsoft.Web/sites").Single().Properties;
        var site = app.GetProperty("siteConfig");
        var subnets = Snapshot.Large.Of("Microsoft.Network/virtualNetworks").Single().Properties.GetProperty("subnets");

        Assert.All(
            Snapshot.Large.Of("Microsoft.Storage/storageAccounts"),
            one => Assert.Equal("Deny", one.Properties.At("networkAcls", "defaultAction").GetString()));
        Assert.Equal(5, Snapshot.Large.Of("Microsoft.Network/privateEndpoints").Count());
        Assert.EndsWith("/subnets/app", app.GetProperty("virtualNetworkSubnetId").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            "Microsoft.App/environments",
            subnets[0].At("properties", "delegations")[0].At("properties", "serviceName").GetString());
        Assert.Equal("Deny", site.GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
        Assert.Equal(
            ["ActionGroup", "203.0.113.0/24"],
            site.GetProperty("ipSecurityRestrictions").EnumerateArray().Select(one => one.GetProperty("ipAddress").GetString()));
        Assert.Empty(Snapshot.Small.Of("Microsoft.Network/virtualNetworks"));
    }

    [Fact]
    public void Nothing_is_made_of_the_time_or_of_chance()
    {
        var sources = SourceTree.All(".bicep", ".bicepparam");

        Assert.NotEmpty(sources);
        Assert.All(sources, file => Assert.DoesNotMatch(@"\b(utcNow|newGuid)\b", File.ReadAllText(file)));
    }

    [GeneratedRegex(@"\[Function\(nameof\((?<name>\w+)\)\)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FunctionName();

    [GeneratedRegex("\"(?<name>\\w+Timer)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimerName();
}
