namespace Butaca.Data;

/// <summary>Times of watching, in seconds since 1970-01-01 UTC; 0 is unknown.</summary>
internal static class WatchTimes
{
    /// <summary>Seconds in a mean Gregorian year.</summary>
    public const double SecondsPerYear = 365.2425 * 24 * 3600;

    public const uint SecondsPerDay = 24 * 3600;

    /// <summary>
    /// The time that a history is of: the one asked for, or the median of its own; 0 where neither is known.
    /// </summary>
    public static uint Of(in History history) => history.At > 0 ? history.At : Median(history.Times);

    /// <summary>The median of the known times, the later of the two middle ones; 0 where none is known.</summary>
    public static uint Median(ReadOnlySpan<uint> times)
    {
        uint[] sorted = times.ToArray();
        Array.Sort(sorted);
        int unknown = sorted.AsSpan().IndexOfAnyExcept(0u);
        return unknown < 0 ? 0 : sorted[unknown + (sorted.Length - unknown) / 2];
    }

    /// <summary>The earliest and the latest of the known times; 0 and 0 where none is known.</summary>
    public static (uint Earliest, uint Latest) Span(ReadOnlySpan<uint> times)
    {
        uint earliest = 0;
        uint latest = 0;
        foreach (uint time in times)
        {
            if (time == 0)
                continue;
            earliest = earliest == 0 ? time : Math.Min(earliest, time);
            latest = Math.Max(latest, time);
        }
        return (earliest, latest);
    }

    /// <summary>
    /// The end of a data set: the day by which 99 of 100 of the known times have passed, at its last of them; 0 where
    /// none is known. What little comes after it, such as the first events after years, or a wrong clock's, would be
    /// taken for today.
    /// </summary>
    public static uint End(ReadOnlySpan<uint> times)
    {
        int[] perDay = new int[uint.MaxValue / SecondsPerDay + 1];
        long known = 0;
        long passed = 0;
        foreach (uint time in times)
        {
            if (time == 0)
                continue;
            perDay[time / SecondsPerDay]++;
            known++;
        }
        uint day = 0;
        uint end = 0;
        while (known > 0 && (passed += perDay[day]) * 100 < known * 99)
            day++;
        foreach (uint time in times)
            if (time / SecondsPerDay <= day)
                end = Math.Max(end, time);
        return end;
    }

    /// <summary>
    /// The year that the times end in; ∞ where there are none, or where most of the watched movies were made later:
    /// nobody watches those, so that the times are no dates.
    /// </summary>
    /// <param name="end">The end of the times.</param>
    /// <param name="years">The watched movies' years.</param>
    public static double LastYear(uint end, IEnumerable<int?> years)
    {
        double last = Math.Floor(YearOf(end));
        bool[] isLater = [.. years.OfType<int>().Select(year => year > last)];
        return end == 0 || isLater.Count(later => later) > isLater.Length / 2 ? double.PositiveInfinity : last;
    }

    /// <summary>The first second of a day in UTC, in seconds since 1970-01-01; at least 1: 0 would be none.</summary>
    public static uint Seconds(DateOnly day) =>
        StoredHistory.Seconds("day", new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>A time as a year and its fraction.</summary>
    public static double YearOf(uint time) => 1970 + time / SecondsPerYear;
}
