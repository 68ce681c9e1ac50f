using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Training.MovieNet;

/// <summary>
/// Trains MovieNet's user network and likelihood head; the movies' embeddings stay as they are. A batch is 50 users and
/// 26 % of the training movies, drawn anew; a tenth of the movies is never a target. Every ten rounds, the share of
/// each user's movies that as many top predictions over all movies find decides which round is kept. (Measured on the
/// tenth alone it peaks far too early for what is asked of the model: see docs/reference/movienet.md.)
/// </summary>
internal static class LikelihoodTraining
{
    private const string Network = "users";
    private const int BatchUsers = 50;
    private const int EpochsBetweenMeasures = 10;
    private const int EpochsBetweenCheckpoints = 200;
    private const double BatchMovies = 0.26;
    private const double ValidationMovies = 0.1;

    /// <summary>Trains.</summary>
    /// <param name="all">Who watched what.</param>
    /// <param name="active">The movies with an audience, ascending: the network is made for these m alone.</param>
    /// <param name="embeddings">(n, D).</param>
    /// <param name="options">Sizes, rates, rounds.</param>
    /// <param name="context">Seed, threads, progress from <paramref name="from"/> to 1, checkpoints.</param>
    /// <param name="keep">Adds to each checkpoint what was trained before.</param>
    /// <param name="from">How much of the whole training is done before this one.</param>
    public static LikelihoodWeights Train(
        Interactions all,
        int[] active,
        float[] embeddings,
        MovieNetOptions options,
        TrainContext context,
        Action<ArrayFolder> keep,
        double from
    )
    {
        (Interactions x, float[] compact) = Compact(all, active, embeddings, options.Dimension);
        Random random = Seeds.Create(context.Seed, "movienet people");
        int[] order = [.. Enumerable.Range(0, active.Length)];
        random.Shuffle(order);
        int held = (int)(ValidationMovies * order.Length);
        int[] targets = order[held..];
        int[] everyone = [.. Enumerable.Range(0, x.UserCount).Where(user => !x.MoviesOf(user).IsEmpty)];
        LikelihoodNetwork network = new(
            compact,
            options.Dimension,
            options.Hidden,
            options.PositiveWeight,
            context.Threads,
            random
        );
        Best best = new() { Weights = network.ToWeights() };
        int epoch = 0;
        int step = 0;
        if (context.Run?.Load() is { } saved && saved.Has("users-state"))
            (epoch, step) = Restore(saved, network, best, context.Run);

        // Patience ends where it was measured whether there is a better one, and so does a training that goes on from a
        // checkpoint.
        for (
            ;
            epoch < options.UserEpochs
                && !(epoch % EpochsBetweenMeasures == 0 && epoch - 1 - best.Epoch >= options.UserPatience);
            epoch++
        )
        {
            double loss = Epoch(
                x,
                network,
                targets,
                options.UserRate,
                ref step,
                Seeds.Create(context.Seed, "movienet people epoch", epoch)
            );
            if ((epoch + 1) % EpochsBetweenMeasures == 0 || epoch + 1 == options.UserEpochs)
            {
                double found = Found(x, network, everyone, context);
                context.Run?.Record(new CurvePoint(Network, epoch + 1, loss, found));
                if (found > best.Found)
                    (best.Found, best.Epoch, best.Weights) = (found, epoch, network.ToWeights());
            }
            if ((epoch + 1) % EpochsBetweenCheckpoints == 0)
                context.Run?.Save(arrays =>
                {
                    keep(arrays);
                    Save(arrays, network, best, epoch + 1, step);
                });
            context.Report(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"users, round {epoch + 1} of {options.UserEpochs}: loss {loss:0.000}"
                )
                    + (
                        best.Found < 0
                            ? ""
                            : string.Create(CultureInfo.InvariantCulture, $", found at best {best.Found:0.000}")
                    ),
                from + (1 - from) * (epoch + 1) / options.UserEpochs
            );
        }
        return best.Weights with { Watched = Expand(best.Weights.Watched, active, all.MovieCount) };
    }

    private static double Epoch(
        Interactions x,
        LikelihoodNetwork network,
        int[] targets,
        double rate,
        ref int step,
        Random random
    )
    {
        int[] users = [.. Enumerable.Range(0, x.UserCount)];
        random.Shuffle(users);
        int[] pool = [.. targets];
        int count = Math.Max(1, (int)(BatchMovies * pool.Length));
        int batches = 0;
        double loss = 0;
        for (int at = 0; at < users.Length; at += BatchUsers, batches++)
        {
            for (int i = 0; i < count; i++) // the first steps of a Fisher–Yates shuffle: a sample without repeats
            {
                int other = random.Next(i, pool.Length);
                (pool[i], pool[other]) = (pool[other], pool[i]);
            }
            loss += network.Backward(x, users.AsSpan(at, Math.Min(BatchUsers, users.Length - at)), pool[..count]);
            network.Step(rate, ++step);
        }
        return loss / Math.Max(1, batches);
    }

    /// <summary>The same users over the active movies alone, and these movies' embeddings (m, D).</summary>
    private static (Interactions X, float[] Embeddings) Compact(
        Interactions all,
        int[] active,
        float[] embeddings,
        int dimension
    )
    {
        int[] rowOf = new int[all.MovieCount];
        for (int i = 0; i < active.Length; i++)
            rowOf[active[i]] = i;
        Interactions x = new(
            active.Length,
            all.UserStarts.ToArray(),
            [.. all.Movies.ToArray().Select(movie => rowOf[movie])],
            [],
            []
        );
        return (x, [.. active.SelectMany(movie => embeddings[(movie * dimension)..((movie + 1) * dimension)])]);
    }

    /// <summary>The first layer over the whole catalogue: movies without an audience add nothing.</summary>
    private static float[] Expand(float[] watched, int[] active, int movieCount)
    {
        const int width = LikelihoodNetwork.First;
        float[] expanded = new float[movieCount * width];
        for (int i = 0; i < active.Length; i++)
            watched.AsSpan(i * width, width).CopyTo(expanded.AsSpan(active[i] * width));
        return expanded;
    }

    /// <summary>
    /// The mean over users of the share of their c movies that is among the c top predictions over all movies.
    /// </summary>
    private static double Found(Interactions x, LikelihoodNetwork network, int[] users, TrainContext context)
    {
        float[] halves = network.MovieHalves([.. Enumerable.Range(0, x.MovieCount)]);
        double[] shares = new double[users.Length];
        context.ParallelFor(
            users.Length,
            i =>
            {
                int[] watched = x.MoviesOf(users[i]).ToArray();
                int[] top = new int[watched.Length];
                float[] logits = new float[x.MovieCount];
                network.Logits(watched, halves, logits);
                TopN.Select(logits, top);
                shares[i] = (double)top.Count(movie => Array.BinarySearch(watched, movie) >= 0) / watched.Length;
            }
        );
        return shares.Average();
    }

    private static void Save(ArrayFolder arrays, LikelihoodNetwork network, Best best, int epoch, int step)
    {
        foreach ((string name, AdamParameter p) in network.Parameters)
        {
            arrays.Write($"users-{name}", p.Values, p.Values.Length);
            arrays.Write($"users-{name}-mean", p.Mean, p.Mean.Length);
            arrays.Write($"users-{name}-square", p.Square, p.Square.Length);
        }
        foreach ((string name, float[] values) in best.Weights.Named())
            arrays.Write($"users-best-{name}", values, values.Length);
        arrays.Write("users-state", [epoch, step, best.Epoch, BitConverter.DoubleToInt64Bits(best.Found)], 4);
    }

    private static (int Epoch, int Step) Restore(
        ArrayFolder arrays,
        LikelihoodNetwork network,
        Best best,
        RunFolder run
    )
    {
        foreach ((string name, AdamParameter p) in network.Parameters)
        {
            arrays.Read<float>($"users-{name}", p.Values.Length).CopyTo(p.Values, 0);
            arrays.Read<float>($"users-{name}-mean", p.Mean.Length).CopyTo(p.Mean, 0);
            arrays.Read<float>($"users-{name}-square", p.Square.Length).CopyTo(p.Square, 0);
        }
        best.Weights = LikelihoodWeights.Of(name => arrays.Read<float>($"users-best-{name}", -1));
        long[] state = arrays.Read<long>("users-state", 4);
        best.Epoch = (int)state[2];
        best.Found = BitConverter.Int64BitsToDouble(state[3]);
        run.Rewind(Network, (int)state[0]);
        return ((int)state[0], (int)state[1]);
    }

    private sealed class Best
    {
        public int Epoch { get; set; }

        public double Found { get; set; } = -1;

        public required LikelihoodWeights Weights { get; set; }
    }
}
