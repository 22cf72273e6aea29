using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>A recorded load in steps of five minutes, on the size that it was recorded on or the nearest to it.</summary>
/// <param name="FileName">Name of the file.</param>
/// <param name="Size">What it is replayed on.</param>
/// <param name="Samples">One a step; those after <paramref name="Recorded"/> fill the last week (or day) up, so that it repeats in its own
/// time.</param>
/// <param name="Recorded">How many steps the recording spans.</param>
/// <param name="First">When it begins.</param>
/// <param name="Notes">What was found on the way and is worth telling.</param>
internal sealed record Recording(
    string FileName, VmSize Size, Load[] Samples, int Recorded, DateTimeOffset First, IReadOnlyList<string> Notes);
