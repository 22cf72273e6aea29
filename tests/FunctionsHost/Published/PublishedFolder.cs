using System.Diagnostics;
using System.Reflection;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Published;

/// <summary>What <c>dotnet publish functions</c> writes, from the build that the tests belong to.</summary>
public sealed class PublishedFolder : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Path { get; } = Directory.CreateTempSubdirectory("published").FullName;

    public async ValueTask InitializeAsync()
    {
        var configuration = typeof(PublishedFolder).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Architecture.SourceTree.Root,
        };
        foreach (var argument in new[] { "publish", "functions", "--no-build", "-c", configuration, "-o", Path })
        {
            start.ArgumentList.Add(argument);
        }

        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A copy whose files may be changed.</summary>
    public string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("published-copy").FullName;
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
