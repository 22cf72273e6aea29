using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NCrontab;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>The settings that are deployed, held against the app that reads them.</summary>
public sealed partial class AppSettingsTests
{
    // Microsoft's list of what Flex Consumption replaced or does not know.
    private static readonly string[] Forbidden =
    [
        "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION",
        "FUNCTIONS_MAX_HTTP_CONCURRENCY", "FUNCTIONS_WORKER_PROCESS_COUNT", "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED",
        "SCM_DO_BUILD_DURING_DEPLOYMENT", "TZ", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTOVERVNET",
        "WEBSITE_CONTENTSHARE", "WEBSITE_DNS_SERVER", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_SKIP_CONTENTSHARE_VALIDATION", "WEBSITE_TIME_ZONE", "WEBSITE_VNET_ROUTE_ALL",
    ];

    // What the host needs to work by identity: with the first name missing it starts with none, and finds no storage.
    private static readonly string[] OfHost =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
    ];

    public static TheoryData<string> Installations => [.. Snapshot.Names.Where(name => name != "audit")];

    /// <summary>Without one of these the app does not start.</summary>
    public static TheoryData<string> Required => ["Ops__StorageAccount", "Ops__Subscriptions__0", "OpsQueues__accountName"];

    [Theory]
    [MemberData(nameof(Installations))]
    public void The_app_knows_every_setting_and_starts_with_them(string file) =>
        Assert.Null(Record.Exception(() => Start(Snapshot.Committed(file).AppSettings)));

    [Theory]
    [MemberData(nameof(Required))]
    public void The_app_does_not_start_without(string setting)
    {
        var settings = Snapshot.Small.AppSettings.Where(one => one.Key != setting);

        Assert.Throws<SettingsException>(() => Start(settings));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void Every_setting_that_the_host_reads_is_there(string file)
    {
        var settings = Snapshot.Committed(file).AppSettings;
        var placeholders = Placeholders().Select(name => name.Replace(":", "__", StringComparison.Ordinal));
        var connections = Connections().SelectMany(name => new[] { $"{name}__accountName", $"{name}__credential", $"{name}__clientId" });
        var needed = placeholders.Concat(connections).Concat(OfHost).ToList();

        Assert.Contains("Ops__TaskHub", needed);
        Assert.Contains("OpsQueues__clientId", needed);
        Assert.Contains("Access__WatchSchedule", needed);
        Assert.Contains("Rightsizing__Changes__LaterWatchSchedule", needed);
        Assert.All(needed, name => Assert.NotEmpty(settings.GetValueOrDefault(name) ?? ""));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void None_is_set_that_Flex_Consumption_forbids(string file) =>
        Assert.Empty(Snapshot.Committed(file).AppSettings.Keys.Intersect(Forbidden, StringComparer.OrdinalIgnoreCase));

    [Theory]
    [MemberData(nameof(Installations))]
    public void Every_schedule_is_one_and_those_of_the_code_are_the_defaults(string file)
    {
        var schedules = Snapshot.Committed(file).AppSettings.Where(one => one.Key.EndsWith("Schedule", StringComparison.Ordinal)).ToList();

        Assert.Equal(7, schedules.Count);
        Assert.All(schedules, one => Assert.NotNull(CrontabSchedule.Parse(one.Value, new() { IncludingSeconds = true })));
        foreach (var capability in Capabilities.All.Select(one => one.Capability))
            Assert.Equal(
                capability.DefaultSchedule,
                schedules.Single(one => one.Key.Equals($"{capability.Name}__Schedule", StringComparison.OrdinalIgnoreCase)).Value);
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void Every_address_and_identity_in_them_is_of_this_installation(string file)
    {
        var snapshot = Snapshot.Committed(file);
        var settings = snapshot.AppSettings;
        var accounts = snapshot.Of("Microsoft.Storage/storageAccounts").Select(one => one.Name).ToList();

        Assert.Contains(settings["Ops__StorageAccount"], accounts);
        Assert.Contains(settings["AzureWebJobsStorage__accountName"], accounts);
        Assert.NotEqual(settings["Ops__StorageAccount"], settings["AzureWebJobsStorage__accountName"]);
        foreach (var (name, identity) in new[] { ("Read", "read"), ("Act", "act"), ("Drill", "drill"), ("Audit", "audit") })
            Assert.Contains($"-{identity}'", settings[$"Ops__Identities__{name}"], StringComparison.Ordinal);
        Assert.All(
            settings.Where(one => one.Key.EndsWith("__clientId", StringComparison.Ordinal)),
            one => Assert.Contains("-read'", one.Value, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public void No_secret_is_in_them(string file) => Assert.All(
        Snapshot.Committed(file).AppSettings.Where(one => one.Key.EndsWith("Secret", StringComparison.Ordinal)),
        one => Assert.StartsWith("@Microsoft.KeyVault(", one.Value, StringComparison.Ordinal));

    /// <summary>Starts as the app does it.</summary>
    internal static void Start(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var known = Readable(settings, "99999999-0000-4000-8000-000000000000")
            .Select(one => KeyValuePair.Create(one.Key.Replace("__", ":", StringComparison.Ordinal), (string?)one.Value));
        new ServiceCollection().AddOps(new ConfigurationBuilder().AddInMemoryCollection(known).Build());
    }

    /// <summary>
    /// With what only a deployment knows: client ids of identities, each another GUID, and secrets in the place of references.
    /// </summary>
    internal static IEnumerable<KeyValuePair<string, string>> Readable(
        IEnumerable<KeyValuePair<string, string>> settings, string readClient)
    {
        var others = new List<string>();
        foreach (var (name, value) in settings)
        {
            if (!others.Contains(value))
                others.Add(value);
            yield return new(name, value switch
            {
                ['[', ..] when value.Contains("-read'", StringComparison.Ordinal) => readClient,
                ['[', ..] => $"88888888-0000-4000-8000-{others.IndexOf(value):D12}",
                _ when value.StartsWith("@Microsoft.KeyVault(", StringComparison.Ordinal) => new string('s', 32),
                _ => value,
            });
        }
    }

    private static IEnumerable<string> Placeholders() => Triggers().Select(one => one.Schedule).OfType<string>()
        .Append(SourceTree.Read("host.json"))
        .SelectMany(text => Placeholder().Matches(text))
        .Select(match => match.Groups["name"].Value);

    private static IEnumerable<string> Connections() =>
        Triggers().Select(one => one.Connection).OfType<string>().Distinct(StringComparer.Ordinal);

    private static IEnumerable<(string? Schedule, string? Connection)> Triggers() => typeof(App).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters())
        .Select(one => (
            one.GetCustomAttribute<TimerTriggerAttribute>()?.Schedule, one.GetCustomAttribute<QueueTriggerAttribute>()?.Connection));

    [GeneratedRegex("%(?<name>[A-Za-z:]+)%", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
