using System.Diagnostics;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Bench;

/// <summary>
/// One recommendation at a time by butaca, with the reasons of each movie and without, beside EDLAE in the same run:
/// ten movies from the histories of the data's users, on one thread.
/// </summary>
internal static class ReasonsBench
{
    /// <param name="model">The folder of a trained butaca; EDLAE is trained on the same data.</param>
    public static int Run(string model)
    {
        TrainedModel trained = ModelFolder.Load(model);
        Dataset data = trained.Data;
        Scorer butaca = trained.Scorer;
        Scorer edlae = new Edlae().Train(data, new EdlaeOptions(), new TrainContext());
        Console.WriteLine($"{data.Users.Count} users, {data.Catalog.Count} movies, ten movies for each user");
        foreach (int reasons in new[] { 0, 3 })
        {
            double theirs = Time(new Recommender(data, edlae), $"edlae, {reasons} reasons", data, reasons);
            double ours = Time(new Recommender(data, butaca), $"butaca, {reasons} reasons", data, reasons);
            Console.WriteLine($"median of butaca relative to edlae's: {ours / theirs:0.0}");
            if (reasons > 0 && ours >= 3)
                return 1; // what the README promises
        }
        return 0;
    }

    private static double Time(Recommender recommender, string name, Dataset data, int reasons)
    {
        RecommendOptions options = new() { Count = 10, Reasons = reasons };
        double[] milliseconds = new double[data.Users.Count];
        long allocated = 0;
        for (int pass = 0; pass < 3; pass++) // the first ones compile the code
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int user = 0; user < milliseconds.Length; user++)
            {
                long start = Stopwatch.GetTimestamp();
                recommender.Recommend(data.Interactions.HistoryOf(user), options);
                milliseconds[user] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Array.Sort(milliseconds);
        double median = milliseconds[milliseconds.Length / 2];
        Console.WriteLine(
            $"{name}: median {median:0.000} ms, 99th percentile {milliseconds[milliseconds.Length * 99 / 100]:0.000} ms, {allocated / milliseconds.Length:N0} bytes allocated"
        );
        return median;
    }
}
