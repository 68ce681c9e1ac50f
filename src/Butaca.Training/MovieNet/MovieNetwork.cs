using Butaca.Models.MovieNet;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Butaca.Training.MovieNet;

/// <summary>
/// MovieNet's movie network in training (see <see cref="MovieEncoder"/> for the same, forward only): word embeddings of
/// 256 → LSTM of 2 × 128 → the last state beside the features → dropout → linear 128, ReLU → dropout → linear D.
/// </summary>
internal sealed class MovieNetwork : nn.Module<MovieBatch, DropoutMasks?, Tensor>
{
    public const int WordLength = 256;
    public const int TextLength = 128;
    public const int HiddenLength = 128;
    public const int Layers = 2;

    private readonly Embedding embedding; // the names are those of the state dictionary, so of MovieEncoderWeights
    private readonly LSTM lstm;
    private readonly Linear hidden;
    private readonly Linear output;

    public MovieNetwork(int words, int features, int dimension)
        : base(nameof(MovieNetwork))
    {
        embedding = nn.Embedding(words + 1, WordLength, padding_idx: 0);
        lstm = nn.LSTM(WordLength, TextLength, Layers, batchFirst: true);
        hidden = nn.Linear(TextLength + features, HiddenLength);
        output = nn.Linear(HiddenLength, dimension);
        RegisterComponents();
    }

    /// <summary>
    /// PyTorch's initialisation, from a generator of ours: libtorch's own is shared by the whole process.
    /// </summary>
    public void Initialise(Random random)
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in named_parameters())
        {
            using DisposeScope scope = NewDisposeScope();
            float bound =
                1 / MathF.Sqrt(name.StartsWith("lstm", StringComparison.Ordinal) ? TextLength : InputsOf(name));
            float[] values = new float[parameter.numel()];
            for (int i = 0; i < values.Length; i++)
                values[i] = name == "embedding.weight" ? random.NextGaussian() : bound * (2 * random.NextSingle() - 1);
            if (name == "embedding.weight")
                values.AsSpan(0, WordLength).Clear(); // the padding says nothing
            parameter.copy_(tensor(values).view(parameter.shape));
        }
    }

    private long InputsOf(string name) =>
        name.StartsWith("hidden", StringComparison.Ordinal) ? hidden.weight.shape[1] : output.weight.shape[1];

    public override Tensor forward(MovieBatch batch, DropoutMasks? dropout)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor text = ReadText(batch); // (B, 128)
        Tensor input = cat([text, batch.Features], 1); // (B, 128 + F)
        Tensor inner = nn.functional.relu(hidden.forward(Drop(input, dropout))); // (B, 128)
        return output.forward(Drop(inner, dropout)).MoveToOuterDisposeScope(); // (B, D)
    }

    /// <summary>The weights as the encoder takes them.</summary>
    public MovieEncoderWeights ToWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> state = state_dict();
        return MovieEncoderWeights.Of(name => state[name].to(ScalarType.Float32).contiguous().data<float>().ToArray());
    }

    private static Tensor Drop(Tensor values, DropoutMasks? dropout) =>
        dropout is null ? values : values * dropout.Draw(values.shape);

    private Tensor ReadText(MovieBatch batch)
    {
        Tensor[] lasts = [.. batch.Texts.Select(ReadTexts)];
        return cat(lasts, 0).index_select(0, batch.Place) * batch.IsRead; // (B, 128)
    }

    /// <summary>The state after each text's own last word.</summary>
    private Tensor ReadTexts(TextBatch texts)
    {
        (Tensor states, _, _) = lstm.forward(embedding.forward(texts.Words)); // (b, T, 128)
        Tensor last = texts.Last.view(-1, 1, 1).expand(-1, 1, TextLength); // (b, 1, 128)
        return states.gather(1, last).squeeze(1); // (b, 128)
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            embedding.Dispose();
            lstm.Dispose();
            hidden.Dispose();
            output.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>Movies as the network reads them.</summary>
/// <param name="Texts">Their synopses, in parts of like length.</param>
/// <param name="Place">(B) where each movie's text stands in the parts, one after the other.</param>
/// <param name="IsRead">(B, 1) 1 where the movie's text counts, else 0.</param>
/// <param name="Features">(B, F).</param>
internal sealed record MovieBatch(IReadOnlyList<TextBatch> Texts, Tensor Place, Tensor IsRead, Tensor Features);

/// <summary>Texts padded to the longest of them.</summary>
/// <param name="Words">(b, T) word numbers, 0 after the end.</param>
/// <param name="Last">(b) the step whose state is read.</param>
internal sealed record TextBatch(Tensor Words, Tensor Last);

/// <summary>
/// Draws dropout's masks (Srivastava et al. 2014) from a generator of ours, so that a seed decides them.
/// </summary>
/// <param name="random">The generator.</param>
/// <param name="share">Share of values that are dropped; the others are scaled up by 1 / (1 − share).</param>
internal sealed class DropoutMasks(Random random, double share)
{
    /// <summary>A mask. The caller's dispose scope owns it.</summary>
    public Tensor Draw(long[] shape)
    {
        float[] mask = new float[shape.Aggregate(1L, (product, length) => product * length)];
        float kept = (float)(1 / (1 - share));
        for (int i = 0; i < mask.Length; i++)
            mask[i] = random.NextDouble() < share ? 0 : kept;
        return tensor(mask).view(shape);
    }
}
