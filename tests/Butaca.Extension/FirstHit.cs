using Butaca.Evaluation;

namespace Butaca.Extension;

/// <summary>A metric that somebody wrote outside of Butaca: 1 where the first of the list is a hit, else 0.</summary>
public sealed class FirstHit : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "First";

    /// <inheritdoc/>
    public string Summary => "share of users whose first recommendation is a hit";

    /// <inheritdoc/>
    public double Of(in RankedList list) => list.Hits.Length > 0 && list.Hits[0] ? 1 : 0;
}
