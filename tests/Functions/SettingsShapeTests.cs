using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Settings;
using Xunit;

namespace OpsFunctions.Tests.Functions;

/// <summary>Settings of another shape than theirs stop the start; the words say what is allowed, never how it is bound.</summary>
public class SettingsShapeTests
{
    private const string Id = "22222222-2222-2222-2222-222222222222";

    [Theory]
    // Sections that were meant to be ours.
    [InlineData("Rightsizng:Mode", "Apply", "Rightsizng is no section; did you mean Rightsizing?")]
    [InlineData("Snapshot:Mode", "Apply", "Snapshot is no section; did you mean Snapshots?")]
    [InlineData("Sanpshots:DeleteMode", "Apply", "did you mean Snapshots?")]
    [InlineData("Notification:Teams:ops:Url", "https://a.example/", "did you mean Notifications?")]
    [InlineData("Gaurd:ClaimMinutes", "60", "did you mean Guard?")]
    [InlineData("Op:KeyHashes:0", "x", "Op is no section; did you mean Ops?")]
    [InlineData("OpsQueue:accountName", "opsstate", "did you mean OpsQueues?")]
    [InlineData("RightSize:LookBackDays", "60", "RightSize is no section, and holds LookBackDays, a setting of Rightsizing")]
    [InlineData("Retention:DeleteMode", "Apply", "Retention is no section, and holds DeleteMode, a setting of Snapshots")]
    [InlineData("Rightsizing_Mode", "Apply", "did you mean Rightsizing:Mode (in the environment Rightsizing__Mode)?")]
    [InlineData("Ops_Subscriptions__0", "x", "did you mean Ops:Subscriptions")]
    // Names in a section.
    [InlineData("Rightsizing:LookbackDay", "60", "LookbackDay is no setting; did you mean LookBackDays? what may stand there: Mode, ")]
    [InlineData("Rightsizing:Guard:Approvers", "a", "Rightsizing:Guard:Approvers is no setting")]
    [InlineData("Ops:Entra:Tennant", "x", "Ops:Entra:Tennant is no setting; did you mean Tenant?")]
    [InlineData("Guard:Windows:night:Form", "01:00", "Guard:Windows:night:Form is no setting; did you mean From?")]
    // A text where a list, names or a section belong, and the other way round.
    [InlineData("Ops:Subscriptions", Id, "where a list belongs: Ops:Subscriptions:0, Ops:Subscriptions:1 and so on")]
    [InlineData("Rightsizing:AllowedFamilies", "standardDSv5Family",
    "Rightsizing:AllowedFamilies is 'standardDSv5Family' where a list belongs")]
    [InlineData("Snapshots:Guard:AllowedScopes", "/subscriptions/x", "where a list belongs")]
    [InlineData("Ops:KeyHashes", "verysecret", "Ops:KeyHashes is another text where a list belongs")]
    [InlineData("Snapshots:Policies", "gold", "Snapshots:Policies is 'gold' where names belong: Snapshots:Policies:{name}")]
    [InlineData("Rightsizing:Changes", "on", "Rightsizing:Changes is 'on'; it must be a section with ")]
    [InlineData("Rightsizing", "Apply", "Rightsizing is 'Apply'; it must be a section with Mode, ")]
    [InlineData("Rightsizing:Mode:0", "Apply", "Rightsizing:Mode holds 0, and is one value: one of Off, Report, Approve, Apply")]
    [InlineData("Ops:Subscriptions:first", Id, "Ops:Subscriptions:first is no place in a list")]
    // Enums by name only.
    [InlineData("Rightsizing:Mode", "3", "Rightsizing:Mode is '3'; it must be one of Off, Report, Approve, Apply")]
    [InlineData("Snapshots:Mode", "3", "Snapshots:Mode is '3'; it must be one of")]
    [InlineData("Snapshots:DeleteMode", "+3", "Snapshots:DeleteMode is '+3'; it must be one of")]
    [InlineData("Rightsizing:Mode", "Report,Apply", "Rightsizing:Mode is 'Report,Apply'; it must be one of")]
    [InlineData("Rightsizing:Mode", " Apply", "Rightsizing:Mode is ' Apply'; it must be one of")]
    [InlineData("Rightsizing:Mode", "", "Rightsizing:Mode is empty; it must be one of")]
    [InlineData("Guard:Windows:night:Days:0", "1", "Guard:Windows:night:Days:0 is '1'; it must be one of Sunday, ")]
    [InlineData("Notifications:Teams:ops:Kinds:0", "5", "Notifications:Teams:ops:Kinds:0 is another text; it must be one of ")]
    // Values of another kind.
    [InlineData("Rightsizing:LookBackDays", "many", "Rightsizing:LookBackDays is 'many'; it must be a whole number from 7 to 90")]
    [InlineData("Rightsizing:LookBackDays", "0x1E", "it must be a whole number from 7 to 90")]
    [InlineData("Rightsizing:LookBackDays", "30.5", "it must be a whole number from 7 to 90")]
    [InlineData("Rightsizing:Changes:ProtectingSnapshot", "yes",
    "Rightsizing:Changes:ProtectingSnapshot is 'yes'; it must be true or false")]
    [InlineData("Guard:Windows:night:From", "late", "Guard:Windows:night:From is 'late'; it must be a time such as 01:30")]
    [InlineData("Snapshots:UsdPerGiBMonth", "NaN", "Snapshots:UsdPerGiBMonth is 'NaN'; it must be a number from 0.001 to 10")]
    public void What_is_of_another_shape_stops_the_start_and_is_said_with_what_is_allowed(string name, string value, string words)
    {
        var refusal = Assert.Throws<SettingsException>(() => Start((name, value)));

        Assert.Contains(refusal.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain("ErrorOnUnknownConfiguration", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", refusal.Message, StringComparison.Ordinal);
    }

    // What hosts, tools and the machine have in the same place.
    [Theory]
    [InlineData("Logging:LogLevel:Default", "Warning")]
    [InlineData("AzureWebJobsStorage:accountName", "opsstate")]
    [InlineData("AzureFunctionsJobHost:logging:logLevel:default", "Warning")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated")]
    [InlineData("Functions:Worker:HostEndpoint", "http://127.0.0.1:1")]
    [InlineData("ConnectionStrings:x", "y")]
    [InlineData("OS", "Windows_NT")]
    [InlineData("OPS_DATA", "/data")]
    [InlineData("npm:config:registry", "x")]
    [InlineData("PATH", "/usr/bin")]
    [InlineData("Serilog:MinimumLevel", "Warning")]
    [InlineData("Rightsizing:Mode", "apply")]
    [InlineData("Rightsizing:AllowedFamilies", "")]
    [InlineData("Ops:Identities:Read", "")]
    public void What_is_not_ours_or_is_right_is_let_be(string name, string value) => Start((name, value));

    [Fact]
    public void Every_enum_among_the_settings_is_taken_by_its_names_and_by_no_number()
    {
        foreach (var mode in Enum.GetNames<Mode>())
            Start(("Rightsizing:Mode", mode));
        foreach (var mode in Enum.GetValues<Mode>())
            Assert.Throws<SettingsException>(() => Start(("Rightsizing:Mode", $"{mode:D}")));
    }

    [Fact]
    public void One_key_with_two_sets_of_roles_stops_the_start()
    {
        var hash = new string('a', 64);

        var refusal = Assert.Throws<SettingsException>(() => Start(
            ("Ops:KeyHashes:0", $"{hash} Ops.Reader"), ("Ops:KeyHashes:1", $"{hash.ToUpperInvariant()} Ops.Operator")));

        Assert.Contains("Ops:KeyHashes holds one hash twice, with different roles", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_ones_own_stands_beside_the_one_that_is_printed_in_whatever_place()
    {
        var (own, printed) = (new string('a', 64), new string('b', 64));

        Assert.Equal([own, printed], Keys(printed, ("Ops:KeyHashes:0", own)));
        Assert.Equal([printed, own], Keys(printed, ("Ops:KeyHashes:1", own)));
        Assert.Equal([printed], Keys(printed));
        Assert.Contains("leave one out", Assert.Throws<InvalidOperationException>(
            () => Keys(printed, ("Ops:KeyHashes:0", own), ("Ops:KeyHashes:1", own))).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string?> Keys(string printed, params (string Name, string? Value)[] settings) =>
        [.. LocalApp.Settings(new LocalAppOptions
        {
            Time = TimeProvider.System,
            Transports = new(),
            Credentials = Orchestrations.Arm.Identities.AzureCredentials.Of(new Azure.Identity.DefaultAzureCredential()),
            Subscriptions = [Id],
            StorageClientId = Id,
            KeyHashes = [printed],
            Settings = settings.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal),
        }).GetSection("Ops:KeyHashes").GetChildren().Select(key => key.Value)];

    private static void Start(params (string Name, string Value)[] settings)
    {
        (string, string)[] least = [("Ops:StorageAccount", "opsstate"), ("Ops:Subscriptions:0", Id), ("OpsQueues:accountName", "opsstate")];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(least.Select(setting => new KeyValuePair<string, string?>(setting.Item1, setting.Item2)))
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)))
            .Build();
        new ServiceCollection().AddOps(configuration);
    }
}
