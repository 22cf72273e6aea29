using System.Diagnostics;
using System.Reflection;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>The Bicep CLI of the package: an executable of Linux. Each of its calls takes a second or two, so they are few.</summary>
internal static class Bicep
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static string Tenant => "44444444-4444-4444-4444-444444444444";

    public static string Subscription => "99999999-9999-9999-9999-999999999999";

    /// <summary>Path of the executable; the test is skipped where there is none.</summary>
    public static string Path()
    {
        var path = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(one => one.Key == "BicepPath")?.Value;
        if (path is null || !OperatingSystem.IsLinux() || !File.Exists(path))
            Assert.Skip("The Bicep CLI of the package is an executable of Linux on x64, and is not here.");
        return path;
    }

    /// <summary>What it wrote to its two outputs.</summary>
    public static Task<(string Out, string Error)> RunAsync(string folder, params string[] arguments) =>
        StartAsync(Path(), folder, arguments);

    /// <summary>bicep/snapshots.sh with this CLI, into a folder.</summary>
    public static Task<(string Out, string Error)> WriteSnapshotsAsync(string folder, string deployment) =>
        StartAsync("/bin/bash", SourceTree.Root, [System.IO.Path.Combine(SourceTree.Root, "bicep", "snapshots.sh"), folder, deployment]);

    private static async Task<(string Out, string Error)> StartAsync(string file, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["BICEP"] = Path();
        using var process = Process.Start(start)!;
        using var end = new CancellationTokenSource(Longest);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(end.Token), process.StandardError.ReadToEndAsync(end.Token));
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        var (said, complained) = (await output, await error);
        Assert.True(process.ExitCode == 0, $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}: {complained}");
        return (said, complained);
    }
}
