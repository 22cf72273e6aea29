namespace OpsFunctions.Tests.Architecture;

/// <summary>The sources these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files(string folder) => Below(folder, [".cs"]);

    /// <summary>Every file of the tree with one of these endings.</summary>
    public static IReadOnlyList<string> All(params string[] endings) => Below(".", endings);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IReadOnlyList<string> Below(string folder, string[] endings) => [.. Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        .Where(file => endings.Contains(Path.GetExtension(file), StringComparer.Ordinal))
        .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)
            .Any(part => part is "bin" or "obj" or ".git" or "out"))];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OpsFunctions.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("OpsFunctions.sln stands in none of the folders above the tests");
    }
}
