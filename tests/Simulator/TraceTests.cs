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
    [InlineData(
        "timestamp,value\n2020-01-01 00:00:00,1\n2020-01-01 00:05:00,many", "line 3: expected CPU in percent, 0 to 100, found 'many'")]
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
            () => FleetGenerator.Generate(new FleetOptions { TracesFolder = "/nowhere", Start = Start })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_published_recording_is_read()
    {
        var folder = Path.Combine(RecordedData.Folder(), "traces");
        var fleet = FleetGenerator.Generate(new FleetOptions { Machines = 50, TracesFolder = folder, Start = Start });
        Assert.Equal(Directory.GetFiles(folder, "*.csv").Length, fleet.Machines.Count(machine => machine.TraceFile is not null));
    }

    [Fact]
    public void Recordings_of_real_machines_are_read_packed_and_a_table_beside_them_is_told()
    {
        var folder = Path.Combine(RecordedData.Folder(), "real-machines");
        var fleet = FleetGenerator.Generate(new FleetOptions { Machines = 3, TracesFolder = folder, Start = Start });
        Assert.All(fleet.Machines, machine => Assert.InRange(machine.RecordedSamples, 44 * 288, 92 * 288));
        Assert.Contains(fleet.Notes, note => note.StartsWith("groups.csv: left out", StringComparison.Ordinal));
        var recordings = Directory.GetFiles(folder, "*.csv.gz").Length;
        Assert.Contains($"{recordings} recordings, of which the first 3 in order of their names are used: no more fit.", fleet.Notes);
    }

    [Fact]
    public void A_recording_is_replayed_at_its_own_weekday_and_time_of_day()
    {
        // 2020-01-01 was a Wednesday. Ten days of one sample an hour, 100 % at 02:00.
        var first = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Write("night_2vcpu.csv", ["timestamp,value", .. Enumerable.Range(0, 240)
            .Select(hour => $"{first.AddHours(hour):O},{(hour % 24 == 2 ? 100 : hour / 24)}")]);
        var machine = Assert.Single(Fleet(machines: 1).Machines);
        var from = machine.RecordedFrom!.Value;
        Assert.Equal((DayOfWeek.Wednesday, TimeSpan.Zero), (from.DayOfWeek, from.TimeOfDay));
        Assert.InRange(from, Start.AddDays(-93), Start.AddDays(-86));
        Assert.Equal(240 * 12, machine.RecordedSamples);
        for (var day = -90; day < 30; day++)
        {
            Assert.Equal(2, machine.LoadAt(Start.AddDays(day).AddMinutes(120 + 55)).Vcpus, 1e-9);
            Assert.True(machine.LoadAt(Start.AddDays(day).AddMinutes(180)).Vcpus < 1);
        }
        // The last four days of the second week, which was not recorded, are those of the week before.
        Assert.Equal(machine.LoadAt(from.AddDays(3).AddHours(5)), machine.LoadAt(from.AddDays(10).AddHours(5)));
    }

    [Theory]
    [InlineData("1577836800", "1577836860", 1)]
    [InlineData("1577836800000", "1577836860000", 1)]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01T00:01:00Z", 1)]
    [InlineData("2020-01-01T01:00:00+01:00", "2020-01-01T02:00:00+01:00", 60)]
    [InlineData("2020-01-01", "2020-01-02", 1440)]
    [InlineData("2020/01/01 00:00", "2020/01/01 00:15", 15)]
    public void Stamps_tell_how_long_a_sample_lasts(string first, string second, int minutes)
    {
        Write("grain_2vcpu.csv", "timestamp,value", $"{first},20", $"{second},40");
        var machine = Assert.Single(Fleet(machines: 1).Machines);
        var from = machine.RecordedFrom!.Value;
        // Two samples within five minutes are one of their mean.
        Assert.Equal(minutes < 5 ? 0.6 : 0.4, machine.LoadAt(from).Vcpus, 1e-9);
        Assert.Equal(Math.Max(1, 2 * minutes / 5), machine.RecordedSamples);
        if (minutes >= 5)
            Assert.Equal(
                (0.4, 0.8), (Math.Round(machine.LoadAt(from.AddMinutes(minutes - 1))
                    .Vcpus, 9), Math.Round(machine.LoadAt(from.AddMinutes(minutes)).Vcpus, 9)));
    }

    [Fact]
    public void Rows_out_of_order_and_twice_are_read_right_and_told()
    {
        Write("mixed_2vcpu.csv", "timestamp,value", "2020-01-01 00:10:00,30", "2020-01-01 00:00:00,10", "2020-01-01 00:05:00,20",
        "2020-01-01 00:05:00,20");
        var fleet = Fleet(machines: 1);
        var (machine, from) = (fleet.Machines[0], fleet.Machines[0].RecordedFrom!.Value);
        Assert.Equal([0.2, 0.4, 0.6], Enumerable.Range(0, 3).Select(i => Math.Round(machine.LoadAt(from.AddMinutes(5 * i)).Vcpus, 9)));
        Assert.Equal(["mixed_2vcpu.csv: rows out of order: 1, sorted by their stamps.",
        "mixed_2vcpu.csv: rows that are there twice: 1, counted once."], fleet.Notes);
    }

    [Fact]
    public void Gaps_are_filled_and_told()
    {
        var first = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var rows = Enumerable.Range(0, 3 * 288).Where(i => i is not (>= 10 and < 14) && i is not (>= 288 + 100 and < 288 + 130));
        Write("gaps_2vcpu.csv", ["timestamp,value", .. rows.Select(i => $"{first.AddMinutes(5 * i):O},{(i % 288) / 3}")]);
        var fleet = Fleet(machines: 1);
        var (machine, from) = (fleet.Machines[0], fleet.Machines[0].RecordedFrom!.Value);
        Assert.Equal(3 * 0.02, machine.LoadAt(from.AddMinutes(5 * 13)).Vcpus, 1e-9);
        Assert.Equal(machine.LoadAt(from.AddMinutes(5 * 110)), machine.LoadAt(from.AddMinutes(5 * (288 + 110))));
        Assert.Equal(
            "gaps_2vcpu.csv: gaps: 2, the longest of 2.4 h: up to an hour is held, a longer one repeats the week (or day) before.",
            Assert.Single(fleet.Notes));
    }

    [Theory]
    [InlineData("timestamp,value\n2020-01-01 00:00:00,1\n2020-01-01 00:00:00,2", "line 3: expected the same figures as in line 2")]
    [InlineData("timestamp,value\n2020-01-01 00:00:00,1\n1577837100,2", "line 3: expected a time stamp of the kind of the first row (Iso)")]
    [InlineData("timestamp,value\n1,1", "line 2: expected a time stamp")]
    [InlineData("timestamp,value\n05/06/2020 10:00,1", "line 2: expected a time stamp")]
    [InlineData("timestamp,value\n2020-01-01T00:00:00Z,1\n2020-01-01T00:00:10Z,1",
    "its samples are mostly 00:00:10 apart; a minute to a day can be read")]
    [InlineData("timestamp,value\n2020-01-01T00:00:00Z,1\n2020-01-01T00:05:00Z,1\n2020-01-01T00:10:00Z,1\n2020-01-09T00:00:00Z,1",
    "make up more than half of it")]
    [InlineData("timestamp,value\n1920-01-01,1\n2020-01-01,1", "at most 1830 are read")]
    [InlineData("timestamp,cpu_percent,memory_used_mib\n2020-01-01,1", "line 2: expected 3 columns")]
    [InlineData("timestamp,cpu_percent,cpu\n2020-01-01,1,2", "line 1: expected one column of each kind (Cpu)")]
    [InlineData("timestamp,value\n2020-01-01,-1", "line 2: expected CPU in percent")]
    public void Stamps_and_columns_that_cannot_be_read_right_are_refused(string content, string message)
    {
        File.WriteAllText(Path.Combine(_folder, "bad_2vcpu.csv"), content);
        var refused = Assert.Throws<TraceFormatException>(() => Fleet(machines: 5));
        Assert.Contains("bad_2vcpu.csv", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_go_by_their_names_whatever_their_order_and_case()
    {
        Write("order_4vcpu.CSV", "Network_Out_KiBps\tNotes\tCPU_Percent\tMemory_Used_MiB\tTimeStamp", "125\tx\t50\t2048\t1577836800",
        "125\ty\t120\t\t1577837100");
        var fleet = Fleet(machines: 1);
        var (machine, from) = (fleet.Machines[0], fleet.Machines[0].RecordedFrom!.Value);
        var load = machine.LoadAt(from);
        Assert.Equal((2d, 2d, 1.024), (load.Vcpus, load.MemoryGiB, Math.Round(load.NetworkOutMbps, 9)));
        Assert.Equal(4, machine.LoadAt(from.AddMinutes(5)).Vcpus, 1e-9);
        Assert.Equal(["order_4vcpu.CSV: not used: the columns notes.",
        "order_4vcpu.CSV: samples of more than 100 % CPU: 1, taken as 100 %."], fleet.Notes);
    }

    [Fact]
    public void Counts_without_a_size_files_that_differ_in_case_and_broken_packing_are_told()
    {
        Write("Web_6vcpu.csv", "timestamp,value", "2020-01-01,50");
        Write("web_6vcpu.csv", "timestamp,value", "2020-01-01,50");
        var fleet = Fleet(machines: 3);
        Assert.Equal(["vm-web-6vcpu", "vm-web-6vcpu-2"], fleet.Machines.Where(machine => machine.TraceFile is not null)
            .Select(machine => machine.Name));
        Assert.All(fleet.Machines.Where(machine => machine.TraceFile is not null), machine => Assert.Equal(
            ("Standard_D8s_v5", 3d), (machine.Size.Name, machine.LoadAt(Start).Vcpus)));
        Assert.Contains("web_6vcpu.csv: no size has 6 vCPUs, so its load is replayed on Standard_D8s_v5 with 8.", fleet.Notes);
        Write("x_999vcpu.csv", "timestamp,value", "2020-01-01,50");
        Assert.Contains("no simulated size has 999 vCPUs", Assert.Throws<TraceFormatException>(() => Fleet(machines: 5))
            .Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "x_999vcpu.csv"));
        File.WriteAllText(Path.Combine(_folder, "y_2vcpu.csv.gz"), "not packed");
        Assert.Contains("not packed with gzip", Assert.Throws<TraceFormatException>(() => Fleet(machines: 5))
            .Message, StringComparison.Ordinal);
    }

    private Fleet Fleet(int machines, int count = 1000) =>
        FleetGenerator.Generate(new FleetOptions { Machines = machines, TracesFolder = _folder, TracesCount = count, Start = Start });

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);
}
