using System.Diagnostics;
using System.Globalization;
using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Server.Answers;

namespace Butaca.Bench;

/// <summary>
/// What one movie costs on a catalogue of ml-32m's shape: adding, changing, withdrawing and judging it as the server
/// does, with the store on disk; and 10,000 movies in one call of the library. The model has butaca's parts with random
/// weights: what a movie costs depends on their shape alone.
/// </summary>
internal static class CatalogueBench
{
    private const double MostMilliseconds = 10;
    private const double MostBytes = 1e6;
    private const int Repeats = 15;
    private const int Many = 10_000;
    private const double MostSecondsOfMany = 10;
    private const int DenseMovies = 2_000; // more of them cost more memory, and no movie more
    private const int Landmarks = 12_000;
    private const int Factors = 64;
    private const int RatingFactorCount = 9;
    private const int Units = 32;

    private static int _failed;

    /// <param name="args">--share: of the users.</param>
    /// <returns>0, or 1 where something takes longer or more memory than wanted.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        double share = args is ["--share", string text] ? double.Parse(text, CultureInfo.InvariantCulture) : 1;
        Dataset data = LargeData.Make(share);
        Console.WriteLine(
            $"{data.Users.Count:N0} users, {data.Catalog.Count:N0} movies, {data.Interactions.Count:N0} interactions"
        );
        TrainedModel butaca = new(new ModelManifest { Model = "butaca" }, data, ButacaOf(data));
        TrainedModel popularity = new(
            new ModelManifest { Model = "popularity" },
            data,
            new PopularityScorer([
                .. Enumerable.Range(0, data.Catalog.Count).Select(row => (float)data.Interactions.AudienceOf(row)),
            ])
        );
        DirectoryInfo folder = Directory.CreateTempSubdirectory("butaca-catalogue-");
        try
        {
            await using IStore store = Stores.Open(Path.Combine(folder.FullName, "butaca.db"));
            await store.MigrateAsync(CancellationToken.None);
            using LiveState state = new(store);
            await state.BeginAsync(
                new SeedData("large", data, []),
                LiveCatalog.Of(data, [], []),
                [(butaca, DateTimeOffset.UnixEpoch), (popularity, DateTimeOffset.UnixEpoch)],
                "butaca",
                CancellationToken.None
            );
            LiveModel model = state.Deployment.For(null);
            model.Recommender.Similar(data.Catalog[0].Id);
            Console.WriteLine($"a plain flush of a file: {Flush(folder.FullName):0.0} ms");
            Judge judge = new(state);
            long next = state.Deployment.Catalog.Catalog.NextId;
            await ShowAsync("add", i => state.PutMovieAsync(_ => Another(next + i), CancellationToken.None));
            await ShowAsync(
                "add under ids in falling order",
                i => state.PutMovieAsync(_ => Another(next + 1_000_000 - i), CancellationToken.None)
            );
            await ShowAsync(
                "change",
                i =>
                    state.PutMovieAsync(
                        catalog => catalog.Catalog[100 + i] with { Title = $"Changed {i} (1999)" },
                        CancellationToken.None
                    )
            );
            await ShowAsync(
                "withdraw",
                i => state.WithdrawMovieAsync(data.Catalog[1000 + i].Id, CancellationToken.None)
            );
            await ShowAsync("judge: similar movies", i => Judged(judge, state, Another(i), 0));
            Show(
                "similar movies of one in the catalogue",
                i => state.Deployment.For(null).Recommender.Similar(data.Catalog[200 + i].Id)
            );
            Show(
                "search by title, the catalogue as it was",
                i => _ = state.Deployment.Catalog.Find($"movie {i}", 10).Count()
            );
            Show(
                "search by what is told, the catalogue as it was",
                i => _ = state.Deployment.Catalog.Discover($"word{i} word3", 10).Count()
            );
            await ShowAsync(
                "add, then search by what is told",
                async i =>
                {
                    await state.PutMovieAsync(_ => Another(next + 2_000_000 + i), CancellationToken.None);
                    _ = state.Deployment.Catalog.Discover($"word{i} word3", 10).Count();
                }
            );
            await ShowAsync(
                "judge: similar movies, and 10 users of 1,000",
                i => Judged(judge, state, Another(i), 10),
                2
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Show("Dataset.WithMovies of one", i => data.WithMovies([Another(1_000_000 + i)]));
        Show("TrainedModel.WithMovies of one", i => butaca.WithMovies([Another(1_000_000 + i)]));
        Movie[] many = [.. Enumerable.Range(0, Many).Select(i => Another(2_000_000 + i))];
        long start = Stopwatch.GetTimestamp();
        TrainedModel larger = butaca.WithMovies(many);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"TrainedModel.WithMovies of {Many:N0}: {seconds:0.0} s (wanted: {MostSecondsOfMany} s)");
        Show("TrainedModel.WithMovies of one more", i => larger.WithMovies([Another(3_000_000 + i)]));
        return _failed > 0 || seconds > MostSecondsOfMany ? 1 : 0;
    }

    private static Task Judged(Judge judge, LiveState state, Movie movie, int users)
    {
        judge.Of(state.Deployment.For(null), movie, 10, users, null, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>A movie that the catalogue doesn't have.</summary>
    private static Movie Another(long id) => LargeData.Describe(new Movie(id, $"Another {id} (2020)"));

    private static void Show(string what, Action<int> work) =>
        ShowAsync(
                what,
                i =>
                {
                    work(i);
                    return Task.CompletedTask;
                }
            )
            .GetAwaiter()
            .GetResult();

    /// <summary>
    /// The median of the time and of the bytes: the first ones compile code, or fill what is kept for the others.
    /// </summary>
    private static async Task ShowAsync(string what, Func<int, Task> work, int repeats = Repeats)
    {
        double[] milliseconds = new double[repeats];
        long[] bytes = new long[repeats];
        for (int i = 0; i < repeats; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            await work(i);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            bytes[i] = GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        double first = milliseconds[0];
        Array.Sort(milliseconds);
        Array.Sort(bytes);
        bool isFine = milliseconds[repeats / 2] < MostMilliseconds && bytes[repeats / 2] < MostBytes;
        if (!isFine)
            _failed++;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: median {milliseconds[repeats / 2]:0.00} ms (the first {first:0} ms, the longest {milliseconds[^1]:0} ms), {bytes[repeats / 2] / 1e6:0.000} MB{(isFine ? "" : " (wanted: 10 ms, 1 MB)")}"
            )
        );
    }

    private static double Flush(string folder)
    {
        using FileStream file = File.Create(Path.Combine(folder, "flushed"));
        return 1000
            * BestOf.Seconds(
                Repeats,
                () =>
                {
                    file.WriteByte(1);
                    file.Flush(flushToDisk: true);
                }
            );
    }

    private static ButacaScorer ButacaOf(Dataset data)
    {
        RatingScale scale = new(0.5f, 5);
        Dataset liked = ButacaScorer.Liked(data, scale);
        int n = data.Catalog.Count;
        float[] covariances = new float[n * RatingFactorCount * RatingFactorCount];
        for (int i = 0; i < covariances.Length; i += RatingFactorCount + 1)
            covariances[i] = 0.1f;
        RatingFactors ratings = new(
            3.5f,
            0.4f,
            0.7f,
            Draw("ratings", n * RatingFactorCount, 0.1f),
            covariances,
            0.2f,
            scale
        );
        ButacaScorer like = Of(liked, "like", ratings, null, data.Interactions);
        return Of(data, "watch", null, like, null);
    }

    private static ButacaScorer Of(
        Dataset data,
        string name,
        RatingFactors? ratings,
        ButacaScorer? like,
        Interactions? watched
    )
    {
        int n = data.Catalog.Count;
        int q = ratings is null ? 0 : RatingFactorCount;
        int[] watchedMost = [.. data.Interactions.WatchedMovies().OrderByDescending(data.Interactions.AudienceOf)];
        int[] dense = [.. watchedMost.Take(DenseMovies).Order()];
        int[] landmarks = [.. watchedMost.Take(Landmarks).Order()];
        float[] inverse = Draw($"{name}-inverse", dense.Length * dense.Length, 1e-4f);
        for (int i = 0; i < dense.Length; i++)
            inverse[i * dense.Length + i] = 1;
        MovieKernel kernel = new(n, dense, inverse);
        LinearScorers scorers = new(
            data,
            kernel,
            kernel,
            new FactorScorer(n, Draw($"{name}-factors", n * Factors, 0.1f), new FoldIn(0.1f, 0.1f, 1)),
            new ContentSpace(
                data.Catalog,
                landmarks,
                Draw($"{name}-coefficients", landmarks.Length * (Factors + 1 + q), 1e-3f),
                Draw($"{name}-places", n * Factors, 0.1f),
                Draw($"{name}-audiences", n, 1),
                Draw($"{name}-placed-ratings", n * q, 0.1f),
                null
            ),
            ratings
        );
        FeatureExtractor features = new(scorers, data.Users.Count);
        Network network = NetworkOf(name, features.Count);
        return new ButacaScorer(
            scorers,
            features,
            KnownMovieReranker.Of(network),
            new ColdMovieReranker([network], offset: -1, ColdMoviePrior.AreNew(n), scorers, watched),
            like
        );
    }

    private static Network NetworkOf(string name, int features) =>
        new(
            Draw($"{name}-first", Units * features, 0.1f),
            Draw($"{name}-first-bias", Units, 0.1f),
            Draw($"{name}-second", Units * Units, 0.1f),
            Draw($"{name}-second-bias", Units, 0.1f),
            Draw($"{name}-last", Units + features + 1, 0.1f)
        );

    private static float[] Draw(string name, int count, float deviation)
    {
        Random random = Seeds.Create(1, $"catalogue-bench-{name}");
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = deviation * (float)random.NextGaussian();
        return values;
    }
}
