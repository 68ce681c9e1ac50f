namespace Butaca.Evaluation.Metrics;

/// <summary>
/// Mean self-information of the recommended movies, −log₂ of the share of training users who watched each: 0 bits for
/// what everyone saw. Zhou et al. 2010, doi:10.1073/pnas.1000488107. A movie nobody watched counts as watched by one.
/// </summary>
public sealed class Novelty : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "Novelty";

    /// <inheritdoc/>
    public string Summary => "how little known the recommended movies are, in bits";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        double bits = 0;
        foreach (int movie in list.Movies)
            bits -= Math.Log2(Math.Max(list.Audiences[movie], list.LeastAudience));
        return list.Movies.IsEmpty ? 0 : bits / list.Movies.Length;
    }
}
