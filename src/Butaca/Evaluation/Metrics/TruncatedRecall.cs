namespace Butaca.Evaluation.Metrics;

/// <summary>
/// Recall@k as Liang et al. 2018 define it (doi:10.1145/3178876.3186150): hits among the first k / min(k, R), so that a
/// list of nothing but hits has 1. Not among the metrics of every protocol, where <see cref="Recall"/> stands.
/// </summary>
internal sealed class TruncatedRecall : IUserMetric
{
    // Without a public constructor the registry doesn't list it.
    private TruncatedRecall() { }

    public static TruncatedRecall Instance { get; } = new();

    public string Name => "Recall";

    public string Summary => "share of the relevant movies, or of the k if those are fewer, that are among the k";

    public double Of(in RankedList list) => (double)list.Hits.Count(true) / Math.Min(list.K, list.Relevant);
}
