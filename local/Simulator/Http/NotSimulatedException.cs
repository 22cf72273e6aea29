namespace OpsFunctions.Simulator.Http;

/// <summary>
/// Azure would have an answer, the simulator has none: <see cref="Front"/> says so with 501 and notes it in <see cref="CallLog.Unknown"/>.
/// To be thrown before anything is changed.
/// </summary>
/// <param name="what">What is missing: «the query option 'x'», «changing properties.y».</param>
internal sealed class NotSimulatedException(string what) : Exception(what);
