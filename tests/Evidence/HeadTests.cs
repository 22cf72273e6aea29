using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text.Json;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Commands;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Notifications;
using Xunit;

namespace OpsFunctions.Tests.Evidence;

/// <summary>The day's head leaves the container: by a notification, and by a time stamp that is checked without a network.</summary>
public class HeadTests
{
    private static readonly DateTimeOffset Night = new(2026, 6, 10, 0, 20, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_night_the_head_of_the_day_before_is_told_and_proves_that_day()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, NotificationCases.Receivers);

        await suite.UntilAsync(SuiteHost.Start.AddDays(1).AddMinutes(30));

        var told = Assert.Single(
            suite.Azure.Deliveries.All, one => one.Path == "/ops" && one.Body.Contains("dailyHead", StringComparison.Ordinal));
        using var body = JsonDocument.Parse(told.Body);
        var head = body.RootElement.GetProperty("facts").GetProperty("head").GetString()!;
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        var anchors = new EvidenceAnchors { Heads = [new(head, "the notification")] };
        var verdicts = await EvidenceCheck.AllAsync(store, anchors, default).ToListAsync();
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
        Assert.Equal("the notification", verdicts.Single(verdict => verdict.Chain == "manifest/2026/06/01.jsonl").Anchor);
        Assert.Contains(verdicts, verdict => verdict is { Anchor: "the notification" } && !EvidenceNames.IsManifest(verdict.Chain));
    }

    [Fact]
    public async Task A_day_that_is_not_whole_is_paged_and_its_head_not_given_away()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, NotificationCases.Receivers);
        var clients = suite.Services.GetRequiredService<AzureClients>();
        await suite.UntilAsync(SuiteHost.Start.AddHours(23).AddMinutes(30));

        var blob = Azure.Storage.Blobs.Specialized.SpecializedBlobExtensions.GetAppendBlobClient(
            clients.Blobs.GetBlobContainerClient("evidence"), "manifest/2026/06/01.jsonl");
        await blob.AppendBlockAsync(new MemoryStream("{}\r\n"u8.ToArray()));
        await suite.UntilAsync(SuiteHost.Start.AddDays(1).AddMinutes(30));

        Assert.DoesNotContain(suite.Azure.Deliveries.All, one => one.Body.Contains("dailyHead", StringComparison.Ordinal));
        Assert.Contains(suite.Azure.Deliveries.All, one => one.Body.Contains("ends with CR LF", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stamp_is_kept_beside_the_manifest_once_and_checked_without_a_network()
    {
        using var authority = new TimeStampAuthority("Test TSA");
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        await suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("evidence").CreateIfNotExistsAsync();
        var (answers, calls) = (new Func<byte[], HttpResponseMessage>(asked => Reply(authority.Answer(asked, Night))), new List<string>());
        var activities = Activities(suite, answers, calls);
        var head = new ManifestHead("manifest/2026/06/09.jsonl", 2, new string('a', 64), null);

        var first = await activities.StampHead(head, default);
        var again = await activities.StampHead(head, default);

        Assert.Null(first.Reason);
        Assert.Equal(("manifest/2026/06/09.2.tsr", first.Value), (first.Value, again.Value));
        var blob = suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("evidence").GetBlobClient(first.Value);
        var stamp = HeadStamp.Read((await blob.DownloadContentAsync()).Value.Content.ToMemory(), [authority.Root]);
        Assert.Equal(new HeadStamp(head.Hash, Night, "CN=Test TSA", IsTrusted: true), stamp);
        Assert.All(calls, call => Assert.Equal("POST https://tsa.contoso.example/tsr application/timestamp-query", call));
        Assert.Empty(await suite.Services.GetRequiredService<EvidenceStore>().NamesAsync("manifest/2026/06/09", default).ToListAsync());
    }

    [Theory]
    [InlineData("busy", OutcomeKind.Throttled, "HTTP 503")]
    [InlineData("refused", OutcomeKind.Refused, "HTTP 403")]
    [InlineData("page", OutcomeKind.Refused, "no token for this head")]
    [InlineData("huge", OutcomeKind.Refused, "longer than 65536 bytes")]
    [InlineData("other", OutcomeKind.Refused, "no token for this head")]
    [InlineData("replayed", OutcomeKind.Refused, "no token for this head")]
    public async Task An_answer_that_is_no_token_for_this_head_is_not_kept(string answer, OutcomeKind kind, string words)
    {
        using var authority = new TimeStampAuthority("Test TSA");
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var old = Rfc3161TimestampRequest.CreateFromHash(new byte[32], HashAlgorithmName.SHA256, nonce: new byte[] { 7 }).Encode();
        var activities = Activities(suite, asked => answer switch
        {
            "busy" => new(HttpStatusCode.ServiceUnavailable),
            "refused" => new(HttpStatusCode.Forbidden),
            "page" => Reply("<html>"u8.ToArray()),
            "huge" => Reply(new byte[100_000]),
            "other" => Reply(authority.Answer(old, Night)),
            _ => Reply(authority.Answer(WithNonce(asked, 7), Night)),
        }, []);

        var outcome = await activities.StampHead(new("manifest/2026/06/09.jsonl", 2, new string('a', 64), null), default);

        Assert.Equal(kind, outcome.Kind);
        Assert.Contains(words, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_service_nothing_is_sent()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var calls = new List<string>();

        var activities = Activities(suite, _ => Reply([]), calls, new EvidenceOptions());
        var outcome = await activities.StampHead(new("manifest/2026/06/09.jsonl", 2, "", null), default);

        Assert.Equal("", outcome.Value);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task A_trusted_stamp_proves_what_no_report_does_and_another_authoritys_is_a_finding()
    {
        using var authority = new TimeStampAuthority("Test TSA");
        using var other = new TimeStampAuthority("Other TSA");
        using var copy = new EvidenceCopy();
        Stamp(copy, authority, copy.HashOf(EvidenceCopy.LastDay));
        copy.Write();

        Assert.Contains(
            "[time stamp manifest/2026/06/09.2.tsr of 2026-06-10 00:20:00Z by CN=Test TSA]", (await VerifyAsync(copy, authority)).Output,
            StringComparison.Ordinal);
        Assert.Contains("0 proven from outside", (await VerifyAsync(copy, null)).Output, StringComparison.Ordinal);
        var (code, output) = await VerifyAsync(copy, other);
        Assert.Equal(CommandLine.Broken, code);
        Assert.Contains("its signer CN=Test TSA is of none of the authorities", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_made_anew_does_not_fit_its_stamps()
    {
        using var authority = new TimeStampAuthority("Test TSA");
        using var copy = new EvidenceCopy();
        Stamp(copy, authority, copy.HashOf(EvidenceCopy.LastDay));
        copy.Runs[EvidenceCopy.Switch] = copy.Runs[EvidenceCopy.Switch].ConvertAll(entry => entry with { Actor = "another" });
        copy.MakeAnew();
        copy.Write();

        var (code, output) = await VerifyAsync(copy, authority);

        Assert.Equal(CommandLine.Broken, code);
        Assert.Contains("no manifest holds it, as time stamp manifest/2026/06/09.2.tsr", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_stamp_is_a_finding()
    {
        using var authority = new TimeStampAuthority("Test TSA");
        using var copy = new EvidenceCopy();
        copy.OnDisk = () => File.WriteAllText(copy.PathOf("manifest/2026/06/09.2.tsr"), "no token");
        copy.Write();

        var (code, output) = await VerifyAsync(copy, null);

        Assert.Equal(CommandLine.Broken, code);
        Assert.Contains("manifest/2026/06/09.2.tsr: it is no token of RFC 3161", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_for_something_else_stamps_nothing()
    {
        using var authority = new TimeStampAuthority("Test TSA", use: "1.3.6.1.5.5.7.3.1");

        var refused = Assert.Throws<EvidenceFormException>(() => HeadStamp.Read(authority.Token(new byte[32], Night), [authority.Root]));

        Assert.Contains("certificate is none for time stamps", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] WithNonce(byte[] asked, byte nonce)
    {
        Rfc3161TimestampRequest.TryDecode(asked, out var request, out _);
        return Rfc3161TimestampRequest.CreateFromHash(
            request!.GetMessageHash(), HashAlgorithmName.SHA256, nonce: new byte[] { nonce }).Encode();
    }

    private static void Stamp(EvidenceCopy copy, TimeStampAuthority authority, string hash) => copy.OnDisk = () =>
        File.WriteAllBytes(copy.PathOf("manifest/2026/06/09.2.tsr"), authority.Token(Convert.FromHexString(hash), Night));

    private static async Task<(int Code, string Output)> VerifyAsync(EvidenceCopy copy, TimeStampAuthority? authority)
    {
        var roots = authority is null ? null : Path.Combine(copy.Evidence, "..", "roots.pem");
        if (roots is not null)
            await File.WriteAllTextAsync(roots, authority!.Root.ExportCertificatePem());
        await using var output = new StringWriter { NewLine = "\n" };
        var code = await VerifyEvidenceCommand.RunAsync(new(copy.Evidence), new VerifyOptions { Authorities = roots }, output, default);
        return (code, output.ToString());
    }

    private static HttpResponseMessage Reply(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    private static HeadActivities Activities(
        SuiteHost suite, Func<byte[], HttpResponseMessage> answer, List<string> calls, EvidenceOptions? options = null)
    {
        options ??= new EvidenceOptions { TimeStampService = "https://tsa.contoso.example/tsr" };
        var transport = new HttpClientTransport(new HttpClient(new Service(answer, calls)));
        var clients = new AzureClients(
            new Azure.Identity.DefaultAzureCredential(), suite.Services.GetRequiredService<AzureSettings>(), new AzureTransports(
                transport));
        return new(
            suite.Services.GetRequiredService<EvidenceStore>(), new TimeStampService(clients, options),
            suite.Services.GetRequiredService<SaidWords>(), suite.Services.GetRequiredService<RunStore>(), options);
    }

    private sealed class Service(Func<byte[], HttpResponseMessage> answer, List<string> calls) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            calls.Add($"{request.Method} {request.RequestUri} {request.Content?.Headers.ContentType}");
            return answer(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        }
    }
}
