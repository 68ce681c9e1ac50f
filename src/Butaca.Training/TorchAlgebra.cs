using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Training;

/// <summary>Dense algebra in place on arrays that libtorch works on directly.</summary>
internal static class TorchAlgebra
{
    /// <summary>Matrices up to this size are one block.</summary>
    private const int Block = 256;

    /// <summary>Products are computed by blocks of this size.</summary>
    private const int LargeBlock = 1024;

    /// <summary>
    /// Overwrites a symmetric positive definite matrix with its inverse, by Cholesky: n³ multiply-adds in all, half of
    /// what a general inverse takes. Two more matrices of its size live meanwhile, at most.
    /// </summary>
    /// <param name="values">(n, n) row-major.</param>
    /// <param name="n">The size.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="half">Called when the matrix is factorised: half of the work is done.</param>
    /// <exception cref="ButacaException">The matrix is not positive definite.</exception>
    public static void InvertPositive(float[] values, int n, int threads, Action? half = null)
    {
        if (n > 0)
            TorchThreads.Run(threads, () => Invert(values, n, half));
    }

    /// <summary>Overwrites a matrix with its inverse, by LU.</summary>
    /// <param name="values">(n, n) row-major.</param>
    /// <param name="n">The size.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <exception cref="ButacaException">The matrix is singular.</exception>
    public static void Invert(float[] values, int n, int threads)
    {
        if (n > 0)
            TorchThreads.Run(threads, () => InvertGeneral(values, n));
    }

    /// <summary>Overwrites B with A·B.</summary>
    /// <param name="a">(n, n) row-major.</param>
    /// <param name="b">(n, any) row-major.</param>
    /// <param name="n">The size.</param>
    /// <param name="threads">Threads to compute with.</param>
    public static void MultiplyInPlace(float[] a, float[] b, int n, int threads)
    {
        if (b.Length > 0)
            TorchThreads.Run(threads, () => Multiply(a, b, n));
    }

    private static bool Multiply(float[] a, float[] b, int n)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor right = frombuffer(b, ScalarType.Float32).view(n, -1);
        right.copy_(frombuffer(a, ScalarType.Float32).view(n, n).matmul(right));
        return true;
    }

    private static bool InvertGeneral(float[] values, int n)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor matrix = frombuffer(values, ScalarType.Float32).view(n, n); // shares the array's memory
        try
        {
            matrix.copy_(linalg.inv(matrix));
        }
        catch (ExternalException exception)
        {
            throw new ButacaException($"A matrix of {n} × {n} has no inverse. Raise lambda.", exception);
        }
        return true;
    }

    private static bool Invert(float[] values, int n, Action? half)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor matrix = frombuffer(values, ScalarType.Float32).view(n, n); // shares the array's memory
        Tensor factor;
        try
        {
            factor = linalg.cholesky(matrix);
        }
        catch (ExternalException exception)
        {
            throw new ButacaException($"A matrix of {n} × {n} is not positive definite. Raise lambda.", exception);
        }
        half?.Invoke();
        // In libtorch's own memory: its products round by where in a cache line their operands start, which in ours is
        // chance.
        InvertLower(factor);
        MultiplyTurned(factor);
        matrix.copy_(factor);
        MirrorLower(values, n);
        return true;
    }

    /// <summary>
    /// L → L⁻¹, in place. Of [A 0; C D] it is [A⁻¹ 0; −D⁻¹ C A⁻¹  D⁻¹]: n³ / 6 multiply-adds, nearly all of them in
    /// products of large blocks. LAPACK's inverse of a factor works by small ones and takes several times as long.
    /// </summary>
    private static void InvertLower(Tensor lower)
    {
        int n = (int)lower.shape[0];
        using DisposeScope scope = NewDisposeScope();
        if (n <= Block)
        {
            lower.copy_(linalg.solve_triangular(lower, eye(n), upper: false));
            return;
        }
        (Tensor a, Tensor c, Tensor d) = Quarter(lower);
        Tensor left = linalg.solve_triangular(d, c, upper: false);
        c.copy_(linalg.solve_triangular(a, left, upper: false, left: false).neg_());
        InvertLower(a);
        InvertLower(d);
    }

    /// <summary>
    /// L → the lower half of LᵀL, in place: block (i, j) is the product of the blocks (k, i), turned, and (k, j) with k
    /// ≥ i. When it is written nothing needs what stood there any more. n³ / 6 multiply-adds; above the diagonal
    /// nothing counts.
    /// </summary>
    private static void MultiplyTurned(Tensor lower)
    {
        int n = (int)lower.shape[0];
        for (int j = 0; j < n; j += LargeBlock)
        {
            for (int i = j; i < n; i += LargeBlock)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor rows = lower.slice(0, i, n, 1);
                Tensor left = Columns(rows, i);
                Tensor right = Columns(rows, j);
                Columns(rows, j).slice(0, 0, left.shape[1], 1).copy_(left.t().matmul(right));
            }
        }

        Tensor Columns(Tensor rows, int from) => rows.slice(1, from, Math.Min(from + LargeBlock, n), 1);
    }

    private static void MirrorLower(float[] values, int n)
    {
        const int Tile = 64;
        Parallel.For(
            0,
            (n + Tile - 1) / Tile,
            tile =>
            {
                for (int from = 0; from <= tile * Tile; from += Tile)
                {
                    for (int i = tile * Tile; i < Math.Min((tile + 1) * Tile, n); i++)
                    {
                        for (int j = from; j < Math.Min(from + Tile, i); j++)
                            values[j * n + i] = values[i * n + j];
                    }
                }
            }
        );
    }

    /// <summary>The blocks A, C and D of [A 0; C D], as views; blocks start at the start of a cache line.</summary>
    private static (Tensor A, Tensor C, Tensor D) Quarter(Tensor lower)
    {
        long n = lower.shape[0];
        long middle = (n / 2 + Block - 1) / Block * Block;
        return (
            lower.slice(0, 0, middle, 1).slice(1, 0, middle, 1),
            lower.slice(0, middle, n, 1).slice(1, 0, middle, 1),
            lower.slice(0, middle, n, 1).slice(1, middle, n, 1)
        );
    }
}
