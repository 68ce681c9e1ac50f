namespace Butaca.Recommending;

/// <summary>
/// Puts values of any unit on one scale: z(x) = (x − mean) / standard deviation. Where all values are the same, z is 0.
/// </summary>
/// <param name="Mean">The mean.</param>
/// <param name="Scale">1 / the standard deviation, or 0 where that is 0.</param>
internal readonly record struct Standard(double Mean, double Scale)
{
    /// <summary>Measures the values of the movies that may be ranked.</summary>
    /// <param name="values">One value a movie.</param>
    /// <param name="scores">One score a movie: those of −∞ and NaN may not be ranked and do not count.</param>
    public static Standard Of(ReadOnlySpan<float> values, ReadOnlySpan<float> scores)
    {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
                continue;
            sum += values[i];
            count++;
        }
        double mean = count == 0 ? 0 : sum / count;
        for (int i = 0; i < values.Length; i++)
            if (float.IsFinite(scores[i]))
                squares += (values[i] - mean) * (values[i] - mean);
        return new Standard(mean, squares > 0 ? Math.Sqrt(count / squares) : 0);
    }

    /// <summary>z of a value.</summary>
    public double Z(float value) => (value - Mean) * Scale;
}
