using System.Text.Json;
using System.Text.RegularExpressions;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>docs/deploy.md, walked through against the compiled template, the scripts and the app: what it names is there.</summary>
public sealed partial class DeployPageTests
{
    // Words of Azure and of the tools, which the page explains and nothing of ours defines.
    private static readonly string[] OfOthers =
    [
        "zip", "jq", "curl", "azd down", "what-if", "ActionGroup", "RoleDefinitionDoesNotExist", "RoleAssignmentUpdateNotPermitted",
        "Microsoft.Web", "Microsoft.Storage", "Microsoft.Insights", "Microsoft.OperationalInsights", "Microsoft.ManagedIdentity",
        "Microsoft.App", "Microsoft.Network", "Microsoft.EventGrid", "Microsoft.Authorization/roleDefinitions/write", "storageProvider",
        "/subscriptions/{id}", "Microsoft.Compute/locations/",
        "az eventgrid system-topic update --ids {id} --identity systemassigned",
    ];

    private static readonly Lazy<string> Page = new(() => SourceTree.Read("docs/deploy.md"));

    [Fact]
    public async Task Every_word_in_code_is_a_parameter_an_output_a_setting_a_role_a_file_or_an_option_that_there_is()
    {
        var known = Known(await TemplateAsync());
        var words = Inline().Matches(Page.Value).Select(match => match.Groups["word"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.InRange(words.Count, 60, 300);
        Assert.Equal([], words.Where(word => !known.Contains(word) && !IsFile(word)));
    }

    [Fact]
    public async Task The_table_of_parameters_is_all_of_them_with_their_defaults()
    {
        using var template = JsonDocument.Parse(await TemplateAsync());
        var parameters = template.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(one => one.Name, one => one.Value);
        var table = Page.Value.Split("## Parameters")[1].Split("\n## ")[0];
        var rows = Row().Matches(table).ToDictionary(one => one.Groups["name"].Value, one => one.Groups["default"].Value.Trim());

        Assert.Equal(parameters.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, parameter) in parameters)
        {
            var isRequired = !parameter.TryGetProperty("defaultValue", out var value) && !parameter.TryGetProperty("nullable", out _);
            Assert.Equal(isRequired, rows[name] == "required");
            if (value.ValueKind is JsonValueKind.Number || value is { ValueKind: JsonValueKind.String } && value.GetString()!.Length > 0)
                Assert.Equal(value.ToString(), rows[name].Trim('`'));
        }
    }

    [Fact]
    public async Task What_its_commands_read_and_set_is_there()
    {
        using var template = JsonDocument.Parse(await TemplateAsync());
        var outputs = template.RootElement.GetProperty("outputs").EnumerateObject().Select(one => one.Name).ToList();
        var parameters = template.RootElement.GetProperty("parameters").EnumerateObject().Select(one => one.Name).ToList();
        var environment = Variable().Matches(SourceTree.Read("bicep/main.bicepparam")).Select(one => one.Groups["name"].Value).ToList();
        var blocks = string.Concat(Block().Matches(Page.Value).Select(match => match.Value));

        Assert.NotEmpty(OutputRead().Matches(blocks));
        Assert.All(OutputRead().Matches(blocks), one => Assert.Contains(one.Groups["name"].Value, outputs));
        Assert.All(Parameter().Matches(blocks), one => Assert.Contains(one.Groups["name"].Value, parameters));
        Assert.All(AzdSet().Matches(blocks), one => Assert.Contains(one.Groups["name"].Value, environment));
        Assert.All(Path().Matches(blocks), one => Assert.True(IsFile(one.Groups["path"].Value), one.Groups["path"].Value));
        Assert.All(Option().Matches(blocks), one => Assert.Contains(one.Groups["option"].Value, Script(one.Groups["script"].Value)));
    }

    [Fact]
    public void The_scripts_read_outputs_and_settings_that_there_are()
    {
        var outputs = SourceTree.Read("bicep/main.bicep");
        var read = ScriptOutput().Matches(Script("upgrade.sh")).Select(one => one.Groups["name"].Value).ToList();

        Assert.Equal(["appAddress", "resourceGroupName", "appName"], read);
        read.AddRange(Substituted().Matches(SourceTree.Read("azure.yaml")).Select(one => one.Groups["name"].Value));
        Assert.Equal(5, read.Count);
        Assert.All(read, name => Assert.Contains($"output {name} ", outputs, StringComparison.Ordinal));
    }

    [Fact]
    public void The_settings_it_shows_are_settings_of_the_app()
    {
        var shown = Setting().Matches(Page.Value).Select(one => one.Value).Distinct(StringComparer.Ordinal).ToList();
        var sections = new[] { "Ops", "Rightsizing", "Notifications" };

        Assert.NotEmpty(shown);
        Assert.All(shown, name => Assert.Contains(name.Split("__")[0], sections));
        // The value that the page shows for each, as the app reads it.
        var values = BicepSetting().Matches(Page.Value).ToDictionary(one => one.Groups["name"].Value, one => one.Groups["value"].Value);
        Assert.Equal(3, values.Count);
        Assert.Null(Record.Exception(() => AppSettingsTests.Start(Snapshot.Small.AppSettings.Concat(values))));
    }

    [Fact]
    public void Its_links_lead_somewhere()
    {
        foreach (Match link in Link().Matches(Page.Value))
        {
            var (file, anchor) = (link.Groups["file"].Value, link.Groups["anchor"].Value);
            var text = file.Length == 0 ? Page.Value : SourceTree.Read($"docs/{file}");
            var anchors = Heading().Matches(text).Select(one => Anchor(one.Groups["text"].Value));
            if (anchor.Length > 0)
                Assert.Contains(anchor, anchors);
        }
    }

    private static Task<string> TemplateAsync() => Compiled.Value;

    // Compiled once; without a warning of compiler and linter.
    private static readonly Lazy<Task<string>> Compiled = new(async () =>
    {
        var (template, warnings) = await Bicep.RunAsync(Full("bicep"), "build", "main.bicep", "--stdout");
        Assert.Equal("", warnings);
        return template;
    });

    private static HashSet<string> Known(string compiled)
    {
        using var template = JsonDocument.Parse(compiled);
        var root = template.RootElement;
        var types = root.GetProperty("definitions").EnumerateObject().Select(one => one.Value).ToList();
        var choices = types.Concat(root.GetProperty("parameters").EnumerateObject().Select(one => one.Value))
            .Where(one => one.TryGetProperty("allowedValues", out _)).SelectMany(one => one.GetProperty("allowedValues").EnumerateArray());
        return
        [
            .. OfOthers,
            .. root.GetProperty("parameters").EnumerateObject().Select(one => one.Name),
            .. root.GetProperty("outputs").EnumerateObject().Select(one => one.Name),
            .. types.Where(one => one.TryGetProperty("properties", out _))
                .SelectMany(one => one.GetProperty("properties").EnumerateObject()).Select(one => one.Name),
            .. choices.Select(one => one.ToString()),
            .. Snapshot.Large.AppSettings.Keys,
            .. Snapshot.Large.Resources.Select(one => one.Name.Split('/')[^1]),
            .. Snapshot.Large.Of("Microsoft.EventGrid/systemTopics").Select(one => one.Properties.GetProperty("topicType").GetString()!),
            .. Directory.EnumerateFiles(Full("bicep/roles")).Select(file => System.IO.Path.GetFileNameWithoutExtension(file)),
            .. OptionOrVariable().Matches(Script("entra.sh") + Script("entra.ps1") + Script("upgrade.sh")).SelectMany(Forms),
        ];
    }

    // -Owner of $Owner.
    private static IEnumerable<string> Forms(Match match) => [match.Value, match.Value.Replace('$', '-')];

    private static bool IsFile(string path) => System.IO.Path.Exists(Full(path));

    private static string Full(string path) => System.IO.Path.Combine(SourceTree.Root, path);

    private static string Script(string name) => SourceTree.Read($"bicep/{name}");

    private static string Anchor(string heading) =>
        AnchorLess().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("(?<!`)`(?<word>[^`\n]+)`(?!`)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|.*\| (?<default>[^|]+) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("^```.*?^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"properties\.outputs\.(?<name>\w+)\.value", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutputRead();

    [GeneratedRegex(@"output (?<name>app\w+|resource\w+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScriptOutput();

    [GeneratedRegex(@"\$\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Substituted();

    [GeneratedRegex(@"^param (?<name>\w+) =", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"azd env set (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AzdSet();

    [GeneratedRegex(@"readEnvironmentVariable\('(?<name>\w+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<path>bicep/[\w./-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Path();

    [GeneratedRegex(@"bicep/(?<script>\w+\.sh)[^\n]* (?<option>--[a-z-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"--[a-z][a-z-]+|\$[A-Z]\w+|\b(OPS_[A-Z_]+|ActionGroupsSecureWebhook)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OptionOrVariable();

    [GeneratedRegex(@"\b[A-Z]\w+?__\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^  (?<name>[A-Z]\w+__\w+): '(?<value>[^']*)'$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex BicepSetting();

    [GeneratedRegex(@"\]\((?<file>[\w.-]+\.md)?(#(?<anchor>[\w-]+))?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^a-z0-9 _-]", RegexOptions.None, 1000)]
    private static partial Regex AnchorLess();
}
