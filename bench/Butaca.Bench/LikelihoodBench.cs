using Butaca.Data;
using Butaca.Training;
using Butaca.Training.MovieNet;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Bench;

/// <summary>
/// One epoch of MovieNet's likelihood (version 2's sizes) beside the form that the original computes in libtorch: every
/// pair of user and movie side by side, users × movies × (32 + 64) numbers a batch. Both end each batch with Adam.
/// </summary>
internal static class LikelihoodBench
{
    private const int Dimension = 32;
    private const int Hidden = 128;
    private const int BatchUsers = 50;
    private const double BatchMovies = 0.26;
    private const double PositiveWeight = 50;

    public static int Run(Dataset data)
    {
        MemoryTuning.Apply();
        Interactions x = data.Interactions;
        Random random = Seeds.Create(1, "likelihood bench");
        float[] embeddings = [.. Enumerable.Range(0, x.MovieCount * Dimension).Select(_ => random.NextGaussian())];
        int[] movies = random.Sample(x.MovieCount, (int)(BatchMovies * x.MovieCount));
        int[][] batches = [.. Enumerable.Range(0, x.UserCount).Chunk(BatchUsers)];

        LikelihoodNetwork network = new(
            embeddings,
            Dimension,
            Hidden,
            PositiveWeight,
            Environment.ProcessorCount,
            random
        );
        int step = 0;
        double ours = BestOf.Seconds(
            4,
            () =>
            {
                foreach (int[] users in batches)
                {
                    network.Backward(x, users, movies);
                    network.Step(1e-4, ++step);
                }
            }
        );
        double tiled = TimeTiled(x, embeddings, movies, batches);
        Console.WriteLine(
            $"{x.UserCount} users, {x.MovieCount} movies, {batches.Length} batches of {BatchUsers} × {movies.Length}: "
                + $"one epoch in {ours:0.000} s, tiled in libtorch in {tiled:0.000} s"
        );
        Console.WriteLine($"speed relative to the tiled form: {tiled / ours:0.0} (wanted: at least 5.0)");
        return tiled / ours >= 5 ? 0 : 1;
    }

    private static double TimeTiled(Interactions x, float[] embeddings, int[] movies, int[][] batches)
    {
        using DisposeScope scope = NewDisposeScope();
        using var embedder = nn.Sequential(
            nn.Linear(x.MovieCount, LikelihoodNetwork.First),
            nn.ReLU(),
            nn.Linear(LikelihoodNetwork.First, LikelihoodNetwork.UserLength)
        );
        using var head = nn.Sequential(
            nn.Linear(Dimension + LikelihoodNetwork.UserLength, Hidden),
            nn.ReLU(),
            nn.Linear(Hidden, 1)
        );
        using TorchSharp.Modules.Adam adam = optim.Adam([.. embedder.parameters(), .. head.parameters()], 1e-4);
        Tensor all = tensor(embeddings).view(x.MovieCount, Dimension);
        Tensor chosen = tensor(movies, ScalarType.Int64);
        Tensor weight = tensor((float)PositiveWeight);
        float[] watched = new float[x.UserCount * x.MovieCount];
        for (int user = 0; user < x.UserCount; user++)
        {
            foreach (int movie in x.MoviesOf(user))
                watched[user * x.MovieCount + movie] = 1;
        }
        Tensor matrix = tensor(watched).view(x.UserCount, x.MovieCount);
        return BestOf.Seconds(
            4,
            () =>
            {
                foreach (int[] users in batches)
                {
                    using DisposeScope batch = NewDisposeScope();
                    adam.zero_grad();
                    Tensor input = matrix.index_select(0, tensor(users, ScalarType.Int64));
                    Tensor user = embedder.forward(input).repeat_interleave(movies.Length, 0); // (B·M, 64)
                    Tensor movie = all.index_select(0, chosen).repeat(users.Length, 1); // (B·M, 32)
                    Tensor logits = head.forward(cat([movie, user], 1)).flatten();
                    Tensor labels = input.index_select(1, chosen).flatten();
                    nn.functional.binary_cross_entropy_with_logits(logits, labels, pos_weights: weight).backward();
                    adam.step();
                }
            }
        );
    }
}
