using OpsFunctions.Functions.Http;
using Xunit;

namespace OpsFunctions.Tests.Functions;

public class SignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);

    // printf '%s\n%s\n%s\n%s' 1780293600 POST /api/runs/rightsizing '{}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    [Fact]
    public void A_signature_is_the_one_that_openssl_makes() => Assert.Equal(
        "ea0d9749893bf570d820bcd3b1144126f84eba0c76ff166375913a0d513650a1",
        Convert.ToHexStringLower(Signatures.Sign("0123456789abcdef0123456789abcdef"u8, "1780293600", "POST", "/api/runs/rightsizing", "{}"u8)));

    [Fact]
    public void A_signature_is_used_once_until_it_is_too_old_to_be_taken_and_is_then_forgotten()
    {
        var used = new UsedSignatures(capacity: 1);
        var expires = Now + Signatures.Tolerance;

        Assert.Equal(SignatureUse.First, used.Use([1], expires, Now));
        Assert.Equal(SignatureUse.Again, used.Use([1], expires, expires));
        Assert.Equal(SignatureUse.First, used.Use([2], expires + TimeSpan.FromMinutes(9), expires + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void No_more_signatures_are_taken_than_are_remembered()
    {
        var used = new UsedSignatures(capacity: 2);

        Assert.Equal(SignatureUse.First, used.Use([1], Now, Now));
        Assert.Equal(SignatureUse.First, used.Use([2], Now, Now));
        Assert.Equal(SignatureUse.Full, used.Use([3], Now, Now));
        Assert.Equal(SignatureUse.Again, used.Use([1], Now, Now));
    }
}
