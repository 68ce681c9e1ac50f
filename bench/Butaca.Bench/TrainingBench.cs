using System.Diagnostics;
using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Bench;

/// <summary>
/// Training butaca on a data set, or on data of ml-32m's shape with genres, years, origins and synopses that are made
/// up: the time of each stage, the most memory, and what a recommendation with reasons takes afterwards.
/// </summary>
internal static class TrainingBench
{
    private const int Asked = 300;

    /// <summary>
    /// The hyperparameters as they are given: under a minute and 3 GB are wanted on ml-latest-small's movies.
    /// </summary>
    public static int Run(Dataset data) => Run(data, new ButacaOptions { Tune = Tuning.Off }, 60, 3e9);

    /// <summary>A share of the users; the hyperparameters are chosen, too. An hour and 16 GB are wanted.</summary>
    public static int RunLarge(string[] args)
    {
        double share = args is ["--share", string text] ? double.Parse(text, CultureInfo.InvariantCulture) : 1;
        return Run(LargeData.Make(share), new ButacaOptions(), 3600, 16e9);
    }

    private static int Run(Dataset data, ButacaOptions options, double mostSeconds, double mostBytes)
    {
        MemoryTuning.Apply();
        Console.WriteLine(
            $"{data.Users.Count:N0} users, {data.Catalog.Count:N0} movies, {data.Interactions.Count:N0} interactions"
        );
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        Stages stages = new();
        Scorer scorer = new ButacaModel().Train(data, options, new TrainContext { Progress = stages });
        stages.End();
        self.Refresh();
        double processor = (self.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(
            $"trained in {stages.Seconds:N0} s on {Environment.ProcessorCount} cores, {processor:N0} s of processor time, peak memory {self.PeakWorkingSet64 / 1e9:0.0} GB (wanted: {mostSeconds:N0} s, {mostBytes / 1e9:0} GB)"
        );
        TimeRecommending(data, scorer);
        return stages.Seconds <= mostSeconds && self.PeakWorkingSet64 <= mostBytes ? 0 : 1;
    }

    private static void TimeRecommending(Dataset data, Scorer scorer)
    {
        Recommender recommender = new(data, scorer);
        double[] milliseconds = new double[Asked];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int user = 0; user < Asked; user++)
            {
                long start = Stopwatch.GetTimestamp();
                recommender.Recommend(data.Interactions.HistoryOf(user), new RecommendOptions { Reasons = 3 });
                milliseconds[user] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }
        Array.Sort(milliseconds);
        Console.WriteLine(
            $"a recommendation with reasons: median {milliseconds[Asked / 2]:0.0} ms, 99th percentile {milliseconds[Asked * 99 / 100]:0.0} ms"
        );
    }

    private sealed class Stages : IProgress<TrainProgress>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private string _stage = "starting";
        private double _since;

        public double Seconds => _watch.Elapsed.TotalSeconds;

        public void Report(TrainProgress value)
        {
            lock (_watch)
            {
                if (value.Stage == _stage)
                    return;
                Console.WriteLine($"  {_stage}: {Seconds - _since:N0} s");
                _stage = value.Stage;
                _since = Seconds;
            }
        }

        public void End() => Report(new TrainProgress("", 1));
    }
}
