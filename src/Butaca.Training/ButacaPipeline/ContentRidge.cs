using Butaca.Data;
using Butaca.Features;
using Butaca.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Kernel ridge from what movies are to numbers that are known of the landmarks: B = (K + ρI)⁻¹ Y. A landmark's own
/// prediction leaves it out, in closed form: y_j − B_j / (K + ρI)⁻¹_jj (Allen 1974's PRESS).
/// </summary>
internal sealed class ContentRidge : IDisposable
{
    private readonly Catalog _catalog;
    private readonly ContentKernel _kernel;
    private readonly int[] _landmarks;
    private readonly TrainContext _context;
    private readonly Tensor _inverse; // (L, L)

    /// <summary>Compares the landmarks and inverts.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="landmarks">Rows of movies with an audience, ascending.</param>
    /// <param name="ridge">ρ, above 0.</param>
    /// <param name="context">Threads, progress, cancellation.</param>
    public ContentRidge(Catalog catalog, int[] landmarks, double ridge, TrainContext context)
    {
        _catalog = catalog;
        _landmarks = landmarks;
        _context = context;
        _kernel = new ContentKernel([.. landmarks.Select(row => catalog[row])]);
        int count = landmarks.Length;
        float[] kernel = GC.AllocateUninitializedArray<float>(count * count);
        context.ParallelFor(
            count,
            i =>
            {
                Span<float> row = kernel.AsSpan(i * count, count);
                _kernel.Row(i, row);
                row[i] += (float)ridge;
            }
        );
        TorchAlgebra.InvertPositive(kernel, count, context.Threads);
        using DisposeScope scope = NewDisposeScope();
        _inverse = Aligned(kernel, count).DetachFromDisposeScope();
    }

    /// <summary>Rows of the movies that are known, ascending.</summary>
    public int[] Landmarks => _landmarks;

    /// <summary>Fits targets and predicts every landmark as if it were unknown.</summary>
    /// <param name="targets">(L, D).</param>
    /// <returns>The coefficients and the predictions, (L, D) each.</returns>
    public (Tensor Coefficients, Tensor LeftOut) Fit(Tensor targets)
    {
        Tensor coefficients = _inverse.matmul(targets.clone()); // they may share our memory, too
        return (coefficients, targets - coefficients / _inverse.diagonal().unsqueeze(1));
    }

    /// <summary>Predicts movies that are no landmarks.</summary>
    /// <param name="movies">Their rows.</param>
    /// <param name="coefficients">(L, D).</param>
    /// <returns>(movies, D).</returns>
    public Tensor Predict(int[] movies, Tensor coefficients)
    {
        int count = _landmarks.Length;
        float[] kernel = GC.AllocateUninitializedArray<float>(movies.Length * count);
        _context.ParallelFor(movies.Length, i => _kernel.Row(_catalog[movies[i]], kernel.AsSpan(i * count, count)));
        return Aligned(kernel, count).matmul(coefficients);
    }

    /// <summary>
    /// A copy in libtorch's own memory: its products round by where in a cache line their operands start, which in ours
    /// is chance.
    /// </summary>
    private static Tensor Aligned(float[] rows, int width)
    {
        using Tensor shared = frombuffer(rows, ScalarType.Float32);
        return shared.view(-1, width).clone();
    }

    /// <inheritdoc/>
    public void Dispose() => _inverse.Dispose();
}
