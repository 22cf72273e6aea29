using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>A recorded load, one sample every five minutes, on the size that it was recorded on or the nearest to it.</summary>
internal sealed record Recording(string FileName, VmSize Size, Load[] Samples);
