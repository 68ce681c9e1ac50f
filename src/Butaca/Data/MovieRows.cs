namespace Butaca.Data;

/// <summary>Rows of movies, ascending: some of a catalogue's first, and all that came after those.</summary>
/// <param name="First">Some of the first, ascending.</param>
/// <param name="From">Where those that came after begin.</param>
/// <param name="Further">How many they are.</param>
internal readonly record struct MovieRows(int[] First, int From, int Further)
{
    /// <summary>How many rows.</summary>
    public int Count => First.Length + Further;

    /// <summary>A row.</summary>
    public int this[int index] => index < First.Length ? First[index] : From + index - First.Length;

    /// <summary>Where a row is among them; below 0 where it isn't.</summary>
    public int IndexOf(int row) =>
        row < From ? Array.BinarySearch(First, row)
        : row < From + Further ? First.Length + row - From
        : -1;
}
