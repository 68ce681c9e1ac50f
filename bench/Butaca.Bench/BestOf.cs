using System.Diagnostics;

namespace Butaca.Bench;

/// <summary>Times work that is short enough to be repeated.</summary>
internal static class BestOf
{
    /// <summary>Seconds of the best of some runs.</summary>
    public static double Seconds(int runs, Action work)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
