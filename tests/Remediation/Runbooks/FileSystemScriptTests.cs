using System.Diagnostics;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runbooks;

/// <summary>
/// The scripts for Linux, run by a shell against stand-ins of what they call: simulated Azure only knows them by their text. The stand-ins
/// say what a disk is like, and write down what changes it.
/// </summary>
public sealed class FileSystemScriptTests
{
    [Theory]
    [InlineData("sdc1 part", "ext4", "/data", 91, 0)]
    [InlineData("", "xfs", "/data", 80, 0)]
    [InlineData("sdc1 part", "ext4", "/data", 79, 6)]
    [InlineData("sdc1 part\nsdc2 part", "ext4", "/data", 91, 4)]
    [InlineData("sdc1 part", "LVM2_member", "", 91, 5)]
    [InlineData("sdc1 part", "ext4", "", 91, 5)]
    public async Task A_look_ends_as_the_disk_is_and_changes_nothing(string parts, string type, string mount, int used, int exitCode)
    {
        var (code, calls) = await RunAsync(FileSystemScripts.Look(isWindows: false, lun: 2), parts, type, mount, used);

        Assert.Equal((exitCode, ""), (code, calls));
    }

    [Theory]
    [InlineData("sdc1 part", "ext4", "resize2fs /dev/sdc1\n")]
    [InlineData("sdc1 part", "xfs", "xfs_growfs /data\n")]
    [InlineData("", "ext3", "resize2fs {disk}\n")]
    public async Task The_file_system_gets_all_of_its_disk(string parts, string type, string calls)
    {
        var (code, made) = await RunAsync(FileSystemScripts.Grow(isWindows: false, lun: 2), parts, type, "/data", 95);

        Assert.Equal((0, (parts.Length > 0 ? "growpart {disk} 1\n" : "") + calls), (code, made));
    }

    [Fact]
    public async Task No_disk_of_that_number() =>
        Assert.Equal(
            3, (await RunAsync(FileSystemScripts.Look(isWindows: false, lun: 2), "", "ext4", "/data", 91, hasDisk: false)).ExitCode);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_number_of_the_disk_is_all_that_varies(bool isWindows)
    {
        foreach (var script in new Func<int, string>[] { lun => FileSystemScripts.Look(isWindows, lun), lun => FileSystemScripts.Grow(
            isWindows, lun) })
        {
            Assert.DoesNotContain(
                "{", script(7).Replace("{ ", "", StringComparison.Ordinal).Replace("{\n", "", StringComparison.Ordinal),
                StringComparison.Ordinal);
            Assert.Equal(script(7), script(5).Replace("lun5", "lun7", StringComparison.Ordinal)
                .Replace("LUN 5", "LUN 7", StringComparison.Ordinal)
                .Replace("/5", "/7", StringComparison.Ordinal).Replace("at 5", "at 7", StringComparison.Ordinal));
        }
    }

    private static async Task<(int ExitCode, string Calls)> RunAsync(
        string script, string parts, string type, string mount, int used, bool hasDisk = true)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The scripts are for Linux.");
        var folder = Directory.CreateTempSubdirectory("ops-disk-").FullName;
        try
        {
            var (disk, log) = (Path.Combine(folder, "disk"), Path.Combine(folder, "log"));
            if (hasDisk)
                await File.WriteAllTextAsync(disk, "");
            // A test has no block device of its own.
            const string IsBlock = "[ -b \"$disk\" ]";
            Assert.Contains(IsBlock, script, StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "script"), script.Replace(IsBlock, "[ -e \"$disk\" ]", StringComparison.Ordinal));
            StandIn("readlink", $"echo {disk}");
            StandIn("lsblk", $"case \"$2\" in NAME,TYPE) printf '%s' '{parts}' ;; *) echo '{type}' ;; esac");
            StandIn("findmnt", mount.Length == 0 ? "exit 1" : $"echo {mount}");
            StandIn("df", $"echo 'Use%'; echo ' {used}%'");
            StandIn("cat", "echo 1");
            foreach (var changing in new[] { "growpart", "resize2fs", "xfs_growfs" })
                StandIn(changing, $"echo \"{changing} $*\" >> {log}");
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", [Path.Combine(folder, "script")])
            {
                Environment = { ["PATH"] = $"{folder}:/usr/bin:/bin" }, UseShellExecute = false, RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (shell.ExitCode, File.Exists(log)
                ? (await File.ReadAllTextAsync(log)).Replace(disk, "{disk}", StringComparison.Ordinal)
                : "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void StandIn(string name, string body)
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
