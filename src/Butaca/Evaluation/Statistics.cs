using System.Text.Json.Serialization;

namespace Butaca.Evaluation;

/// <summary>A mean over users.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Its standard error: how far it would vary with other users of the kind.</param>
public readonly record struct Estimate(double Mean, double StandardError);

/// <summary>A paired difference between two models on the same masks.</summary>
/// <param name="Mean">The mean difference.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct Difference(double Mean, double Low, double High)
{
    /// <summary>Whether the interval excludes zero.</summary>
    public bool IsClear => Low > 0 || High < 0;
}

/// <summary>What is said about figures.</summary>
public static class Statistics
{
    /// <summary>Resamples of the bootstrap: enough for the second digit of an interval's ends.</summary>
    private const int Resamples = 2000;

    /// <summary>Mean and standard error, sd / √n.</summary>
    /// <param name="values">One value a user.</param>
    public static Estimate Mean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return new Estimate(double.NaN, double.NaN);
        double mean = 0;
        double squares = 0;
        foreach (double value in values)
            mean += value / values.Length;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return new Estimate(
            mean,
            values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1) / values.Length)
        );
    }

    /// <summary>
    /// The 95 % percentile bootstrap interval of a mean of paired differences (Efron 1979), users resampled.
    /// </summary>
    /// <param name="differences">One difference a user.</param>
    /// <param name="seed">Decides the resamples.</param>
    public static Difference Bootstrap(ReadOnlySpan<double> differences, long seed)
    {
        if (differences.IsEmpty)
            return new Difference(double.NaN, double.NaN, double.NaN);
        Random random = Seeds.Create(seed, "bootstrap");
        double[] means = new double[Resamples];
        for (int sample = 0; sample < Resamples; sample++)
        {
            double sum = 0;
            for (int i = 0; i < differences.Length; i++)
                sum += differences[random.Next(differences.Length)];
            means[sample] = sum / differences.Length;
        }
        Array.Sort(means);
        return new Difference(
            Mean(differences).Mean,
            means[(int)(0.025 * Resamples)],
            means[(int)(0.975 * Resamples) - 1]
        );
    }

    /// <summary>
    /// Standard error of a figure that is no mean over users, by the delete-a-group jackknife:
    /// √((g − 1)/g · Σ (θ₋ᵢ − θ̄)²). Resampling with repeats would bias coverage, which the jackknife doesn't.
    /// </summary>
    /// <param name="leftOut">The figure without each of g groups of users.</param>
    public static double Jackknife(ReadOnlySpan<double> leftOut)
    {
        if (leftOut.Length < 2)
            return double.NaN;
        double mean = Mean(leftOut).Mean;
        double squares = 0;
        foreach (double value in leftOut)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt((leftOut.Length - 1.0) / leftOut.Length * squares);
    }
}
