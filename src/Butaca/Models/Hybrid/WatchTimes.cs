using Butaca.Data;

namespace Butaca.Models.Hybrid;

/// <summary>Times of watching, in seconds since 1970-01-01 UTC; 0 is unknown.</summary>
internal static class WatchTimes
{
    /// <summary>Seconds in a mean Gregorian year.</summary>
    public const double SecondsPerYear = 365.2425 * 24 * 3600;

    /// <summary>The time that a history is of: the one asked for, or the median of its own; 0 where neither is known.</summary>
    public static uint Of(in History history) => history.At > 0 ? history.At : Median(history.Times);

    /// <summary>The median of the known times, the later of the two middle ones; 0 where none is known.</summary>
    public static uint Median(ReadOnlySpan<uint> times)
    {
        uint[] sorted = times.ToArray();
        Array.Sort(sorted);
        int unknown = sorted.AsSpan().IndexOfAnyExcept(0u);
        return unknown < 0 ? 0 : sorted[unknown + (sorted.Length - unknown) / 2];
    }

    /// <summary>The latest time; 0 where none is known.</summary>
    public static uint Latest(ReadOnlySpan<uint> times)
    {
        uint latest = 0;
        foreach (uint time in times) latest = Math.Max(latest, time);
        return latest;
    }

    /// <summary>A time as a year and its fraction.</summary>
    public static double YearOf(uint time) => 1970 + time / SecondsPerYear;
}
