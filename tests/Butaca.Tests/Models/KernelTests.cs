using Butaca.Models;
using CsCheck;

namespace Butaca.Tests.Models;

/// <summary>The kernels that models share, against their slow twins.</summary>
public sealed class KernelTests
{
    [Fact]
    public void NormalEquationsAgreeWithGaussAndJordan() =>
        Gen.Select(Gen.Int[1, 40], Gen.Long[0, 1_000_000])
            .Sample(
                (d, seed) =>
                {
                    Random random = Seeds.Create(seed, "system");
                    float[] a = new float[d * d];
                    float[] x = [.. Enumerable.Range(0, d).Select(_ => random.NextSingle() - 0.5f)];
                    double[,] twin = new double[d, d];
                    double[] b = [.. x.Select(v => (double)v)];
                    for (int v = 0; v < d + 2; v++)
                    {
                        float[] row = [.. Enumerable.Range(0, d).Select(_ => random.NextSingle() - 0.5f)];
                        NormalEquations.AddOuters(a, row, d);
                        for (int i = 0; i < d; i++)
                        {
                            for (int j = 0; j < d; j++)
                                twin[i, j] += (double)row[i] * row[j];
                        }
                    }
                    for (int i = 0; i < d; i++)
                    {
                        a[i * d + i] += 0.5f;
                        twin[i, i] += 0.5;
                    }
                    for (int i = 0; i < d; i++)
                    {
                        for (int j = 0; j < i; j++)
                            a[i * d + j] = float.NaN; // only the upper triangle may be read
                    }
                    NormalEquations.Factorise(a, d);
                    NormalEquations.Solve(a, x);
                    double[] expected = DoubleAlgebra.Solve(twin, b);
                    for (int i = 0; i < d; i++)
                        Assert.Equal(expected[i], x[i], 1e-4);
                },
                iter: 200,
                threads: 1
            );

    [Fact]
    public void ASystemThatIsNotPositiveDefiniteIsNamed()
    {
        float[] a = [1, 2, 0, 1]; // [[1, 2], [2, 1]]: eigenvalues 3 and −1
        Assert.Equal(
            "A least-squares system of 2 unknowns is not positive definite (pivot 1 is -3). Raise the regularisation.",
            Assert.Throws<ButacaException>(() => NormalEquations.Factorise(a, 2)).Message
        );
        Assert.Throws<ButacaException>(() => NormalEquations.Factorise(new float[] { float.NaN }, 1));
    }

    [Fact]
    public void TopNAgreesWithAFullSort()
    {
        // Few different values, so that there are many ties; and all that a float can be.
        float[] values =
        [
            -1f,
            0f,
            -0f,
            0.5f,
            1f,
            float.NaN,
            float.NegativeInfinity,
            float.PositiveInfinity,
            float.MaxValue,
            float.Epsilon,
        ];
        Gen<float> few = Gen.Int[0, values.Length - 1].Select(i => values[i]);
        void AgreesOn(float[] scores, int n)
        {
            int[] rows = new int[n];
            int count = TopN.Select(scores, rows);
            int[] expected =
            [
                .. Enumerable
                    .Range(0, scores.Length)
                    .Where(row => !float.IsNaN(scores[row]) && !float.IsNegativeInfinity(scores[row]))
                    .OrderByDescending(row => scores[row])
                    .ThenBy(row => row)
                    .Take(n),
            ];
            Assert.Equal(expected, rows[..count]);
        }
        Gen.Select(Gen.OneOf(few, Gen.Float).Array[0, 60], Gen.Int[0, 70]).Sample(AgreesOn, iter: 20_000, threads: 1);
        // Where many are wanted: of scores without order, and in an order that misleads a sample.
        Gen.Select(Gen.OneOf(few, Gen.Float).Array[500, 3000], Gen.Int[64, 700])
            .Sample(AgreesOn, iter: 300, threads: 1);
        AgreesOn([.. Enumerable.Range(0, 3000).Select(row => row % 16 == 0 ? 2f : row)], 300);
        AgreesOn([.. Enumerable.Range(0, 3000).Select(row => row % 16 == 0 ? 4000f + row : row)], 300);
    }
}
