using System.Numerics;

namespace Butaca.Models;

/// <summary>
/// SiLU, x·sigmoid(x) (Elfwing, Uchibe, Doya 2018, doi:10.1016/j.neunet.2017.12.012), of a vector of numbers: a large
/// part of what a small network costs. The exponential is computed in single precision, by Cody and Waite's reduction
/// and a polynomial; the library's goes through double precision and takes several times as long.
/// </summary>
internal static class Silu
{
    /// <summary>Beyond it e^−x is no normal number any more, and x·sigmoid(x) is x, or as good as 0.</summary>
    private const float Limit = 87;

    private const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two parts, of which the first has so few bits that its multiples are exact.</summary>
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>x·sigmoid(x) of each number, within 1e-6 of the greater of it and 1.</summary>
    public static Vector<float> Of(Vector<float> x) => Vector.Max(x, new Vector<float>(-Limit)) / OnePlusExponential(x);

    /// <summary>The same, and its derivative s + x·s·(1 − s), s = sigmoid(x), as precise.</summary>
    /// <param name="x">The numbers.</param>
    /// <param name="slope">Receives the derivatives.</param>
    public static Vector<float> Of(Vector<float> x, out Vector<float> slope)
    {
        Vector<float> sigmoid = Vector<float>.One / OnePlusExponential(x);
        Vector<float> value = Vector.Max(x, new Vector<float>(-Limit)) * sigmoid;
        slope = Vector.MultiplyAddEstimate(value, Vector<float>.One - sigmoid, sigmoid);
        return value;
    }

    /// <summary>1 + e^−x.</summary>
    private static Vector<float> OnePlusExponential(Vector<float> x)
    {
        Vector<float> negative = Vector.Min(Vector.Max(-x, new Vector<float>(-Limit)), new Vector<float>(Limit));
        Vector<float> power = Vector.Round(negative * Log2E);
        Vector<float> r = Vector.MultiplyAddEstimate(power, new Vector<float>(-Ln2High), negative);
        r = Vector.MultiplyAddEstimate(power, new Vector<float>(-Ln2Low), r); // |r| ≤ ln 2 / 2
        Vector<float> e = new(1 / 720f); // e^r by its Taylor polynomial
        e = Vector.MultiplyAddEstimate(e, r, new Vector<float>(1 / 120f));
        e = Vector.MultiplyAddEstimate(e, r, new Vector<float>(1 / 24f));
        e = Vector.MultiplyAddEstimate(e, r, new Vector<float>(1 / 6f));
        e = Vector.MultiplyAddEstimate(e, r, new Vector<float>(1 / 2f));
        e = Vector.MultiplyAddEstimate(e, r, Vector<float>.One);
        e = Vector.MultiplyAddEstimate(e, r, Vector<float>.One);
        Vector<float> twoToThePower = Vector.AsVectorSingle(
            Vector.ShiftLeft(Vector.ConvertToInt32(power) + new Vector<int>(127), 23)
        );
        return Vector.MultiplyAddEstimate(e, twoToThePower, Vector<float>.One);
    }
}
