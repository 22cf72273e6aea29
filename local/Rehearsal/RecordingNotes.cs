namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Tells what was found in the recordings of load.</summary>
internal static class RecordingNotes
{
    private const int Shown = 12;

    public static void Show(IReadOnlyList<string> notes, Action<string> write)
    {
        foreach (var note in notes.Take(Shown))
            write($"recordings: {note}");
        if (notes.Count > Shown)
            write($"recordings: {notes.Count - Shown} more like these; rehearse --json has all.");
    }
}
