using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// RecVAE, forward only (see RecVae in training): a user's movies, scaled to length 1, go through five layers, each of
/// which reads the sum of all before it, h₁ = N(swish(W₁x)) and hᵢ = N(swish(Wᵢhᵢ₋₁ + Σ_{j&lt;i} hⱼ)) with N a layer
/// normalisation, to the mean z of what the user may be; the score is the multinomial probability softmax(Dz + b). Only
/// movies with an audience have one.
/// </summary>
/// <remarks>What a watched movie contributes is what the score loses without it; the rest is the network's.</remarks>
public sealed class RecVaeScorer : Scorer, ILoadableScorer
{
    /// <summary>Layers before the mean.</summary>
    internal const int Layers = 5;

    /// <summary>What a layer normalisation adds to the variance.</summary>
    internal const float NormEpsilon = 0.1f;

    private readonly int[] _active; // (m) movie row of each movie with an audience, ascending
    private readonly int[] _activeOf; // (n) −1 for none
    private readonly Weights _weights;
    private readonly int _h;
    private readonly int _d;

    /// <summary>The network's weights.</summary>
    /// <param name="First">(m, h): the first layer, by movie.</param>
    /// <param name="Inner">(4, h, h): the others, by output.</param>
    /// <param name="Biases">(5, h).</param>
    /// <param name="NormScales">(5, h).</param>
    /// <param name="NormShifts">(5, h).</param>
    /// <param name="Mean">(d, h): the mean, by output.</param>
    /// <param name="MeanBias">(d).</param>
    /// <param name="Decoder">(m, d), by movie.</param>
    /// <param name="DecoderBias">(m).</param>
    internal sealed record Weights(
        float[] First,
        float[] Inner,
        float[] Biases,
        float[] NormScales,
        float[] NormShifts,
        float[] Mean,
        float[] MeanBias,
        float[] Decoder,
        float[] DecoderBias
    );

    /// <summary>Takes the weights.</summary>
    /// <param name="movieCount">Movies of the catalogue.</param>
    /// <param name="active">The m movie rows that have weights, ascending.</param>
    /// <param name="weights">The weights. Not copied.</param>
    internal RecVaeScorer(int movieCount, int[] active, Weights weights)
        : base(movieCount)
    {
        _active = active;
        _weights = weights;
        _h = weights.Biases.Length / Layers;
        _d = weights.MeanBias.Length;
        _activeOf = new int[movieCount];
        Array.Fill(_activeOf, -1);
        for (int i = 0; i < active.Length; i++)
            _activeOf[active[i]] = i;
    }

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        using Rented<float> rented = new(_active.Length);
        Probabilities(history.Movies, without: -1, rented.Span);
        scores.Clear();
        for (int i = 0; i < _active.Length; i++)
            scores[_active[i]] = rented.Span[i];
    }

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        ScoreParts[] parts = new ScoreParts[1];
        ExplainMany(history, [movie], contributions, parts);
        return parts[0];
    }

    /// <inheritdoc/>
    /// <remarks>Reads the history once more for each movie in it.</remarks>
    public override void ExplainMany(
        in History history,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    )
    {
        int watched = history.Movies.Length;
        using Rented<float> rented = new(2 * _active.Length);
        Span<float> all = rented.Span[.._active.Length];
        Span<float> without = rented.Span[_active.Length..];
        Probabilities(history.Movies, without: -1, all);
        contributions.Clear();
        for (int h = 0; h < watched; h++)
        {
            if (_activeOf[history.Movies[h]] < 0)
                continue;
            Probabilities(history.Movies, without: h, without);
            for (int i = 0; i < movies.Length; i++)
                if (_activeOf[movies[i]] is >= 0 and int at)
                    contributions[i * watched + h] = all[at] - without[at];
        }
        for (int i = 0; i < movies.Length; i++)
            parts[i] = ScoreParts.Of(
                _activeOf[movies[i]] is >= 0 and int at ? all[at] : 0,
                contributions.Slice(i * watched, watched)
            );
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        int m = _active.Length;
        arrays.Write("active", _active, m);
        arrays.Write("first", _weights.First, m, _h);
        arrays.Write("inner", _weights.Inner, Layers - 1, _h, _h);
        arrays.Write("biases", _weights.Biases, Layers, _h);
        arrays.Write("norm-scales", _weights.NormScales, Layers, _h);
        arrays.Write("norm-shifts", _weights.NormShifts, Layers, _h);
        arrays.Write("mean", _weights.Mean, _d, _h);
        arrays.Write("mean-bias", _weights.MeanBias, _d);
        arrays.Write("decoder", _weights.Decoder, m, _d);
        arrays.Write("decoder-bias", _weights.DecoderBias, m);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        int[] active = arrays.ReadRows("active", data.Catalog.Count);
        float[] biases = arrays.Read<float>("biases", Layers, -1);
        float[] meanBias = arrays.Read<float>("mean-bias", -1);
        int m = active.Length;
        int h = biases.Length / Layers;
        int d = meanBias.Length;
        return new RecVaeScorer(
            data.Catalog.Count,
            active,
            new Weights(
                arrays.Read<float>("first", m, h),
                arrays.Read<float>("inner", Layers - 1, h, h),
                biases,
                arrays.Read<float>("norm-scales", Layers, h),
                arrays.Read<float>("norm-shifts", Layers, h),
                arrays.Read<float>("mean", d, h),
                meanBias,
                arrays.Read<float>("decoder", m, d),
                arrays.Read<float>("decoder-bias", m)
            )
        );
    }

    /// <param name="watched">Movie rows.</param>
    /// <param name="without">The position of one that is left out; −1 for none.</param>
    /// <param name="probabilities">(m): receives the movies' probabilities.</param>
    private void Probabilities(ReadOnlySpan<int> watched, int without, Span<float> probabilities)
    {
        using Rented<float> rented = new(3 * _h + _d);
        Span<float> layer = rented.Span[.._h];
        Span<float> sum = rented.Span.Slice(_h, _h); // of all layers before
        Span<float> next = rented.Span.Slice(2 * _h, _h);
        Span<float> mean = rented.Span.Slice(3 * _h, _d);
        layer.Clear();
        int known = 0;
        for (int i = 0; i < watched.Length; i++)
        {
            int row = _activeOf[watched[i]];
            if (row < 0 || i == without)
                continue;
            known++;
            TensorPrimitives.Add(layer, _weights.First.AsSpan(row * _h, _h), layer);
        }
        if (known == 0) // of whom nothing is known nothing is said
        {
            probabilities.Clear();
            return;
        }
        TensorPrimitives.Divide(layer, MathF.Sqrt(known), layer);
        Finish(0, layer);
        layer.CopyTo(sum);
        for (int at = 1; at < Layers; at++)
        {
            Products.Of(layer, _weights.Inner.AsSpan((at - 1) * _h * _h, _h * _h), next);
            TensorPrimitives.Add(next, sum, layer);
            Finish(at, layer);
            TensorPrimitives.Add(sum, layer, sum);
        }
        Products.Of(layer, _weights.Mean, mean);
        TensorPrimitives.Add(mean, _weights.MeanBias, mean);
        Products.Of(mean, _weights.Decoder, probabilities);
        TensorPrimitives.Add(probabilities, _weights.DecoderBias, probabilities);
        TensorPrimitives.SoftMax(probabilities, probabilities);
    }

    /// <summary>The bias, swish and the normalisation of a layer, in place.</summary>
    private void Finish(int at, Span<float> layer)
    {
        TensorPrimitives.Add(layer, _weights.Biases.AsSpan(at * _h, _h), layer);
        for (int i = 0; i < layer.Length; i++)
            layer[i] /= 1 + MathF.Exp(-layer[i]);
        float average = TensorPrimitives.Sum(layer) / layer.Length;
        TensorPrimitives.Subtract(layer, average, layer);
        float variance = TensorPrimitives.SumOfSquares(layer) / layer.Length;
        TensorPrimitives.Multiply(layer, 1 / MathF.Sqrt(variance + NormEpsilon), layer);
        TensorPrimitives.MultiplyAdd(
            layer,
            _weights.NormScales.AsSpan(at * _h, _h),
            _weights.NormShifts.AsSpan(at * _h, _h),
            layer
        );
    }
}
