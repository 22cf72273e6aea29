using OpsFunctions.Functions.Http;
using Xunit;

namespace OpsFunctions.Tests.Functions;

public class SignatureTests
{
    // printf '%s\n%s\n%s\n%s' 1780293600 POST /api/runs/rightsizing '{}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    [Fact]
    public void A_signature_is_the_one_that_openssl_makes() => Assert.Equal(
        "ea0d9749893bf570d820bcd3b1144126f84eba0c76ff166375913a0d513650a1",
        Convert.ToHexStringLower(Signatures.Sign(
            "0123456789abcdef0123456789abcdef"u8, "1780293600", "POST", "/api/runs/rightsizing", "{}"u8)));
}
