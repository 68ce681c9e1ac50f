using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Training.ButacaPipeline;

/// <summary>A network to be trained.</summary>
/// <param name="Examples">What it is to learn from.</param>
/// <param name="Name">Names its random stream, with the number.</param>
/// <param name="Number">Which of several of that name.</param>
internal sealed record NetworkTask(Examples Examples, string Name, int Number);

/// <summary>
/// Trains the networks of the reranker: cross-entropy over the lists, AdamW (Loshchilov and Hutter 2019) with a rate
/// that falls linearly to 0. Each network has a thread to itself, so the number of threads changes nothing.
/// </summary>
internal static class NetworkTraining
{
    private const int ListsPerBatch = 32;
    private const double Rate = 6e-3;
    private const float StartSlope = 0.25f; // of each level, by standard deviation
    private const double Decay = 1e-3;
    private const double LeastDeviation = 1e-6;

    /// <summary>Trains networks, several at a time.</summary>
    /// <param name="tasks">Which ones.</param>
    /// <param name="epochs">Rounds over the examples.</param>
    /// <param name="context">Seed, threads, cancellation, and where the curves go.</param>
    /// <param name="report">Told which share is done.</param>
    /// <param name="curve">The name of the tasks whose mean loss is kept as a curve.</param>
    public static Network[] Train(
        IReadOnlyList<NetworkTask> tasks,
        int epochs,
        TrainContext context,
        Action<double> report,
        string curve
    )
    {
        Network[] networks = new Network[tasks.Count];
        double[][] losses = new double[tasks.Count][];
        int done = 0;
        Lock reporting = new();
        context.ParallelFor(
            tasks.Count,
            i =>
            {
                losses[i] = new double[epochs];
                networks[i] = Train(tasks[i], losses[i], context, Report);
            }
        );
        int[] kept = [.. Enumerable.Range(0, tasks.Count).Where(i => tasks[i].Name == curve)];
        for (int epoch = 0; epoch < epochs && kept.Length > 0; epoch++)
            context.Run?.Record(
                new CurvePoint($"{curve} movies", epoch + 1, kept.Average(i => losses[i][epoch]), double.NaN)
            );
        return networks;

        void Report()
        {
            lock (reporting)
                report(++done / (double)(epochs * tasks.Count));
        }
    }

    private static Network Train(NetworkTask task, double[] losses, TrainContext context, Action report)
    {
        Examples examples = task.Examples;
        Random random = Seeds.Create(context.Seed, $"butaca {task.Name}", task.Number);
        NetworkGradient network = Start(examples, random);
        int[] order = [.. Enumerable.Range(0, examples.Starts.Length - 1)];
        int batches = (order.Length + ListsPerBatch - 1) / ListsPerBatch;
        int step = 0;
        for (int epoch = 0; epoch < losses.Length; epoch++)
        {
            random.Shuffle(order);
            for (int batch = 0; batch < batches; batch++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                int from = batch * ListsPerBatch;
                losses[epoch] += network.Add(
                    examples,
                    order.AsSpan(from, Math.Min(ListsPerBatch, order.Length - from))
                );
                step++;
                double rate = Rate * (1 - (epoch + batch / (double)batches) / losses.Length);
                foreach (AdamParameter parameter in network.Parameters)
                    parameter.Step(rate, step, threads: 1, Decay);
            }
            losses[epoch] /= examples.Watched.Length;
            report();
        }
        return network.ToNetwork();
    }

    /// <summary>
    /// It starts as the collaborative score alone: what it learns is what there is to add to it. From a random start it
    /// does not come back to that order where it is as good as can be, with long histories.
    /// </summary>
    private static NetworkGradient Start(Examples examples, Random random)
    {
        (float[] mean, float[] deviation) = MomentsOf(examples);
        NetworkGradient network = new(mean, [.. deviation.Select(value => 1 / value)]);
        Initialise(network.First, mean.Length, mean.Length);
        Initialise(network.FirstBias, 1, mean.Length);
        Initialise(network.Second, NetworkGradient.Units, NetworkGradient.Units);
        Initialise(network.SecondBias, 1, NetworkGradient.Units);
        network.Skip.Values[FeatureSchema.CollaborativeShort] =
            StartSlope * deviation[FeatureSchema.CollaborativeShort];
        network.Skip.Values[FeatureSchema.CollaborativeLong] = StartSlope * deviation[FeatureSchema.CollaborativeLong];
        return network;

        // As a linear layer of PyTorch starts: uniform in ±1/√inputs, unit by unit.
        void Initialise(AdamParameter parameter, int rows, int inputs)
        {
            float bound = 1 / MathF.Sqrt(inputs);
            for (int unit = 0; unit < NetworkGradient.Units; unit++)
            {
                for (int row = 0; row < rows; row++)
                    parameter.Values[row * NetworkGradient.Units + unit] = bound * (2 * random.NextSingle() - 1);
            }
        }
    }

    /// <summary>Mean and standard deviation of each feature; 1 where it never varies, and so says nothing.</summary>
    private static (float[] Mean, float[] Deviation) MomentsOf(Examples examples)
    {
        int rows = examples.Watched.Length;
        int count = examples.Features.Length / rows;
        double[] sums = new double[count];
        double[] squares = new double[count];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> features = examples.Features.AsSpan(row * count, count);
            for (int feature = 0; feature < count; feature++)
                sums[feature] += features[feature];
        }
        float[] mean = [.. sums.Select(sum => (float)(sum / rows))];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> features = examples.Features.AsSpan(row * count, count);
            for (int feature = 0; feature < count; feature++)
            {
                double difference = features[feature] - mean[feature];
                squares[feature] += difference * difference;
            }
        }
        return (
            mean,
            [
                .. squares.Select(square =>
                    Math.Sqrt(square / rows) is var deviation and > LeastDeviation ? (float)deviation : 1f
                ),
            ]
        );
    }
}
