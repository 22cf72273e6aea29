namespace OpsFunctions.Simulator.Power;

/// <summary>A commanded change: what the machine is from its beginning on, and what it is after its end. Times in UTC ticks.</summary>
internal sealed record PowerChange(long From, long Until, MachinePower During, MachinePower After, string Operation, string Caller);
