using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class TraceTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("traces").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recording_is_replayed_on_the_size_in_its_name_and_repeats_end_to_end()
    {
        Write("web_8vcpu.csv", "timestamp,value", "2020-01-01 00:00:00,10", "2020-01-01 00:05:00,50", "2020-01-01 00:10:00,100");
        var machine = Assert.Single(Fleet(machines: 5).Machines, machine => machine.Archetype == Archetype.Trace);
        Assert.Equal("Standard_D8s_v5", machine.Size.Name);
        Assert.Equal("web_8vcpu.csv", machine.TraceFile);
        var anchor = Start.AddDays(-93);
        double[] expected = [0.8, 4, 8, 0.8, 4, 8, 0.8];
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], machine.LoadAt(anchor.AddMinutes(5 * i)).Vcpus, 1e-9);
        Assert.Equal(8, machine.LoadAt(anchor.AddMinutes(-5)).Vcpus, 1e-9);
    }

    [Fact]
    public void A_full_recording_brings_memory_disk_and_network()
    {
        Write(
            "bitbrains_full_1vcpu.csv",
            "Timestamp [ms];\tCPU cores;\tCPU capacity provisioned [MHZ];\tCPU usage [MHZ];\tCPU usage [%];\tMemory capacity provisioned [KB];\tMemory usage [KB];\tDisk read throughput [KB/s];\tDisk write throughput [KB/s];\tNetwork received throughput [KB/s];\tNetwork transmitted throughput [KB/s]",
            "1376314846;\t1;\t2600;\t1300;\t50;\t2097152;\t1048576;\t1000;\t600;\t125;\t250");
        var load = Assert.Single(Fleet(machines: 1).Machines).LoadAt(Start);
        Assert.Equal(new Load(0.5, 1, 50, 1.6, 1, 2), load);
    }

    [Fact]
    public void Bytes_received_become_network_on_a_quiet_machine()
    {
        Write("ec2_network_in_1.csv", "timestamp,value", "2020-01-01 00:00:00,300000000");
        var load = Assert.Single(Fleet(machines: 1).Machines).LoadAt(Start);
        Assert.Equal(8, load.NetworkInMbps, 1e-9);
        Assert.True(load.Vcpus < 0.1);
    }

    [Fact]
    public void Recordings_count_among_the_machines_and_no_more_are_read_than_wanted()
    {
        for (var i = 0; i < 6; i++)
            Write($"t{i}_2vcpu.csv", "timestamp,value", "2020-01-01 00:00:00,1");
        Assert.Equal(10, Fleet(machines: 10).Machines.Count);
        Assert.Equal(6, Fleet(machines: 10).Machines.Count(machine => machine.TraceFile is not null));
        Assert.Equal(2, Fleet(machines: 10, count: 2).Machines.Count(machine => machine.TraceFile is not null));
        Assert.Equal(3, Fleet(machines: 3).Machines.Count);
    }

    [Theory]
    [InlineData("timestamp,value\n2020-01-01 00:00:00,1\n2020-01-01 00:05:00,many", "line 3: expected CPU in percent, 0 to 100, found 'many'")]
    [InlineData("timestamp,value\n2020-01-01 00:00:00,101", "line 2: expected CPU in percent, 0 to 100, found '101'")]
    [InlineData("timestamp,value\n1", "line 2: expected 'timestamp,value', found '1'")]
    [InlineData("<html>", "line 1: expected the header 'timestamp,value'")]
    [InlineData("timestamp,value\n", "expected at least one sample")]
    public void A_file_that_is_no_recording_is_named_with_line_and_what_was_expected(string content, string message)
    {
        File.WriteAllText(Path.Combine(_folder, "bad_2vcpu.csv"), content);
        var refused = Assert.Throws<TraceFormatException>(() => Fleet(machines: 5));
        Assert.Contains("bad_2vcpu.csv", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_empty_is_named()
    {
        Assert.Contains(_folder, Assert.Throws<TraceFormatException>(() => Fleet(machines: 5)).Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere", Assert.Throws<TraceFormatException>(
            () => FleetGenerator.Generate(new FleetOptions { TracesFolder = "/nowhere", Start = Start })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_published_recording_is_read()
    {
        var folder = Path.Combine(RecordedData.Folder(), "traces");
        var fleet = FleetGenerator.Generate(new FleetOptions { Machines = 50, TracesFolder = folder, Start = Start });
        Assert.Equal(Directory.GetFiles(folder, "*.csv").Length, fleet.Machines.Count(machine => machine.TraceFile is not null));
    }

    private Fleet Fleet(int machines, int count = 1000) =>
        FleetGenerator.Generate(new FleetOptions { Machines = machines, TracesFolder = _folder, TracesCount = count, Start = Start });

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);
}
