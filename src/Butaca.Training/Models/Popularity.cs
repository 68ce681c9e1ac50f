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
    protected override Scorer Fit(Dataset data, NoOptions options, TrainContext context)
    {
        Interactions x = data.Interactions;
        float[] shares = new float[x.MovieCount];
        for (int movie = 0; movie < shares.Length; movie++)
            shares[movie] = x.AudienceOf(movie) / (float)Math.Max(1, x.UserCount);
        context.Report("counting", 1);
        return new PopularityScorer(shares);
    }
}
