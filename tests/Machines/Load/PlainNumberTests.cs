using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Machines.Load;
using Xunit;

namespace OpsFunctions.Tests.Machines.Load;

public class PlainNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0.00000000000001")]
    [InlineData("100.0")]
    [InlineData("12.34")]
    [InlineData("-273.15")]
    [InlineData("999999999999999")]
    [InlineData("99999999999999.9")]
    [InlineData("0.99999999999999")]
    public void Plain_digits_are_to_the_bit_what_the_general_parser_reads(string text)
    {
        Assert.True(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out var figure));
        AssertSame(text, figure);
    }

    [Theory]
    [InlineData("1e2")]
    [InlineData("1.5E-3")]
    [InlineData("1E400")]
    [InlineData("9007199254740993")]
    [InlineData("0.1234567890123456789")]
    [InlineData("1234567890123456")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    public void Exponents_and_more_digits_than_a_double_holds_are_left_to_the_general_parser(string text) =>
        Assert.False(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Whatever_the_number_of_digits_and_the_place_of_the_point_the_figure_is_the_general_parsers()
    {
        var dice = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = dice.NextInt64((long)Math.Pow(10, dice.Next(1, 16))).ToString(CultureInfo.InvariantCulture);
            if (dice.Next(text.Length) is > 0 and var point)
                text = text.Insert(point, ".");
            Assert.True(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out var figure), text);
            AssertSame(text, figure);
        }
    }

    private static void AssertSame(string text, double figure)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        Assert.Equal(BitConverter.DoubleToInt64Bits(reader.GetDouble()), BitConverter.DoubleToInt64Bits(figure));
    }
}
