using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Features;

namespace Butaca.Models.MovieNet;

/// <summary>
/// MovieNet's movie network, forward only: word embeddings → LSTM of two layers → the state after the last word, beside
/// the features → linear, ReLU → linear = the movie's embedding. Trained with libtorch, run without it: a new movie is
/// embedded in milliseconds wherever a model is served. The weights have the shapes and gate order of PyTorch.
/// Immutable; safe for many threads.
/// </summary>
public sealed class MovieEncoder
{
    private readonly MovieEncoderWeights _weights;
    private readonly LstmLayer[] _layers;

    /// <summary>Joins what was learned.</summary>
    /// <param name="features">The features of a movie.</param>
    /// <param name="words">The words of a synopsis.</param>
    /// <param name="mostWords">Words of a synopsis that are read at most.</param>
    /// <param name="weights">The network.</param>
    public MovieEncoder(MovieFeatures features, WordVocabulary words, int mostWords, MovieEncoderWeights weights)
    {
        Features = features;
        Words = words;
        MostWords = mostWords;
        _weights = weights;
        _layers = [new LstmLayer(weights.Lstm[0]), new LstmLayer(weights.Lstm[1])];
    }

    /// <summary>The features of a movie.</summary>
    public MovieFeatures Features { get; }

    /// <summary>The words of a synopsis.</summary>
    public WordVocabulary Words { get; }

    /// <summary>Words of a synopsis that are read at most.</summary>
    public int MostWords { get; }

    /// <summary>D, the length of an embedding.</summary>
    public int Dimension => _weights.OutputBias.Length;

    /// <summary>Embeds a movie from what it is; nobody needs to have watched it.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="readText">Whether its synopsis is read. Default true.</param>
    /// <returns>D numbers.</returns>
    public float[] Embed(Movie movie, bool readText = true)
    {
        int state = _layers[1].Size;
        float[] input = new float[state + Features.Count];
        int[] text = readText ? Words.Encode(movie.Synopsis, MostWords) : [];
        if (text.Length > 0)
            ReadText(text).CopyTo(input.AsSpan());
        Features.Encode(movie, input.AsSpan(state));
        float[] hidden = Linear(_weights.Hidden, _weights.HiddenBias, input);
        TensorPrimitives.Max(hidden, 0, hidden);
        return Linear(_weights.Output, _weights.OutputBias, hidden);
    }

    /// <summary>The encoder whose embeddings are this one's times a factor.</summary>
    internal MovieEncoder Scaled(float factor) =>
        new(
            Features,
            Words,
            MostWords,
            _weights with
            {
                Output = [.. _weights.Output.Select(value => factor * value)],
                OutputBias = [.. _weights.OutputBias.Select(value => factor * value)],
            }
        );

    private float[] ReadText(int[] text)
    {
        int width = _weights.Embedding.Length / (Words.Words.Count + 1);
        float[][] sequence = [.. text.Select(word => _weights.Embedding.AsSpan(word * width, width).ToArray())];
        foreach (LstmLayer layer in _layers)
            sequence = layer.Run(sequence);
        return sequence[^1];
    }

    internal static float[] Linear(float[] weight, float[] bias, float[] input)
    {
        float[] output = new float[bias.Length];
        for (int i = 0; i < output.Length; i++)
            output[i] = bias[i] + TensorPrimitives.Dot<float>(weight.AsSpan(i * input.Length, input.Length), input);
        return output;
    }

    /// <summary>Writes all that <see cref="Load"/> needs.</summary>
    internal void Save(ArrayFolder arrays)
    {
        arrays.WriteTexts("genres", Features.Genres);
        arrays.WriteTexts("origins", Features.Origins);
        arrays.WriteTexts("words", Words.Words);
        arrays.Write("encoder", [(float)Features.YearMean, (float)Features.YearDeviation, MostWords], 3);
        foreach ((string name, float[] values) in _weights.Named())
            arrays.Write("encoder-" + name, values, values.Length);
    }

    /// <summary>Reads an encoder.</summary>
    internal static MovieEncoder Load(ArrayFolder arrays)
    {
        float[] numbers = arrays.Read<float>("encoder", 3);
        MovieFeatures features = new(
            numbers[0],
            numbers[1],
            [.. arrays.ReadTexts("genres")],
            [.. arrays.ReadTexts("origins")]
        );
        return new MovieEncoder(
            features,
            new WordVocabulary(arrays.ReadTexts("words")),
            (int)numbers[2],
            MovieEncoderWeights.Of(name => arrays.Read<float>("encoder-" + name, -1))
        );
    }
}

/// <summary>The weights of <see cref="MovieEncoder"/>, each row-major in PyTorch's shape.</summary>
/// <param name="Embedding">(words + 1, 256); row 0 is the padding.</param>
/// <param name="Lstm">The two layers.</param>
/// <param name="Hidden">(128, 128 + features).</param>
/// <param name="HiddenBias">(128).</param>
/// <param name="Output">(D, 128).</param>
/// <param name="OutputBias">(D).</param>
public sealed record MovieEncoderWeights(
    float[] Embedding,
    LstmWeights[] Lstm,
    float[] Hidden,
    float[] HiddenBias,
    float[] Output,
    float[] OutputBias
)
{
    /// <summary>Reads each array by its name in a PyTorch state dictionary.</summary>
    public static MovieEncoderWeights Of(Func<string, float[]> read) =>
        new(
            read("embedding.weight"),
            [
                .. Enumerable
                    .Range(0, 2)
                    .Select(layer => new LstmWeights(
                        read($"lstm.weight_ih_l{layer}"),
                        read($"lstm.weight_hh_l{layer}"),
                        read($"lstm.bias_ih_l{layer}"),
                        read($"lstm.bias_hh_l{layer}")
                    )),
            ],
            read("hidden.weight"),
            read("hidden.bias"),
            read("output.weight"),
            read("output.bias")
        );

    /// <summary>All arrays with the names that <see cref="Of"/> asks for.</summary>
    public IEnumerable<(string Name, float[] Values)> Named()
    {
        yield return ("embedding.weight", Embedding);
        for (int layer = 0; layer < Lstm.Length; layer++)
        {
            yield return ($"lstm.weight_ih_l{layer}", Lstm[layer].Input);
            yield return ($"lstm.weight_hh_l{layer}", Lstm[layer].State);
            yield return ($"lstm.bias_ih_l{layer}", Lstm[layer].InputBias);
            yield return ($"lstm.bias_hh_l{layer}", Lstm[layer].StateBias);
        }
        yield return ("hidden.weight", Hidden);
        yield return ("hidden.bias", HiddenBias);
        yield return ("output.weight", Output);
        yield return ("output.bias", OutputBias);
    }
}
