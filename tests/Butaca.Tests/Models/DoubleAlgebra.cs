using Butaca.Data;

namespace Butaca.Tests.Models;

/// <summary>The slow, readable twin of the fast kernels: textbook algebra in double precision.</summary>
internal static class DoubleAlgebra
{
    /// <summary>Solves A·X = B by Gauss and Jordan with row pivots.</summary>
    public static double[,] Solve(double[,] a, double[,] b)
    {
        int n = a.GetLength(0);
        int columns = b.GetLength(1);
        double[,] left = (double[,])a.Clone();
        double[,] right = (double[,])b.Clone();
        for (int pivot = 0; pivot < n; pivot++)
        {
            int best = Enumerable.Range(pivot, n - pivot).MaxBy(row => Math.Abs(left[row, pivot]));
            for (int j = 0; j < n; j++)
                (left[pivot, j], left[best, j]) = (left[best, j], left[pivot, j]);
            for (int j = 0; j < columns; j++)
                (right[pivot, j], right[best, j]) = (right[best, j], right[pivot, j]);
            double scale = left[pivot, pivot];
            for (int j = 0; j < n; j++)
                left[pivot, j] /= scale;
            for (int j = 0; j < columns; j++)
                right[pivot, j] /= scale;
            for (int row = 0; row < n; row++)
            {
                double factor = left[row, pivot];
                if (row == pivot || factor == 0)
                    continue;
                for (int j = 0; j < n; j++)
                    left[row, j] -= factor * left[pivot, j];
                for (int j = 0; j < columns; j++)
                    right[row, j] -= factor * right[pivot, j];
            }
        }
        return right;
    }

    public static double[,] Inverse(double[,] a) => Solve(a, Identity(a.GetLength(0)));

    public static double[] Solve(double[,] a, double[] b)
    {
        double[,] column = new double[b.Length, 1];
        for (int i = 0; i < b.Length; i++)
            column[i, 0] = b[i];
        double[,] x = Solve(a, column);
        return [.. Enumerable.Range(0, b.Length).Select(i => x[i, 0])];
    }

    /// <summary>X of users × movies as a dense matrix of zeros and ones.</summary>
    public static double[,] Dense(Interactions x)
    {
        double[,] dense = new double[x.UserCount, x.MovieCount];
        for (int user = 0; user < x.UserCount; user++)
        {
            foreach (int movie in x.MoviesOf(user))
                dense[user, movie] = 1;
        }
        return dense;
    }

    /// <summary>XᵀX.</summary>
    public static double[,] Gram(double[,] x)
    {
        int n = x.GetLength(1);
        double[,] gram = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int row = 0; row < x.GetLength(0); row++)
                    gram[i, j] += x[row, i] * x[row, j];
            }
        }
        return gram;
    }

    private static double[,] Identity(int n)
    {
        double[,] identity = new double[n, n];
        for (int i = 0; i < n; i++)
            identity[i, i] = 1;
        return identity;
    }
}
