using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Training.MovieNet;

/// <summary>
/// Trains MovieNet's person network and likelihood head; the movies' embeddings stay as they are. A batch is 50 people and
/// 26 % of the training movies, drawn anew. A tenth of the movies is never a target: after each round, the share of each
/// person's movies among them that is found by as many top predictions decides which round is kept.
/// </summary>
internal static class LikelihoodTraining
{
    private const string Network = "people";
    private const int BatchPeople = 50, EpochsBetweenCheckpoints = 200;
    private const double BatchMovies = 0.26, ValidationMovies = 0.1;

    /// <summary>Trains.</summary>
    /// <param name="x">Who watched what.</param>
    /// <param name="active">The movies with an audience.</param>
    /// <param name="embeddings">(n, D).</param>
    /// <param name="options">Sizes, rates, rounds.</param>
    /// <param name="context">Seed, threads, progress from <paramref name="from"/> to 1, checkpoints.</param>
    /// <param name="keep">Adds to each checkpoint what was trained before.</param>
    /// <param name="from">How much of the whole training is done before this one.</param>
    public static LikelihoodWeights Train(Interactions x, int[] active, float[] embeddings, MovieNetOptions options, TrainContext context, Action<ArrayFolder> keep, double from)
    {
        Random random = Seeds.Create(context.Seed, "movienet people");
        int[] order = [.. active];
        random.Shuffle(order);
        int held = (int)(ValidationMovies * order.Length);
        int[] validation = order[..held], targets = order[held..];
        Array.Sort(validation);
        LikelihoodNetwork network = new(embeddings, options.Dimension, options.Hidden, options.PositiveWeight, context.Threads, random);
        Best best = new() { Weights = network.ToWeights() };
        int epoch = 0, step = 0;
        if (context.Run?.Load() is { } saved && saved.Has("people-state")) (epoch, step) = Restore(saved, network, best, context.Run);

        for (; epoch < options.PeopleEpochs && epoch - best.Epoch < options.PeoplePatience; epoch++)
        {
            double loss = Epoch(x, network, targets, options.PeopleRate, ref step, Seeds.Create(context.Seed, "movienet people epoch", epoch));
            double found = Validate(x, network, validation);
            context.Run?.Record(new CurvePoint(Network, epoch + 1, loss, found));
            if (found > best.Found) (best.Found, best.Epoch, best.Weights) = (found, epoch, network.ToWeights());
            if ((epoch + 1) % EpochsBetweenCheckpoints == 0) context.Run?.Save(arrays =>
            {
                keep(arrays);
                Save(arrays, network, best, epoch + 1, step);
            });
            context.Report(
                $"people, round {epoch + 1} of {options.PeopleEpochs}: loss {loss:0.000}, found {found:0.000}, best {best.Found:0.000}",
                from + (1 - from) * (epoch + 1) / options.PeopleEpochs);
        }
        return best.Weights;
    }

    private static double Epoch(Interactions x, LikelihoodNetwork network, int[] targets, double rate, ref int step, Random random)
    {
        int[] users = [.. Enumerable.Range(0, x.UserCount)];
        random.Shuffle(users);
        int[] pool = [.. targets];
        int count = Math.Max(1, (int)(BatchMovies * pool.Length)), batches = 0;
        double loss = 0;
        for (int at = 0; at < users.Length; at += BatchPeople, batches++)
        {
            for (int i = 0; i < count; i++) // the first steps of a Fisher–Yates shuffle: a sample without repeats
            {
                int other = random.Next(i, pool.Length);
                (pool[i], pool[other]) = (pool[other], pool[i]);
            }
            loss += network.Backward(x, users.AsSpan(at, Math.Min(BatchPeople, users.Length - at)), pool[..count]);
            network.Step(rate, ++step);
        }
        return loss / Math.Max(1, batches);
    }

    /// <summary>The mean over people of the share of their c validation movies that is among their c top predictions.</summary>
    private static double Validate(Interactions x, LikelihoodNetwork network, int[] validation)
    {
        if (validation.Length == 0) return 0;
        float[] halves = network.MovieHalves(validation), logits = new float[validation.Length];
        double sum = 0;
        int people = 0;
        for (int user = 0; user < x.UserCount; user++)
        {
            ReadOnlySpan<int> watched = x.MoviesOf(user);
            int count = 0;
            foreach (int movie in validation)
                if (watched.BinarySearch(movie) >= 0) count++;
            if (count == 0) continue;
            network.Logits(watched, halves, logits);
            int[] top = new int[count];
            TopN.Select(logits, top);
            int found = 0;
            foreach (int i in top)
                if (watched.BinarySearch(validation[i]) >= 0) found++;
            sum += (double)found / count;
            people++;
        }
        return people == 0 ? 0 : sum / people;
    }

    private static void Save(ArrayFolder arrays, LikelihoodNetwork network, Best best, int epoch, int step)
    {
        foreach ((string name, Parameter p) in network.Parameters)
        {
            arrays.Write($"people-{name}", p.Values, p.Values.Length);
            arrays.Write($"people-{name}-mean", p.Mean, p.Mean.Length);
            arrays.Write($"people-{name}-square", p.Square, p.Square.Length);
        }
        foreach ((string name, float[] values) in best.Weights.Named()) arrays.Write($"people-best-{name}", values, values.Length);
        arrays.Write("people-state", [epoch, step, best.Epoch, BitConverter.DoubleToInt64Bits(best.Found)], 4);
    }

    private static (int Epoch, int Step) Restore(ArrayFolder arrays, LikelihoodNetwork network, Best best, RunFolder run)
    {
        foreach ((string name, Parameter p) in network.Parameters)
        {
            arrays.Read<float>($"people-{name}", p.Values.Length).CopyTo(p.Values, 0);
            arrays.Read<float>($"people-{name}-mean", p.Mean.Length).CopyTo(p.Mean, 0);
            arrays.Read<float>($"people-{name}-square", p.Square.Length).CopyTo(p.Square, 0);
        }
        best.Weights = LikelihoodWeights.Of(name => arrays.Read<float>($"people-best-{name}", -1));
        long[] state = arrays.Read<long>("people-state", 4);
        (best.Epoch, best.Found) = ((int)state[2], BitConverter.Int64BitsToDouble(state[3]));
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
