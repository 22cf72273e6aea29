using OpsFunctions.Local.Cli.Commands;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Watching;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.State;

/// <summary>What each document of the state is called, what its damage does, and what a check says of it.</summary>
public sealed class StateDocumentTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ops-state-");

    public static TheoryData<string, Type> Names => new()
    {
        { FirstStart.Name, typeof(FirstStart) },
        { ResourceState.NameOf("/x"), typeof(ResourceState) },
        { BreakerState.NameOf("rightsizing"), typeof(BreakerState) },
        { KillSwitch.Document, typeof(KillSwitchState) },
        { StrandedList.NameOf("/x"), typeof(StrandedResource) },
        { SeriesHolds.NameOf("x"), typeof(SeriesHolds) },
        { Retirement.NameOf("/x"), typeof(Retirement) },
        { MissingMachine.NameOf("/x"), typeof(MissingMachine) },
        { FleetMemory.Name, typeof(FleetMemory) },
        { PolicyMemory.Name, typeof(PolicyMemory) },
        { DeletionsOfDay.NameOf(Now), typeof(DeletionsOfDay) },
        { UndeletedPoints.Name, typeof(UndeletedPoints) },
        { SnapshotStates.NameOf(7), typeof(SnapshotStates) },
        { TargetHistory.NameOf("s", "westeurope"), typeof(TargetHistory) },
        { ChangePlans.NameOf("rightsizing", "run"), typeof(ChangePlans) },
        { KeptResults.NameOf("rightsizing", "run"), typeof(KeptResults) },
        { SaidWords.NameOf("why"), typeof(SaidText) },
        { LastAudit.Name, typeof(LastAudit) },
        { WatchMemory.Name, typeof(WatchMemory) },
        { NotedGrant.NameOf("x"), typeof(NotedGrant) },
        { Ledger.NameOf("S", "westeurope"), typeof(Ledger) },
        { LaterBook.NameOf("S", "westeurope"), typeof(LaterBook) },
        { AlertBody.NameOf("x"), typeof(AlertBody) },
        { EarlyResolve.NameOf("x"), typeof(EarlyResolve) },
        { RefusedAlerts.NameOf(Now), typeof(RefusedAlerts) },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_document_is_known_by_its_name(string name, Type type) =>
        Assert.Equal(type, Assert.Single(StateDocumentAttribute.All, one => one.Document.IsNameOf(name)).Type);

    [Fact]
    public async Task The_manual_says_of_each_what_its_loss_and_its_damage_do()
    {
        var manual = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs", "operations.md"));

        Assert.All(StateDocumentAttribute.All, one => Assert.Contains(
            $"| `{one.Document.Names}` | {one.Document.Loss} | {one.Document.Damage} | {one.Document.Mend} |", manual,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_names_what_is_damaged_and_what_nothing_reads()
    {
        Put("snapshots/fleet", """{"machines":3,"points":4,"shrunkSince":null}""");
        Put("snapshots/undeleted", """{"pointIds":[null]}""");
        Put(Retirement.NameOf("/a"), """{"machineId":"/b","sources":[],"by":"me","at":"2026-06-01T00:00:00Z","reason":"x"}""");
        Put("runs/rightsizing-20260601/fleet", """{"a":1,"a":2}""");
        Put("runs/rightsizing-20260601/moment", """{"a":1}""");
        Put("snapshots/nobody", "{}");
        await File.WriteAllTextAsync(Path.Combine(_folder.CreateSubdirectory("guard").FullName, "freezes.json"), """{"freezes":[null]}""");
        var output = new StringWriter();

        var code = await VerifyStateCommand.RunAsync(_folder, output, default);

        var said = output.ToString();
        Assert.Equal(CommandLine.Broken, code);
        Assert.Contains("whole    snapshots/fleet  (its loss: what the next run sees", said, StringComparison.Ordinal);
        Assert.Contains("DAMAGED  snapshots/undeleted: state/snapshots/undeleted.json.gz cannot be read", said, StringComparison.Ordinal);
        Assert.Contains("it is of another machine", said, StringComparison.Ordinal);
        Assert.Contains("DAMAGED  runs/rightsizing-20260601/fleet", said, StringComparison.Ordinal);
        Assert.Contains("whole    runs/rightsizing-20260601/moment", said, StringComparison.Ordinal);
        Assert.Contains("unknown  snapshots/nobody", said, StringComparison.Ordinal);
        Assert.Contains("DAMAGED  guard/freezes.json", said, StringComparison.Ordinal);
        Assert.Contains("7 documents, 4 damaged", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_documents_is_wrong_input()
    {
        await Assert.ThrowsAsync<WrongInputException>(() => VerifyStateCommand.RunAsync(_folder, TextWriter.Null, default));
        await Assert.ThrowsAsync<WrongInputException>(
            () => VerifyStateCommand.RunAsync(new(Path.Combine(_folder.FullName, "no")), TextWriter.Null, default));
    }

    [Fact]
    public async Task What_unpacks_to_more_than_there_is_memory_is_damaged()
    {
        using var bomb = DocumentDamage.Pack(new string(' ', 300 << 20)).ToStream();

        var e = await Assert.ThrowsAsync<DamagedDocumentException>(
            () => PackedJson.ReadAsync(bomb, typeof(UndeletedPoints), UndeletedPoints.Name, default));

        Assert.Contains("it holds more than", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Put(string name, string json)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, $"{name}{StateCheck.Ending}"));
        file.Directory!.Create();
        File.WriteAllBytes(file.FullName, DocumentDamage.Pack(json).ToArray());
    }
}
