using System.Diagnostics;
using OpsFunctions.Orchestrations.Resizing.Steps;
using Xunit;

namespace OpsFunctions.Tests.Resizing;

/// <summary>What a machine says of itself from inside, and what of it is missing after a change.</summary>
public sealed class InsideCheckTests
{
    private static readonly InsideView Before = new([22, 8080], []);

    [Theory]
    [InlineData("listen=22\nlisten=8080\nfailed=app.service\nuptime=61\n", "22 8080", "app.service")]
    [InlineData("""{"value":[{"message":"Enable succeeded: \n[stdout]\nlisten=443\nuptime=7\n\n[stderr]\n"}]}""", "443", "")]
    [InlineData("""{"value":[{"message":"listen=3389\r\nfailed=W32Time\r\nuptime=7\r\n"}]}""", "3389", "W32Time")]
    [InlineData("uptime=5", "", "")]
    public void Ports_and_failed_services_are_read(string output, string ports, string failed)
    {
        var view = InsideCheck.Read(output)!;

        Assert.Equal((ports, failed), (string.Join(' ', view.Ports), string.Join(' ', view.Failed)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("listen=22\nlisten=80")]
    [InlineData("uptime=")]
    public void An_answer_without_its_end_is_none(string? output) => Assert.Null(InsideCheck.Read(output));

    [Theory]
    [InlineData("22 8080", "", null)]
    [InlineData("22 80 443 8080", "", null)]
    [InlineData("22", "", "nothing listens on its port 8080 any more")]
    [InlineData("22 8080", "app.service", "its service app.service has failed, and had not before")]
    public void What_worked_before_must_work_again(string ports, string failed, string? missing) =>
        Assert.Equal(missing, InsideCheck.Missing(
        Before, new([.. ports.Split(' ').Select(int.Parse)], failed.Length == 0 ? [] : [failed])));

    [Fact]
    public void What_had_failed_before_is_not_the_changes_fault() =>
        Assert.Null(InsideCheck.Missing(new([22], ["old.service"]), new([22], ["old.service"])));

    // Not imagined: this machine's own shell runs it, with a port that really listens.
    [Fact]
    public async Task The_script_for_a_shell_runs_in_one_and_finds_what_listens()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/sh"), "there is no shell");
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, FreePort());
        listener.Start();
        var start = new ProcessStartInfo(
            "/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(InsideCheck.Shell);
        shell.StandardInput.Close();
        var view = InsideCheck.Read(await shell.StandardOutput.ReadToEndAsync());

        Assert.Contains(((System.Net.IPEndPoint)listener.LocalEndpoint).Port, view!.Ports);
    }

    // Below those that the system hands out, which are left out.
    private static int FreePort()
    {
        var taken = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Select(one => one.Port).ToHashSet();
        return Enumerable.Range(20_000, 10_000).First(port => !taken.Contains(port));
    }
}
