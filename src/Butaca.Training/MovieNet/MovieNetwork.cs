using Butaca.Models.MovieNet;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Butaca.Training.MovieNet;

/// <summary>
/// MovieNet's movie network in training (see <see cref="MovieEncoder"/> for the same, forward only): word embeddings of
/// 256 → LSTM of 2 × 128 → the last state beside the features → dropout → linear 128, ReLU → dropout → linear D.
/// </summary>
internal sealed class MovieNetwork : nn.Module<MovieBatch, Tensor>
{
    public const int WordLength = 256, TextLength = 128, HiddenLength = 128, Layers = 2;

    private readonly Embedding embedding; // the names are those of the state dictionary, so of MovieEncoderWeights
    private readonly LSTM lstm;
    private readonly Linear hidden, output;
    private readonly Dropout dropout;

    public MovieNetwork(int words, int features, int dimension, double drop) : base(nameof(MovieNetwork))
    {
        embedding = nn.Embedding(words + 1, WordLength, padding_idx: 0);
        lstm = nn.LSTM(WordLength, TextLength, Layers, batchFirst: true);
        hidden = nn.Linear(TextLength + features, HiddenLength);
        output = nn.Linear(HiddenLength, dimension);
        dropout = nn.Dropout(drop);
        RegisterComponents();
    }

    public override Tensor forward(MovieBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor text = ReadText(batch);                                          // (B, 128)
        Tensor input = cat([text, batch.Features], 1);                          // (B, 128 + F)
        Tensor inner = nn.functional.relu(hidden.forward(dropout.forward(input))); // (B, 128)
        return output.forward(dropout.forward(inner)).MoveToOuterDisposeScope();   // (B, D)
    }

    /// <summary>The weights as the encoder takes them.</summary>
    public MovieEncoderWeights ToWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> state = state_dict();
        return MovieEncoderWeights.Of(name => state[name].to(ScalarType.Float32).contiguous().data<float>().ToArray());
    }

    private Tensor ReadText(MovieBatch batch)
    {
        if (batch.Words.shape[1] == 0) return zeros(batch.Features.shape[0], TextLength);
        (Tensor states, _, _) = lstm.forward(embedding.forward(batch.Words));   // (B, T, 128)
        Tensor last = batch.Last.clamp(0).view(-1, 1, 1).expand(-1, 1, TextLength); // (B, 1, 128)
        return states.gather(1, last).squeeze(1) * batch.IsRead;                // (B, 128)
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            embedding.Dispose();
            lstm.Dispose();
            hidden.Dispose();
            output.Dispose();
            dropout.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>Movies as the network reads them, padded to the longest synopsis among them.</summary>
/// <param name="Words">(B, T) word numbers, 0 after the end.</param>
/// <param name="Last">(B) the step whose state is read.</param>
/// <param name="IsRead">(B, 1) 1 where there is a state to read, else 0.</param>
/// <param name="Features">(B, F).</param>
internal sealed record MovieBatch(Tensor Words, Tensor Last, Tensor IsRead, Tensor Features);
