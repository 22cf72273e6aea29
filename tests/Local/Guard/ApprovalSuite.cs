using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Access;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>The app over HTTP with an orchestration that asks.</summary>
internal sealed class ApprovalSuite(AccessSuite http) : IAsyncDisposable
{
    public const string Id = "resize-a";

    public SimulatedAzure Azure => http.Azure;

    public SuiteHost Host => http.Host;

    public AccessSuite Http => http;

    public ApprovalStore Store => Host.Services.GetRequiredService<ApprovalStore>();

    public static async Task<ApprovalSuite> StartAsync(params (string Name, string? Value)[] settings) =>
        new(await AccessSuite.StartAsync([typeof(AskingOrchestrator)], settings));

    public static ApprovalRequest Question(
        ApprovalKind kind = ApprovalKind.Approval, string id = Id, string plan = "plan-1", string instance = "asking") => new(
        id, kind, "rightsizing", instance, AccessSuite.PersonOf("ann"), "/vm/a", "Resize a to half its size", ["stop", "resize", "start"],
        plan, SuiteHost.Start, SuiteHost.Start.AddHours(24));

    /// <summary>Asks, and returns when the orchestration waits for the answer.</summary>
    public async Task AskAsync(ApprovalRequest question)
    {
        await Host.Client.StartOnceAsync(nameof(AskingOrchestrator), question.InstanceId, question, default);
        await Host.SettledAsync();
    }

    public async Task<ApprovalResult> ResultAsync(string instance = "asking") =>
        (await Host.CompletedAsync(instance)).ReadOutputAs<ApprovalResult>()!;

    public Task<Answered> AnswerAsync(
        string person, string decision, string plan = "plan-1", string roles = "Ops.Approver", string id = Id) => http.SendAsync(
        HttpMethod.Post, $"api/approvals/{id}", person, roles,
        JsonSerializer.Serialize(new { decision, planHash = plan, comment = "seen" }));

    public Task<Answered> GetAsync(string path) => http.SendAsync(HttpMethod.Get, path, "eve", "Ops.Reader");

    public ValueTask DisposeAsync() => http.DisposeAsync();
}
