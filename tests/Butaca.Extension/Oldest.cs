using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Extension;

/// <summary>Options of <see cref="Oldest"/>.</summary>
public sealed class OldestOptions
{
    /// <summary>Movies from then on come last. Default 2000.</summary>
    [Description("movies from then on come last"), Range(1874, 2200)]
    public int Before { get; set; } = 2000;
}

/// <summary>A model that somebody wrote outside of Butaca: the oldest movies, the same for everyone.</summary>
public sealed class Oldest : Model<OldestOptions>
{
    /// <inheritdoc/>
    public override string Name => "oldest";

    /// <inheritdoc/>
    public override string Summary => "The oldest movies, the same for everyone.";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, OldestOptions options, TrainContext context) =>
        new OldestScorer([
            .. data
                .Catalog.Movies.ToArray()
                .Select(movie => (float)Math.Max(0, options.Before - (movie.Year ?? options.Before))),
        ]);
}

/// <summary>The scorer of <see cref="Oldest"/>.</summary>
/// <param name="ages">(n): how long before the year each movie appeared, in years.</param>
public sealed class OldestScorer(float[] ages) : Scorer(ages.Length), ILoadableScorer
{
    /// <inheritdoc/>
    public override bool IsPersonal => false;

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores) => ages.CopyTo(scores);

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        return new ScoreParts(0, Prior: ages[movie]);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays) => arrays.Write("ages", ages, MovieCount);

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data) =>
        new OldestScorer(arrays.Read<float>("ages", data.Catalog.Count));
}
