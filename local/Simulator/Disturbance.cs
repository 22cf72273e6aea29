namespace OpsFunctions.Simulator;

/// <summary>A time in which somebody's operations had a machine in work or off.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="From">When the first operation was accepted that stops it or changes its size.</param>
/// <param name="To">When it ran again with nothing in progress; null: not yet. A machine that was off before is only held until the
/// operation ends.</param>
public sealed record Disturbance(Machine Machine, DateTimeOffset From, DateTimeOffset? To);

/// <summary>A change of a machine's size.</summary>
/// <param name="At">From when on it has the size.</param>
/// <param name="Size">Name of the size.</param>
/// <param name="Caller">Object id of an application, or a person's name.</param>
public sealed record SizeEvent(DateTimeOffset At, string Size, string Caller);

/// <summary>A command to a machine.</summary>
/// <param name="Operation">Name as in the REST specification.</param>
/// <param name="From">When it was accepted.</param>
/// <param name="To">When it ended, or is going to.</param>
/// <param name="Caller">Object id of an application.</param>
/// <param name="Error">Error code; null: it succeeded.</param>
/// <param name="HasEffect">Whether it did what it was to do.</param>
public sealed record CommandEvent(string Operation, DateTimeOffset From, DateTimeOffset To, string Caller, string? Error, bool HasEffect);
