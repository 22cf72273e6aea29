using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Needs;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>What a machine has too little of, so that its load is cut off and its true height unknown.</summary>
/// <param name="Cpu">CPU stood at the size's limit.</param>
/// <param name="Credits">A burstable machine ran out of credits; the same vCPUs help, if they are there all day.</param>
/// <param name="Memory">Memory is full.</param>
public readonly record struct Lack(bool Cpu, bool Credits, bool Memory)
{
    public static Lack None => default;

    public string Words => string.Join(" and ", new[]
    {
        Cpu ? "CPU is cut off by the size" : null,
        Credits ? "its credits run out" : null,
        Memory ? "memory is full" : null,
    }.OfType<string>());

    /// <summary>What is asked of another size: of what it does not lack no more than the present size has, which cannot be worse.</summary>
    public Need Asked(Need need, Size present)
    {
        var most = need.AtMost(present);
        return most with
        {
            Vcpus = Cpu || Credits ? need.Vcpus : most.Vcpus,
            MemoryGiB = Memory ? WithRoomOnce(need, present) : most.MemoryGiB,
        };
    }

    // Room beside what is in use now; what rises for sure may fill it, or full memory that leaks would ask for four times as much.
    private static double? WithRoomOnce(Need need, Size present) => need.MemoryGiB is { } memory
        ? Math.Max(Math.Min(memory, present.MemoryGiB), memory * need.MemoryFitPercent / 100)
        : null;
}
