using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>The most watched movies, for everyone: the baseline that any other model has to beat.</summary>
public sealed class Popularity : Model<NoOptions>
{
    /// <inheritdoc/>
    public override string Name => "popularity";

    /// <inheritdoc/>
    public override string Summary => "The most watched movies, the same for everyone.";

    /// <inheritdoc/>
    public override bool IsBaseline => true;

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, NoOptions options, TrainContext context)
    {
        Interactions x = data.Interactions;
        float[] shares = [.. Enumerable.Range(0, x.MovieCount).Select(movie => (float)x.ShareOf(movie))];
        context.Report("counting", 1);
        return new PopularityScorer(shares);
    }
}
