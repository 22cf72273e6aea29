using System.Text.RegularExpressions;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>One build, on the official packages: nothing of ours poses as one of them, and no switch chooses between builds.</summary>
public sealed partial class OfficialPackagesTests
{
    // In two parts, so that this file is not what is found.
    private const string Switch = "Ops" + "Host";

    [Fact]
    public void No_type_of_ours_is_in_a_namespace_of_an_official_package()
    {
        var files = SourceTree.All(".cs");
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => Official().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void The_switch_between_two_builds_is_gone()
    {
        var files = SourceTree.All(
            ".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".yml", ".yaml", ".bicep", ".editorconfig");
        Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains(Switch, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*namespace\s+(Microsoft|Azure)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Official();
}
