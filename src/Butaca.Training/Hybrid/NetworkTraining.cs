using Butaca.Models;
using Butaca.Models.Hybrid;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Butaca.Training.Hybrid;

/// <summary>Questions with answers that a <see cref="Network"/> learns from: lists of movies, and which of them were watched.</summary>
/// <param name="Features">(rows, F).</param>
/// <param name="Watched">(rows): 1 for watched, else 0.</param>
/// <param name="Starts">Where each list starts; the last is the number of rows.</param>
internal sealed record Examples(float[] Features, float[] Watched, int[] Starts);

/// <summary>
/// Trains the networks that weigh evidence: cross-entropy over the lists, AdamW (Loshchilov and Hutter 2019) with a rate
/// that falls linearly to 0. Several networks that differ in their seed are averaged.
/// </summary>
internal static class NetworkTraining
{
    private const int Units = 32, ListsPerBatch = 32;
    private const double Rate = 3e-3, Decay = 1e-3;

    /// <summary>Trains.</summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="count">How many networks.</param>
    /// <param name="epochs">Rounds over the examples.</param>
    /// <param name="name">Names the random streams.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    /// <param name="report">Told which share is done.</param>
    public static Network[] Train(Examples examples, int count, int epochs, string name, TrainContext context, Action<double> report) =>
        TorchThreads.Run(context.Threads, () =>
        {
            using DisposeScope scope = NewDisposeScope();
            int rows = examples.Watched.Length;
            if (rows == 0) throw new ButacaException("butaca: found nobody with at least two movies, expected some people to learn from. Use edlae.");
            Tensor features = tensor(examples.Features, ScalarType.Float32).view(rows, Evidence.FeatureCount);
            Tensor watched = tensor(examples.Watched, ScalarType.Float32);
            Tensor mean = features.mean([0]), deviation = features.std([0], unbiased: false, keepdim: false);
            deviation = where(deviation > 1e-6, deviation, ones_like(deviation)); // a feature that never varies says nothing
            features = (features - mean) / deviation;
            return Enumerable.Range(0, count).Select(i =>
                TrainOne(features, watched, examples.Starts, epochs, Seeds.Create(context.Seed, $"butaca {name}", i), context, done => report((i + done) / count))
                    .ToNetwork(mean, deviation)).ToArray();
        });

    private static Layers TrainOne(Tensor features, Tensor watched, int[] starts, int epochs, Random random, TrainContext context, Action<double> report)
    {
        Layers layers = new(random);
        TorchAdam adam = new(layers.Parameters, Decay);
        int[] order = [.. Enumerable.Range(0, starts.Length - 1)];
        int batches = (order.Length + ListsPerBatch - 1) / ListsPerBatch;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            for (int batch = 0; batch < batches; batch++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using DisposeScope scope = NewDisposeScope();
                long[] chosen = [.. order.Skip(batch * ListsPerBatch).Take(ListsPerBatch)
                    .SelectMany(list => Enumerable.Range(starts[list], starts[list + 1] - starts[list])).Select(row => (long)row)];
                Tensor rows = tensor(chosen);
                Tensor logits = layers.Forward(features.index_select(0, rows));
                Tensor loss = functional.binary_cross_entropy_with_logits(logits, watched.index_select(0, rows));
                loss.backward();
                adam.Step(Rate * (1 - (epoch + batch / (double)batches) / epochs));
            }
            report((epoch + 1.0) / epochs);
        }
        return layers;
    }

    /// <summary>The network as libtorch trains it.</summary>
    private sealed class Layers
    {
        private readonly Tensor _first, _firstBias, _second, _secondBias, _last, _lastBias;

        public Layers(Random random)
        {
            _first = Uniform(random, Evidence.FeatureCount, Units, Evidence.FeatureCount);
            _firstBias = Uniform(random, Evidence.FeatureCount, Units);
            _second = Uniform(random, Units, Units, Units);
            _secondBias = Uniform(random, Units, Units);
            _last = Uniform(random, Units, Units);
            _lastBias = Uniform(random, Units, 1);
        }

        public IEnumerable<Parameter> Parameters => new[] { _first, _firstBias, _second, _secondBias, _last, _lastBias }.Cast<Parameter>();

        public Tensor Forward(Tensor rows)
        {
            Tensor one = functional.silu(functional.linear(rows, _first, _firstBias));
            Tensor other = functional.silu(functional.linear(one, _second, _secondBias));
            return other.matmul(_last) + _lastBias;
        }

        /// <summary>The weights, with the standardisation of the inputs in the first layer.</summary>
        public Network ToNetwork(Tensor mean, Tensor deviation)
        {
            using IDisposable noGradient = no_grad();
            Tensor first = _first / deviation;
            return new Network(Values(first), Values(_firstBias - first.matmul(mean)), Values(_second), Values(_secondBias), [.. Values(_last), .. Values(_lastBias)]);
        }

        private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

        /// <summary>PyTorch's initialisation of a linear layer: uniform in ±1/√inputs.</summary>
        private static Parameter Uniform(Random random, int inputs, params long[] shape)
        {
            float bound = 1 / MathF.Sqrt(inputs);
            float[] values = new float[shape.Aggregate(1L, (product, length) => product * length)];
            for (int i = 0; i < values.Length; i++) values[i] = bound * (2 * random.NextSingle() - 1);
            return Parameter(tensor(values).view(shape).clone()); // into libtorch's own memory: see ContentRidge.Aligned
        }
    }
}
