using OpsFunctions.Orchestrations;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>Each room of <c>orchestrations</c> uses those before it, and no capability knows another.</summary>
public class RoomTests
{
    private const int MostFiles = 20;

    [Fact]
    public void A_room_uses_only_rooms_before_it() =>
        Assert.Empty(Rooms.Compiled().Where(arrow => !Rooms.IsAllowed(arrow)).Select(Told).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_and_constants_come_only_from_rooms_before() =>
        Assert.Empty(Rooms.Written().Where(arrow => !Rooms.IsAllowed(arrow)).Select(Told).Order(StringComparer.Ordinal));

    // A room that is not listed would be allowed nothing and be used by nobody: it stands in the list or not at all.
    [Fact]
    public void Every_room_is_listed() => Assert.Equal(
        Rooms.GroundFloor.Concat(Rooms.Capabilities).Order(StringComparer.Ordinal),
        typeof(Mode).Assembly.GetTypes().Select(type => Rooms.OfNamespace(type.Namespace ?? "")).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal));

    [Fact]
    public void A_file_lies_where_its_namespace_says() => Assert.Empty(
        from file in SourceTree.Files("orchestrations")
        let folder = Path.GetRelativePath(Path.Combine(SourceTree.Root, "orchestrations"), Path.GetDirectoryName(file)!)
        let expected = folder == "."
            ? "OpsFunctions.Orchestrations"
            : $"OpsFunctions.Orchestrations.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
        where !File.ReadAllText(file).Contains($"namespace {expected};", StringComparison.Ordinal)
        select file);

    [Theory]
    [InlineData("orchestrations")]
    [InlineData("functions")]
    [InlineData("local")]
    [InlineData("tests")]
    public void A_folder_has_at_most_20_files(string part) => Assert.Empty(
        SourceTree.Files(part)
            .GroupBy(file => Path.GetRelativePath(SourceTree.Root, Path.GetDirectoryName(file)!))
            // The simulator's rooms, and the tests of it, are still to be made.
            .Where(folder => !folder.Key.Contains("Simulator", StringComparison.Ordinal) && folder.Count() > MostFiles)
            .Select(folder => $"{folder.Key}: {folder.Count()}"));

    [Fact]
    public void Tests_know_no_benchmark() =>
        Assert.DoesNotContain(typeof(RoomTests).Assembly.GetReferencedAssemblies(), one => one.Name == "OpsFunctions.Benchmarks");

    private static string Told(Arrow arrow) => $"{arrow.From} -> {arrow.To}: {arrow.Where}";
}
