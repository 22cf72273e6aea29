using OpsFunctions.Stages.Replay;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Simulated Azure answers what was recorded of the real one as it was recorded, but for what is listed with its reason.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recordings").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_recording_differs_in_nothing_but_what_is_listed()
    {
        var listed = ListedDifferences.Own();
        var found = new List<string>();
        foreach (var file in new[] { "shapes", "recorded" }.SelectMany(
            folder => Recording.FilesIn(Path.Combine(RecordedData.Folder(), folder))))
            found.AddRange((await ReplayRun.RunAsync(Recording.Read(file))).Where(one => !listed.Has(one)).Select(one => one.ToString()));
        Assert.Equal("", string.Join('\n', found));
        // What has been mended leaves the list.
        Assert.Empty(listed.Unused);
        Assert.InRange(listed.Count, 0, 24);
    }

    [Fact]
    public async Task A_difference_in_status_property_type_casing_and_word_is_found()
    {
        const string group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg1";
        Write($$$"""
            {"steps": [
              {"request": {"method": "GET", "path": "{{{group}}}?api-version=2021-04-01"},
               "response": {"status": 200, "headers": {"location": "x"}, "body": {"ID": "{{{group}}}", "name": 5, "properties": {"provisioningState": "Failed", "wonder": true} } } },
              {"request": {"method": "GET", "path": "{{{group}}}/providers/Microsoft.Network/virtualNetworks/none?api-version=2021-04-01"}, "response": {"status": 403, "headers": {} } },
              {"request": {"method": "POST", "path": "{{{group}}}/providers/Microsoft.Wonder/things/one/act?api-version=2021-04-01"}, "response": {"status": 200, "headers": {} } }
            ]}
            """);
        var found = (await ReplayRun.RunAsync(Recording.Read(Path.Combine(_folder, "one.json")))).Select(one => one.What).ToList();
        Assert.Contains("header location is missing", found);
        Assert.Contains("ID is written «id»", found);
        Assert.Contains("name is a text instead of a number", found);
        Assert.Contains("properties.provisioningState is «Succeeded» instead of «Failed»", found);
        Assert.Contains("properties.wonder is missing", found);
        Assert.Contains(found, one => one.StartsWith("status 200 instead of 403", StringComparison.Ordinal)
            || one.StartsWith("status 404 instead of 403", StringComparison.Ordinal));
        Assert.Contains("not simulated: this operation", found);
    }

    [Theory]
    [InlineData("[]", "expected an object with «steps» or «interactions»")]
    [InlineData("{", "is no JSON")]
    [InlineData("""{"steps": [{"request": {"method": "GET"}, "response": {}}]}""", "step 1: expected request")]
    public void A_file_that_is_no_recording_is_named(string content, string message)
    {
        Write(content);
        var refused = Assert.Throws<FormatException>(() => Recording.Read(Path.Combine(_folder, "one.json")));
        Assert.Contains("one.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private void Write(string content) => File.WriteAllText(Path.Combine(_folder, "one.json"), content);
}
