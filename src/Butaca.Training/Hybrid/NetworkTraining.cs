using Butaca.Models;
using Butaca.Models.Hybrid;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Butaca.Training.Hybrid;

/// <summary>
/// Trains the networks that weigh evidence: cross-entropy over the lists, AdamW (Loshchilov and Hutter 2019) with a rate
/// that falls linearly to 0.
/// </summary>
internal static class NetworkTraining
{
    private const int Units = 32;
    private const int ListsPerBatch = 32;
    private const double Rate = 3e-3;
    private const float StartSlope = 0.25f; // of each level, by standard deviation
    private const double Decay = 1e-3;

    /// <summary>
    /// Kept here, as TorchSharp's scalars may be freed while libtorch still reads them (see <see cref="TorchAdam"/>): comparing
    /// with a number makes one for the call, and adding tensors makes the factor 1.
    /// </summary>
    private static readonly Scalar LeastDeviation = 1e-6;

    /// <summary>Trains networks that are averaged, and records the mean of their losses as one curve.</summary>
    /// <param name="examples">What each is to learn from.</param>
    /// <param name="epochs">Rounds over the examples.</param>
    /// <param name="name">Names the random streams and the curve.</param>
    /// <param name="context">Seed, threads, cancellation, and where the curve goes.</param>
    /// <param name="report">Told which share is done.</param>
    public static Network[] TrainMany(
        IReadOnlyList<Examples> examples,
        int epochs,
        string name,
        TrainContext context,
        Action<double> report
    )
    {
        double[] losses = new double[epochs];
        Network[] networks =
        [
            .. examples.Select(
                (from, i) => Train(from, epochs, name, i, context, done => report((i + done) / examples.Count), losses)
            ),
        ];
        for (int epoch = 0; epoch < epochs; epoch++)
            context.Run?.Record(
                new CurvePoint($"{name} movies", epoch + 1, losses[epoch] / examples.Count, double.NaN)
            );
        return networks;
    }

    /// <summary>Trains one network.</summary>
    /// <param name="examples">What to learn from.</param>
    /// <param name="epochs">Rounds over the examples.</param>
    /// <param name="name">Names the random stream, with the number.</param>
    /// <param name="number">Which of several networks.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    /// <param name="report">Told which share is done.</param>
    /// <param name="losses">Each round's mean loss is added here; null: nobody asks.</param>
    public static Network Train(
        Examples examples,
        int epochs,
        string name,
        int number,
        TrainContext context,
        Action<double> report,
        double[]? losses = null
    ) =>
        TorchThreads.Run(
            context.Threads,
            () =>
            {
                using DisposeScope scope = NewDisposeScope();
                int rows = examples.Watched.Length;
                Tensor features = tensor(examples.Features, ScalarType.Float32).view(rows, -1);
                Tensor watched = tensor(examples.Watched, ScalarType.Float32);
                Tensor mean = features.mean([0]);
                Tensor deviation = features.std([0], unbiased: false, keepdim: false);
                deviation = where(deviation.gt(LeastDeviation), deviation, ones_like(deviation)); // a feature that never varies says nothing
                features = (features - mean) / deviation;
                Random random = Seeds.Create(context.Seed, $"butaca {name}", number);
                return TrainOne(
                        new Layers(random, deviation),
                        features,
                        watched,
                        tensor(examples.Weights, ScalarType.Float32),
                        examples.Starts,
                        epochs,
                        random,
                        context,
                        report,
                        losses
                    )
                    .ToNetwork(mean, deviation);
            }
        );

    private static Layers TrainOne(
        Layers layers,
        Tensor features,
        Tensor watched,
        Tensor weights,
        int[] starts,
        int epochs,
        Random random,
        TrainContext context,
        Action<double> report,
        double[]? losses
    )
    {
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
                long[] chosen =
                [
                    .. order
                        .Skip(batch * ListsPerBatch)
                        .Take(ListsPerBatch)
                        .SelectMany(list => Enumerable.Range(starts[list], starts[list + 1] - starts[list]))
                        .Select(row => (long)row),
                ];
                Tensor rows = tensor(chosen);
                Tensor logits = layers.Forward(features.index_select(0, rows));
                Tensor loss = functional.binary_cross_entropy_with_logits(
                    logits,
                    watched.index_select(0, rows),
                    weights.index_select(0, rows)
                );
                loss.backward();
                if (losses is not null)
                    losses[epoch] += loss.item<float>() * chosen.Length / watched.shape[0];
                adam.Step(Rate * (1 - (epoch + batch / (double)batches) / epochs));
            }
            report((epoch + 1.0) / epochs);
        }
        return layers;
    }

    /// <summary>The network as libtorch trains it.</summary>
    private sealed class Layers
    {
        private readonly Tensor _first;
        private readonly Tensor _firstBias;
        private readonly Tensor _second;
        private readonly Tensor _secondBias;
        private readonly Tensor _last;
        private readonly Tensor _skip;
        private readonly Tensor _lastBias;

        /// <summary>
        /// It starts as the collaborative score alone: what it learns is what there is to add to it. From a random start it does not
        /// come back to that order where it is as good as can be, with long histories.
        /// </summary>
        public Layers(Random random, Tensor deviation)
        {
            int inputs = (int)deviation.shape[0];
            _first = Uniform(random, inputs, Units, inputs);
            _firstBias = Uniform(random, inputs, Units);
            _second = Uniform(random, Units, Units, Units);
            _secondBias = Uniform(random, Units, Units);
            _last = Parameter(zeros(1, Units));
            float[] slopes = new float[inputs];
            slopes[FeatureSchema.CollaborativeShort] = StartSlope;
            slopes[FeatureSchema.CollaborativeLong] = StartSlope;
            _skip = Parameter((tensor(slopes) * deviation).unsqueeze(0));
            _lastBias = Parameter(zeros(1));
        }

        public IEnumerable<Parameter> Parameters =>
            new[] { _first, _firstBias, _second, _secondBias, _last, _skip, _lastBias }.Cast<Parameter>();

        public Tensor Forward(Tensor rows)
        {
            Tensor one = functional.silu(functional.linear(rows, _first, _firstBias));
            Tensor other = functional.silu(functional.linear(one, _second, _secondBias));
            return functional.linear(cat([other, rows], 1), cat([_last, _skip], 1), _lastBias).squeeze(1); // not +, which makes a scalar: see LeastDeviation
        }

        /// <summary>The weights, with the standardisation of the inputs in the first layer.</summary>
        public Network ToNetwork(Tensor mean, Tensor deviation)
        {
            using IDisposable noGradient = no_grad();
            Tensor first = _first / deviation;
            Tensor skip = _skip / deviation;
            return new Network(
                Values(first),
                Values(_firstBias - first.matmul(mean)),
                Values(_second),
                Values(_secondBias),
                [.. Values(_last), .. Values(skip.squeeze(0)), .. Values(_lastBias - functional.linear(mean, skip))]
            );
        }

        private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

        /// <summary>PyTorch's initialisation of a linear layer: uniform in ±1/√inputs.</summary>
        private static Parameter Uniform(Random random, int inputs, params long[] shape)
        {
            float bound = 1 / MathF.Sqrt(inputs);
            float[] values = new float[shape.Aggregate(1L, (product, length) => product * length)];
            for (int i = 0; i < values.Length; i++)
                values[i] = bound * (2 * random.NextSingle() - 1);
            return Parameter(tensor(values).view(shape).clone()); // into libtorch's own memory: see ContentRidge.Aligned
        }
    }
}
