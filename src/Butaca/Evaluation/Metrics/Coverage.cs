namespace Butaca.Evaluation.Metrics;

/// <summary>The share of the catalogue that is recommended to anyone.</summary>
public sealed class Coverage : ICatalogueMetric
{
    /// <inheritdoc/>
    public string Name => "Coverage";

    /// <inheritdoc/>
    public string Summary => "share of the catalogue that is recommended to anyone";

    /// <inheritdoc/>
    public double Of(ReadOnlySpan<int> counts) =>
        counts.IsEmpty ? 0 : (double)(counts.Length - counts.Count(0)) / counts.Length;
}
