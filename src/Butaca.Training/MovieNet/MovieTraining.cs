using System.Globalization;
using Butaca.Data;
using Butaca.Features;
using Butaca.Models;
using Butaca.Models.MovieNet;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Training.MovieNet;

/// <summary>
/// Trains MovieNet's movie network so that the cosine of two movies' embeddings comes near the similarity of their
/// audiences. Each round pairs every training movie with another at random; a fifth of the movies is held back, and the
/// round with the least error over their pairs is kept.
/// </summary>
internal sealed class MovieTraining
{
    private const string Network = "movies";
    private const int PairsPerBatch = 25;
    private const int EmbedBatch = 50;
    private const double ValidationMovies = 0.2;

    private readonly MovieNetOptions _options;
    private readonly TrainContext _context;
    private readonly MovieInputs _inputs;
    private readonly WeightedIdentity _similarity;
    private readonly int[] _training;
    private readonly int[] _validation;
    private readonly MovieFeatures _features;
    private readonly WordVocabulary _words;
    private readonly int _mostWords;

    /// <summary>Prepares; features, vocabulary and similarities come from the movies with an audience alone.</summary>
    public MovieTraining(Dataset data, int[] active, MovieNetOptions options, TrainContext context)
    {
        _options = options;
        _context = context;
        Movie[] movies = [.. active.Select(row => data.Catalog[row])];
        _features = options.Features ? MovieFeatures.Learn(movies) : MovieFeatures.None;
        _words = WordVocabulary.Learn(movies, options.Words);
        _mostWords = options.Synopsis ? options.MostWords : 0;
        _inputs = new MovieInputs(data.Catalog, _features, _words, _mostWords, options.LastStep);
        context.Report("comparing audiences", 0);
        _similarity = new WeightedIdentity(data.Interactions, active, options.Midpoint, context);
        int[] order = [.. active];
        Seeds.Create(context.Seed, "movienet movies").Shuffle(order);
        int held = (int)(ValidationMovies * order.Length);
        _validation = order[..held];
        _training = order[held..];
    }

    /// <summary>Trains and embeds the whole catalogue.</summary>
    /// <param name="movieCount">Movies of the catalogue.</param>
    /// <param name="to">How much of the whole training is done afterwards.</param>
    /// <returns>The encoder, and the catalogue's embeddings (n, D).</returns>
    public (MovieEncoder Encoder, float[] Embeddings) Train(int movieCount, double to) =>
        TorchThreads.Run(_context.Threads, () => TrainWith(movieCount, to));

    private (MovieEncoder Encoder, float[] Embeddings) TrainWith(int movieCount, double to)
    {
        using DisposeScope scope = NewDisposeScope();
        using MovieNetwork network = new(_words.Words.Count, _features.Count, _options.Dimension);
        network.Initialise(Seeds.Create(_context.Seed, "movienet movies network"));
        TorchAdam adam = new(network.parameters());
        Saved best = new();
        (double error, int epoch) least = (double.PositiveInfinity, -1);
        int epoch = 0;
        if (_context.Run?.Load() is { } saved && saved.Has("movies-state"))
            epoch = Restore(saved, network, adam, best, ref least);

        for (; epoch < _options.MovieEpochs && epoch - least.epoch <= _options.MoviePatience; epoch++)
        {
            double loss = Epoch(network, adam, epoch);
            double error = Validate(network);
            _context.Run?.Record(new CurvePoint(Network, epoch + 1, loss, error));
            if (error < least.error)
            {
                least = (error, epoch);
                best.Take(network);
            }
            _context.Run?.Save(arrays => Save(arrays, network, adam, best, epoch + 1, least));
            _context.Report(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"movies, round {epoch + 1} of {_options.MovieEpochs}: error {loss:0.0000}, held back {error:0.0000}, best {least.error:0.0000}"
                ),
                to * (epoch + 1) / _options.MovieEpochs
            );
        }
        best.PutInto(network);
        return (new MovieEncoder(_features, _words, _mostWords, network.ToWeights()), Embed(network, movieCount));
    }

    private double Epoch(MovieNetwork network, TorchAdam adam, int epoch)
    {
        int[] order = [.. _training];
        Random random = Seeds.Create(_context.Seed, "movienet movies epoch", epoch); // pairs and dropout
        random.Shuffle(order);
        double sum = 0;
        int[][] batches = Pairs(order, apart: random.Next(1, order.Length));
        foreach (int[] batch in batches)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            Tensor loss = Loss(network, batch, random);
            loss.backward();
            adam.Step(_options.MovieRate);
            sum += loss.item<float>();
        }
        return sum / batches.Length;
    }

    /// <summary>The mean error over fixed pairs of the movies that were held back.</summary>
    private double Validate(MovieNetwork network)
    {
        using IDisposable noGradient = no_grad();
        double sum = 0;
        foreach (int[] batch in Pairs(_validation, apart: 1))
        {
            using DisposeScope scope = NewDisposeScope();
            sum += Loss(network, batch, null).item<float>() * batch.Length / 2;
        }
        return sum / _validation.Length;
    }

    /// <summary>
    /// Each movie with the one that comes some places later, in batches; partners stand side by side.
    /// </summary>
    private static int[][] Pairs(int[] order, int apart) =>
        [
            .. order
                .SelectMany((movie, i) => new[] { movie, order[(i + apart) % order.Length] })
                .Chunk(2 * PairsPerBatch),
        ];

    /// <summary>Mean of (cos(E_a, E_b) − similarity)² over pairs of neighbours in the list.</summary>
    /// <param name="network">The network.</param>
    /// <param name="movies">The pairs.</param>
    /// <param name="dropout">Draws what is dropped; null: nothing.</param>
    private Tensor Loss(MovieNetwork network, ReadOnlySpan<int> movies, Random? dropout)
    {
        float[] wanted = new float[movies.Length / 2];
        for (int pair = 0; pair < wanted.Length; pair++)
            wanted[pair] = _similarity.Of(movies[2 * pair], movies[2 * pair + 1]);
        Tensor pairs = network
            .forward(_inputs.Batch(movies), dropout is null ? null : new DropoutMasks(dropout, _options.Dropout))
            .view(wanted.Length, 2, -1); // (P, 2, D)
        Tensor cosine = nn.functional.cosine_similarity(pairs.select(1, 0), pairs.select(1, 1), dim: 1); // (P)
        return nn.functional.mse_loss(cosine, tensor(wanted));
    }

    private float[] Embed(MovieNetwork network, int movieCount)
    {
        using IDisposable noGradient = no_grad();
        float[] embeddings = new float[movieCount * _options.Dimension];
        for (int at = 0; at < movieCount; at += EmbedBatch)
        {
            using DisposeScope scope = NewDisposeScope();
            int[] rows = [.. Enumerable.Range(at, Math.Min(EmbedBatch, movieCount - at))];
            network
                .forward(_inputs.Batch(rows), null)
                .data<float>()
                .ToArray()
                .CopyTo(embeddings, at * _options.Dimension);
        }
        return embeddings;
    }

    private static void Save(
        ArrayFolder arrays,
        MovieNetwork network,
        TorchAdam adam,
        Saved best,
        int epoch,
        (double Error, int Epoch) least
    )
    {
        network.save(arrays.FileOf("movies-network"));
        adam.Save(arrays, "movies-adam");
        File.WriteAllBytes(arrays.FileOf("movies-best"), best.Bytes);
        arrays.Write("movies-state", [epoch, least.Epoch, BitConverter.DoubleToInt64Bits(least.Error)], 3);
    }

    private int Restore(
        ArrayFolder arrays,
        MovieNetwork network,
        TorchAdam adam,
        Saved best,
        ref (double Error, int Epoch) least
    )
    {
        network.load(arrays.FileOf("movies-network"));
        adam.Load(arrays, "movies-adam");
        best.Bytes = File.ReadAllBytes(arrays.FileOf("movies-best"));
        long[] state = arrays.Read<long>("movies-state", 3);
        least = (BitConverter.Int64BitsToDouble(state[2]), (int)state[1]);
        _context.Run!.Rewind(Network, (int)state[0]);
        return (int)state[0];
    }

    /// <summary>A network's weights in memory. TorchSharp closes the streams that it is given.</summary>
    private sealed class Saved
    {
        public byte[] Bytes { get; set; } = [];

        public void Take(MovieNetwork network)
        {
            using MemoryStream stream = new();
            network.save(stream);
            Bytes = stream.ToArray();
        }

        public void PutInto(MovieNetwork network)
        {
            using MemoryStream stream = new(Bytes);
            network.load(stream);
        }
    }
}
