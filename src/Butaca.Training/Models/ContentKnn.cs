using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Features;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="ContentKnn"/>.</summary>
public sealed class ContentKnnOptions
{
    /// <summary>k, the watched movies that speak for a movie: the most alike. Default 20.</summary>
    [
        Description("watched movies that speak for a movie: the most alike"),
        Range(1, 1000),
        SearchSpace(1, 5, 10, 20, 50, 100)
    ]
    public int Neighbours { get; set; } = 20;
}

/// <summary>
/// Nearest neighbours by what movies are, the baseline for movies that nobody has watched: score(c) = Σ of sim(c, h)
/// over the k watched h most like c, where sim is the likeness of synopses and their lengths, genres, years and origins
/// that <see cref="ContentKernel"/> defines. After Lops, de Gemmis, Semeraro 2011, doi:10.1007/978-0-387-85820-3_3.
/// </summary>
public sealed class ContentKnn : Model<ContentKnnOptions>
{
    /// <inheritdoc/>
    public override string Name => "content-knn";

    /// <inheritdoc/>
    public override string Summary =>
        "Movies that are like the watched ones in synopsis, genres and year; also those that nobody has watched.";

    /// <inheritdoc/>
    public override bool NeedsInteractions => false;

    /// <inheritdoc/>
    public override bool TakesNewMovies => true;

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, ContentKnnOptions options, TrainContext context)
    {
        context.Report("reading what movies are", 0);
        ContentNeighboursScorer scorer = new(data, options.Neighbours);
        context.Report("trained", 1);
        return scorer;
    }
}
