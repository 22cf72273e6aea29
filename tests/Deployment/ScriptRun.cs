using System.Diagnostics;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>A script of bicep/ with an "az" of the test's own before the real one.</summary>
internal static class ScriptRun
{
    /// <param name="script">Its file in bicep/.</param>
    /// <param name="az">What stands for the Azure CLI: a script of bash.</param>
    /// <param name="folder">A folder of the test's own; <c>$WORLD</c> for that script.</param>
    public static async Task<(int Code, string Out, string Error)> StartAsync(
        string script, string az, string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Has("bash", "jq", "curl"), "bash, jq and curl are not all here.");
        var file = Path.Combine(folder, "az");
        await File.WriteAllTextAsync(file, $"#!/usr/bin/env bash\nset -euo pipefail\n{az}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash", [Path.Combine(SourceTree.Root, "bicep", script), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            WorkingDirectory = SourceTree.Root,
        };
        start.Environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["WORLD"] = folder;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(1));
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
        return (process.ExitCode, await output, await error);
    }

    private static bool Has(params string[] tools) => tools.All(tool =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))));
}
