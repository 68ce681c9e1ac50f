using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training;

/// <summary>
/// The closed form that EASE and EDLAE share: B = I − C·diag(1 ⊘ diag C) with C = (XᵀX + Λ)⁻¹, Λ diagonal.
/// </summary>
internal static class ZeroDiagonalAutoencoder
{
    /// <summary>Trains in place: the counts become the inverse, which becomes the weights.</summary>
    /// <param name="x">Users × movies.</param>
    /// <param name="model">The model's name, for errors.</param>
    /// <param name="diagonal">Λ of a movie, from its audience.</param>
    /// <param name="context">Threads, progress, cancellation.</param>
    public static DenseItemScorer Train(
        Interactions x,
        string model,
        Func<float, double> diagonal,
        TrainContext context
    )
    {
        DenseGram gram = DenseGram.Count(x, model, context);
        int m = gram.Active.Length;
        float[] c = gram.Values;
        for (int i = 0; i < m; i++)
            c[i * m + i] += (float)diagonal(c[i * m + i]);
        gram.Invert(context);

        float[] scale = new float[m]; // −1 / C[j, j]: off the diagonal, I contributes nothing to B
        for (int j = 0; j < m; j++)
            scale[j] = -1 / c[j * m + j];
        context.ParallelFor(
            m,
            i =>
            {
                Span<float> row = c.AsSpan(i * m, m);
                TensorPrimitives.Multiply(row, scale, row);
                row[i] = 0;
            }
        );
        context.Report("trained", 1);
        return new DenseItemScorer(x.MovieCount, gram.Active, c);
    }
}
