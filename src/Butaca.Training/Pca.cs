using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Butaca.Training;

/// <summary>Where principal component analysis puts points.</summary>
/// <param name="Points">(n, k) row-major: the centred points along the components.</param>
/// <param name="Components">
/// (k, D) row-major, each of length 1, the most telling first; its greatest part is positive.
/// </param>
/// <param name="Shares">The share of the points' variance that each component holds, 0 … 1.</param>
/// <param name="Mean">(D): the centre of the points.</param>
public sealed record PcaResult(float[] Points, float[] Components, double[] Shares, float[] Mean)
{
    /// <summary>Where a point stands that the components were not found from.</summary>
    /// <param name="point">(D).</param>
    /// <returns>(k): the point, centred, along the components.</returns>
    /// <exception cref="ArgumentException">The point has not D numbers.</exception>
    public float[] Project(ReadOnlySpan<float> point)
    {
        int d = Mean.Length;
        if (point.Length != d)
            throw new ArgumentException($"found {point.Length} numbers, expected {d}", nameof(point));
        float[] centred = new float[d];
        TensorPrimitives.Subtract(point, Mean, centred);
        return
        [
            .. Enumerable
                .Range(0, Components.Length / d)
                .Select(component => TensorPrimitives.Dot<float>(Components.AsSpan(component * d, d), centred)),
        ];
    }
}

/// <summary>
/// Principal component analysis (Pearson 1901, doi:10.1080/14786440109462720): the k directions along which points
/// differ most are the eigenvectors of the D × D covariance (1/n) Σ (x − x̄)(x − x̄)ᵀ with the greatest eigenvalues. An
/// eigenvector's sign is free; here the part of greatest magnitude is positive, so that a map never flips.
/// </summary>
public static class Pca
{
    /// <summary>Finds the components.</summary>
    /// <param name="points">(n, D) row-major; n at least 1.</param>
    /// <param name="d">D.</param>
    /// <param name="k">How many components, at most D.</param>
    public static PcaResult Of(float[] points, int d, int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, d);
        int n = points.Length / d;
        using IDisposable scope = NewDisposeScope();
        using IDisposable forward = no_grad();
        Tensor x = tensor(points, n, d).to(ScalarType.Float64); // (n, D)
        Tensor mean = x.mean([0], keepdim: true); // (1, D)
        Tensor centred = x - mean;
        (Tensor values, Tensor vectors) = linalg.eigh(centred.t().mm(centred) / n); // (D) ascending, (D, D) by column
        Tensor top = vectors.t().flip(0)[..k]; // (k, D)
        Tensor signs = top.gather(1, top.abs().argmax(1, keepdim: true)).sign(); // (k, 1)
        top *= signs;
        double total = values.sum().item<double>();
        double[] shares =
        [
            .. values.flip(0)[..k].data<double>().ToArray().Select(value => total > 0 ? Math.Max(0, value) / total : 0),
        ];
        return new PcaResult(Floats(centred.mm(top.t())), Floats(top), shares, Floats(mean));
    }

    private static float[] Floats(Tensor tensor) => tensor.to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
