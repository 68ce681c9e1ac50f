using System.Diagnostics;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;
using TorchSharp;

namespace Butaca.Bench;

/// <summary>
/// Recommending for everyone beside one plain matrix product of the same size (users × movies times movies × movies) in
/// the same run; and one recommendation at a time: median, and bytes allocated by the ranking.
/// </summary>
internal static class ScoringBench
{
    public static int Run(Dataset data)
    {
        Scorer scorer = new Edlae().Train(data, new EdlaeOptions(), new TrainContext());
        Recommender recommender = new(data, scorer);
        StoredHistory[] users =
        [
            .. Enumerable
                .Range(0, data.Users.Count)
                .Select(user => StoredHistory.Of(data.Interactions.HistoryOf(user))),
        ];

        double ours = BestOf.Seconds(5, () => recommender.RecommendMany(users));
        int n = data.Catalog.Count;
        using torch.Tensor x = torch.rand(users.Length, n),
            b = torch.rand(n, n);
        double product = BestOf.Seconds(5, () => torch.matmul(x, b).Dispose());
        Console.WriteLine(
            $"{users.Length} users, {n} movies: top 10 of everyone in {ours:0.000} s, "
                + $"one {users.Length} × {n} × {n} product in {product:0.000} s"
        );
        Console.WriteLine(
            $"speed of batch recommendation relative to the product: {product / ours:0.00} (wanted: at least 0.50)"
        );

        Ranker ranker = new(data, scorer);
        RankOptions options = new();
        int[] rows = new int[10];
        float[] scores = new float[10];
        double[] milliseconds = new double[users.Length];
        foreach (StoredHistory user in users)
            ranker.Rank(user.AsHistory(), options, rows, scores);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < users.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ranker.Rank(users[i].AsHistory(), options, rows, scores);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / users.Length;
        Array.Sort(milliseconds);
        double median = milliseconds[milliseconds.Length / 2];
        Console.WriteLine(
            $"one recommendation: median {median:0.000} ms, 99th percentile {milliseconds[milliseconds.Length * 99 / 100]:0.000} ms, {allocated} bytes allocated (wanted: median below 2 ms, nothing that grows with the catalogue)"
        );
        return product / ours >= 0.5 && median < 2 ? 0 : 1;
    }
}
