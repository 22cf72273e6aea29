using OpsFunctions.Orchestrations.Drills.Planning;
using Xunit;

namespace OpsFunctions.Tests.Drills.Planning;

public class SubnetPlannerTests
{
    [Theory]
    [InlineData("10.0.0.0/16", "10.0.0.0/28", "10.0.0.4")]
    [InlineData("10.0.0.0/16", "10.0.3.16/28", "10.0.3.20")]
    [InlineData("10.0.0.0/24", "10.0.0.0/28", "10.0.0.4", "10.0.0.14")]
    [InlineData("10.0.0.0/24", "10.0.0.0/27", "10.0.0.4", "10.0.0.20")]
    [InlineData("10.0.0.0/16", "10.0.0.0/17", "10.0.0.4", "10.0.100.4")]
    public void It_is_as_narrow_as_the_machines_addresses_allow(string source, string narrow, params string[] addresses) =>
        Assert.Equal(narrow, SubnetPlanner.Narrow(source, addresses));

    // Azure keeps the first four and the last of a subnet for itself.
    [Theory]
    [InlineData("10.0.0.16", "10.0.0.0/27")]
    [InlineData("10.0.0.19", "10.0.0.0/27")]
    [InlineData("10.0.0.20", "10.0.0.16/28")]
    [InlineData("10.0.0.15", "10.0.0.0/27")]
    [InlineData("10.0.0.30", "10.0.0.16/28")]
    [InlineData("10.0.0.31", "10.0.0.0/26")]
    [InlineData("10.0.0.32", "10.0.0.0/26")]
    public void No_machine_gets_an_address_that_Azure_keeps_for_itself(string address, string narrow) =>
        Assert.Equal(narrow, SubnetPlanner.Narrow("10.0.0.0/16", [address]));

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.4", "10.0.0.254")]
    [InlineData("10.0.0.0/24", "10.0.0.126", "10.0.0.129")]
    [InlineData("10.0.0.0/28", "10.0.0.4")]
    [InlineData("10.0.0.0/29", "10.0.0.4")]
    [InlineData("10.0.0.0/24")]
    public void The_whole_prefix_stays_where_nothing_narrower_holds_all(string source, params string[] addresses) =>
        Assert.Equal(source, SubnetPlanner.Narrow(source, addresses));

    [Fact]
    public void A_prefix_that_is_written_with_an_address_in_it_becomes_one() =>
        Assert.Equal("10.0.0.0/24", SubnetPlanner.Narrow("10.0.0.77/24", []));

    [Fact]
    public void Addresses_that_are_no_IPv4_count_for_nothing() =>
        Assert.Equal("10.0.0.0/28", SubnetPlanner.Narrow("10.0.0.0/24", ["fd00::4", "10.0.0.4"]));

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("fd00::/64")]
    [InlineData("x/24")]
    public void What_is_no_prefix_is_an_error(string prefix) => Assert.Throws<FormatException>(() => SubnetPlanner.Narrow(prefix, []));

    [Theory]
    [InlineData("10.0.0.0/28", "10.0.0.15", true)]
    [InlineData("10.0.0.0/28", "10.0.0.16", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("10.0.0.4/32", "10.0.0.4", true)]
    [InlineData("10.0.0.4/32", "10.0.0.5", false)]
    [InlineData("10.0.0.0/28", "fd00::1", false)]
    public void It_holds_what_begins_as_it_does(string prefix, string address, bool holds) =>
        Assert.Equal(holds, SubnetPlanner.Holds(prefix, address));

    [Fact]
    public void Whatever_the_addresses_each_lies_in_the_prefix_and_none_is_reserved()
    {
        var random = new Random(18);
        for (var i = 0; i < 500; i++)
        {
            var addresses = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => FormattableString.Invariant($"10.{random.Next(2)}.{random.Next(4)}.{random.Next(4, 255)}")).ToList();

            var prefix = SubnetPlanner.Narrow("10.0.0.0/15", addresses);

            Assert.All(addresses, address => Assert.True(SubnetPlanner.Holds(prefix, address), $"{prefix} {address}"));
            var length = int.Parse(prefix.Split('/')[1]);
            var offsets = addresses.Select(address => Number(address) - Number(prefix.Split('/')[0])).ToList();
            Assert.All(offsets, offset => Assert.InRange(offset, length == 15 ? 0 : 4, (1L << (32 - length)) - (length == 15 ? 1 : 2)));
        }
    }

    private static long Number(string address) => address.Split('.').Aggregate(0L, (sum, part) => (sum * 256) + int.Parse(part));
}
