namespace Butaca.Server.Web.Services;

/// <summary>
/// One direction of a map: places along it are whole numbers from 0 to <see cref="Extent"/>, half by value and half by
/// rank. By value alone a few odd movies push all others into a knot, by rank alone no group shows.
/// </summary>
/// <param name="values">What the map's movies have there.</param>
internal sealed class MapAxis(IEnumerable<float> values)
{
    /// <summary>Finer than any screen, and short to send.</summary>
    public const int Extent = 9_999;

    private readonly float[] _steps = [.. values.Distinct().Order()]; // movies of the same value share a rank, and so a place

    /// <summary>
    /// The place of a value; one that no movie has stands between its neighbours', one beyond them all at the end.
    /// </summary>
    public int PlaceOf(float value)
    {
        if (_steps.Length < 2)
            return Extent / 2;
        value = Math.Clamp(value, _steps[0], _steps[^1]);
        int found = Array.BinarySearch(_steps, value);
        int above = found >= 0 ? found : ~found;
        double rank =
            found >= 0 ? found : above - ((double)_steps[above] - value) / ((double)_steps[above] - _steps[above - 1]);
        double share = ((double)value - _steps[0]) / ((double)_steps[^1] - _steps[0]);
        return (int)Math.Round(Extent * (share + rank / (_steps.Length - 1)) / 2);
    }
}
