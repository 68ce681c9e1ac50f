namespace Butaca.Models;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>Below it the tail's first term is all that a double shows.</summary>
    private const double Tail = -6;

    /// <summary>
    /// log Φ(z), to six digits: Abramowitz and Stegun 1964, 26.2.17; in the lower tail φ(z) / −z (26.2.12).
    /// </summary>
    public static double LogProbabilityBelow(double z)
    {
        if (z < Tail)
            return -z * z / 2 - Math.Log(-z) - Math.Log(Math.Sqrt(2 * Math.PI));
        double t = 1 / (1 + 0.2316419 * Math.Abs(z));
        double polynomial =
            t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double upper = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
        return Math.Log(z > 0 ? 1 - upper : upper);
    }
}
