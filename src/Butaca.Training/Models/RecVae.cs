using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Butaca.Training.Models;

/// <summary>
/// Options of <see cref="RecVae"/>. The defaults are the paper's but for the batches, which are smaller, as data sets
/// are.
/// </summary>
public sealed class RecVaeOptions
{
    /// <summary>h, the length of a hidden layer. Default 600.</summary>
    [Description("length of a hidden layer"), Range(1, 4096)]
    public int Hidden { get; set; } = 600;

    /// <summary>d, the length of what stands for a user. Default 200.</summary>
    [Description("length of what stands for a user"), Range(1, 1024), SearchSpace(50, 100, 200)]
    public int Latent { get; set; } = 200;

    /// <summary>γ: the Kullback–Leibler divergence of a user with n movies weighs γ·n. Default 0.005.</summary>
    [
        Description("weight of the divergence from the prior, for each movie of a user"),
        Range(0.0, 10.0),
        SearchSpace(0.002, 0.0035, 0.005, 0.01, 0.02)
    ]
    public double Gamma { get; set; } = 0.005;

    /// <summary>Share of a user's movies that the encoder doesn't see when it is trained. Default 0.5.</summary>
    [Description("share of a user's movies that the encoder doesn't see"), Range(0.0, 0.95)]
    public double Dropout { get; set; } = 0.5;

    /// <summary>Rounds, each of three over all users for the encoder and one for the decoder. Default 50.</summary>
    [Description("rounds over all users"), Range(1, 10_000), SearchSpace(20, 35, 50, 80)]
    public int Rounds { get; set; } = 50;

    /// <summary>Users a step. Default 100.</summary>
    [Description("users a step"), Range(1, 10_000)]
    public int Batch { get; set; } = 100;

    /// <summary>Adam's learning rate. Default 0.0005.</summary>
    [Description("learning rate"), Range(1e-6, 1.0)]
    public double Rate { get; set; } = 5e-4;
}

/// <summary>
/// RecVAE: Shenbin, Alekseev, Tutubalina, Malykh, Nikolenko 2020, "RecVAE: A New Variational Autoencoder for Top-N
/// Recommendations with Implicit Feedback" (doi:10.1145/3336191.3371831): a variational autoencoder with multinomial
/// likelihood whose encoder has five densely connected layers and reads a part of a user's movies; whose prior is a
/// mixture of the standard normal, a wide one, and what the encoder of the round before said of the user; whose
/// divergence weighs the more the more movies a user has; and whose encoder and decoder are trained in turns, the
/// decoder on all of a user's movies.
/// </summary>
public sealed class RecVae : Model<RecVaeOptions>
{
    private const int EncoderPasses = 3;

    /// <summary>
    /// Logarithms of the shares of the prior's parts: the standard normal, the encoder of before, the wide normal.
    /// </summary>
    private static readonly float[] LogShares = [MathF.Log(3 / 20f), MathF.Log(3 / 4f), MathF.Log(1 / 10f)];

    /// <summary>Logarithm of the wide normal's variance.</summary>
    private const float WideLogVariance = 10;

    /// <inheritdoc/>
    public override string Name => "recvae";

    /// <inheritdoc/>
    public override string Summary =>
        "Variational autoencoder with a composite prior (Shenbin et al. 2020, doi:10.1145/3336191.3371831).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, RecVaeOptions options, TrainContext context) =>
        TorchThreads.Run(context.Threads, () => Train(data.Interactions, options, context));

    private static RecVaeScorer Train(Interactions x, RecVaeOptions options, TrainContext context)
    {
        using DisposeScope scope = NewDisposeScope();
        int[] active = x.WatchedMovies();
        Random random = Seeds.Create(context.Seed, "recvae");
        using Encoder encoder = new(active.Length, options.Hidden, options.Latent);
        using Encoder before = new(active.Length, options.Hidden, options.Latent);
        using Linear decoder = nn.Linear(options.Latent, active.Length);
        encoder.Initialise(random);
        before.Take(encoder);
        SetTrained(before, false);
        Initialise(decoder, random);
        TorchAdam encoderAdam = new(encoder.parameters());
        TorchAdam decoderAdam = new(decoder.parameters());
        Batches batches = new(x, active, options, random);
        for (int round = 0; round < options.Rounds; round++)
        {
            double loss = 0;
            SetTrained(encoder, true);
            SetTrained(decoder, false);
            for (int pass = 0; pass < EncoderPasses; pass++)
                loss = Pass(options.Dropout, encoderAdam, withPrior: true);
            before.Take(encoder);
            SetTrained(encoder, false);
            SetTrained(decoder, true);
            Pass(0, decoderAdam, withPrior: false); // the prior has no gradient for the decoder
            context.Report(
                string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {options.Rounds}: loss {loss:0.00}"),
                (round + 1.0) / options.Rounds
            );
        }
        return new RecVaeScorer(x.MovieCount, active, ToWeights(encoder, decoder));

        double Pass(double dropout, TorchAdam adam, bool withPrior)
        {
            double sum = 0;
            int steps = 0;
            foreach (int[] users in batches.Shuffled())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using DisposeScope step = NewDisposeScope();
                (Tensor watched, Tensor input, Tensor whole, Tensor weights) = batches.Read(users, dropout);
                (Tensor mean, Tensor logVariance) = encoder.forward(input);
                Tensor z = mean.Plus(logVariance.exp().sqrt() * batches.Noise(mean.shape)); // (B, d)
                Tensor likelihood = (nn.functional.log_softmax(decoder.forward(z), 1) * watched).sum(1); // (B)
                Tensor loss = likelihood.mean().neg();
                if (withPrior)
                    loss = loss.Plus(((LogNormal(z, mean, logVariance) - LogPrior(z, whole)).sum(1) * weights).mean());
                loss.backward();
                adam.Step(options.Rate);
                sum += loss.item<float>();
                steps++;
            }
            return sum / steps;
        }

        // The prior's density of each component of z, (B, d), but for the factor that all densities here have in
        // common.
        Tensor LogPrior(Tensor z, Tensor whole)
        {
            (Tensor mean, Tensor logVariance) = before.forward(whole);
            Tensor none = zeros(1);
            Tensor[] parts =
            [
                LogNormal(z, none, none),
                LogNormal(z, mean, logVariance),
                LogNormal(z, none, tensor(new[] { WideLogVariance })),
            ];
            return stack(parts.Select((part, i) => part.Plus(tensor(new[] { LogShares[i] }))), -1).logsumexp(-1);
        }
    }

    /// <summary>log N(z; mean, e^logVariance) + log √(2π).</summary>
    private static Tensor LogNormal(Tensor z, Tensor mean, Tensor logVariance)
    {
        Tensor away = z - mean;
        return logVariance.Plus(away * away * logVariance.neg().exp()) * tensor(new[] { -0.5f });
    }

    private static void SetTrained(nn.Module module, bool isTrained)
    {
        foreach (Parameter parameter in module.parameters())
            parameter.requires_grad = isTrained;
    }

    private static RecVaeScorer.Weights ToWeights(Encoder encoder, Linear decoder)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> encoding = encoder.state_dict(); // by the names of its fields
        Dictionary<string, Tensor> decoding = decoder.state_dict();
        return new RecVaeScorer.Weights(
            Values(encoding["layers.0.weight"].t()),
            OfLayers("layers", "weight", from: 1),
            OfLayers("layers", "bias", from: 0),
            OfLayers("norms", "weight", from: 0),
            OfLayers("norms", "bias", from: 0),
            Values(encoding["mean.weight"]),
            Values(encoding["mean.bias"]),
            Values(decoding["weight"]),
            Values(decoding["bias"])
        );

        float[] OfLayers(string list, string kind, int from) =>
            [
                .. Enumerable
                    .Range(from, RecVaeScorer.Layers - from)
                    .SelectMany(layer => Values(encoding[$"{list}.{layer}.{kind}"])),
            ];

        static float[] Values(Tensor values) => values.detach().contiguous().data<float>().ToArray();
    }

    /// <summary>The users, as dense rows over the movies with an audience.</summary>
    private sealed class Batches
    {
        private readonly Interactions _x;
        private readonly int[] _column; // by movie row
        private readonly int _movies;
        private readonly RecVaeOptions _options;
        private readonly Random _random;
        private readonly int[] _users;

        public Batches(Interactions x, int[] active, RecVaeOptions options, Random random)
        {
            _x = x;
            _movies = active.Length;
            _options = options;
            _random = random;
            _column = new int[x.MovieCount];
            for (int i = 0; i < active.Length; i++)
                _column[active[i]] = i;
            _users = [.. Enumerable.Range(0, x.UserCount).Where(user => !x.MoviesOf(user).IsEmpty)];
        }

        public IEnumerable<int[]> Shuffled()
        {
            _random.Shuffle(_users);
            return _users.Chunk(_options.Batch);
        }

        /// <summary>Reads users.</summary>
        /// <returns>
        /// (B, movies): what they watched; that with a part dropped and scaled to length 1, as it would be without
        /// dropout; that with nothing dropped. (B): γ times the number of movies.
        /// </returns>
        public (Tensor Watched, Tensor Input, Tensor Whole, Tensor Weights) Read(int[] users, double dropout)
        {
            float[] watched = new float[users.Length * _movies];
            float[] input = new float[watched.Length];
            float[] whole = new float[watched.Length];
            float[] weights = new float[users.Length];
            float kept = (float)(1 / (1 - dropout));
            for (int i = 0; i < users.Length; i++)
            {
                ReadOnlySpan<int> movies = _x.MoviesOf(users[i]);
                float scale = 1 / MathF.Sqrt(movies.Length);
                weights[i] = (float)_options.Gamma * movies.Length;
                foreach (int movie in movies)
                {
                    int at = (i * _movies) + _column[movie];
                    watched[at] = 1;
                    whole[at] = scale;
                    if (dropout == 0 || _random.NextDouble() >= dropout)
                        input[at] = scale * kept;
                }
            }
            return (Rows(watched), Rows(input), Rows(whole), tensor(weights));

            Tensor Rows(float[] values) => tensor(values).view(users.Length, _movies);
        }

        /// <summary>Standard normal numbers.</summary>
        public Tensor Noise(long[] shape)
        {
            float[] values = new float[shape[0] * shape[1]];
            for (int i = 0; i < values.Length; i++)
                values[i] = _random.NextGaussian();
            return tensor(values).view(shape);
        }
    }

    /// <summary>The encoder in training; <see cref="RecVaeScorer"/> is the same, forward only.</summary>
    private sealed class Encoder : nn.Module<Tensor, (Tensor Mean, Tensor LogVariance)>
    {
        private readonly ModuleList<Linear> layers;
        private readonly ModuleList<LayerNorm> norms;
        private readonly Linear mean;
        private readonly Linear logVariance;

        public Encoder(int movies, int hidden, int latent)
            : base(nameof(Encoder))
        {
            layers = nn.ModuleList<Linear>([
                .. Enumerable
                    .Range(0, RecVaeScorer.Layers)
                    .Select(layer => nn.Linear(layer == 0 ? movies : hidden, hidden)),
            ]);
            norms = nn.ModuleList<LayerNorm>([
                .. Enumerable
                    .Range(0, RecVaeScorer.Layers)
                    .Select(_ => nn.LayerNorm([hidden], RecVaeScorer.NormEpsilon)),
            ]);
            mean = nn.Linear(hidden, latent);
            logVariance = nn.Linear(hidden, latent);
            RegisterComponents();
        }

        public void Initialise(Random random)
        {
            foreach (Linear layer in layers)
                RecVae.Initialise(layer, random);
            RecVae.Initialise(mean, random);
            RecVae.Initialise(logVariance, random);
        }

        /// <summary>Takes another encoder's weights.</summary>
        public void Take(Encoder other)
        {
            using IDisposable noGradient = no_grad();
            foreach ((Parameter own, Parameter its) in parameters().Zip(other.parameters()))
                own.copy_(its);
        }

        public override (Tensor Mean, Tensor LogVariance) forward(Tensor input)
        {
            Tensor layer = norms[0].forward(nn.functional.silu(layers[0].forward(input))); // (B, h)
            Tensor sum = layer;
            for (int at = 1; at < RecVaeScorer.Layers; at++)
            {
                layer = norms[at].forward(nn.functional.silu(layers[at].forward(layer).Plus(sum)));
                sum = sum.Plus(layer);
            }
            return (mean.forward(layer), logVariance.forward(layer)); // (B, d) each
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                layers.Dispose();
                norms.Dispose();
                mean.Dispose();
                logVariance.Dispose();
            }
            base.Dispose(disposing);
        }
    }

    /// <summary>
    /// PyTorch's initialisation, from a generator of ours: libtorch's own is shared by the whole process.
    /// </summary>
    private static void Initialise(Linear layer, Random random)
    {
        using IDisposable noGradient = no_grad();
        float bound = 1 / MathF.Sqrt(layer.weight.shape[1]);
        foreach (Parameter parameter in layer.parameters())
        {
            using DisposeScope scope = NewDisposeScope();
            float[] values = new float[parameter.numel()];
            for (int i = 0; i < values.Length; i++)
                values[i] = bound * (2 * random.NextSingle() - 1);
            parameter.copy_(tensor(values).view(parameter.shape));
        }
    }
}
