using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;

namespace Butaca.Cli.Maps;

/// <summary>A movie on a map.</summary>
/// <param name="Movie">The movie.</param>
/// <param name="Name">What it is called for the reader.</param>
/// <param name="Audience">How many users have watched it.</param>
/// <param name="X">Its place.</param>
/// <param name="Y">Its place.</param>
/// <param name="Genre">The position of its main genre in <see cref="MovieMap.Genres"/>, or −1 for any other.</param>
internal readonly record struct MapMovie(Movie Movie, string Name, int Audience, float X, float Y, int Genre);

/// <summary>A model's movies in two dimensions.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Movies">The movies, most watched first.</param>
/// <param name="Genres">The most frequent main genres, most frequent first.</param>
/// <param name="Near">The layout by neighbours; null where the model finds nothing alike to most movies.</param>
/// <param name="Share">The share of the variance that two principal components hold, 0 … 1.</param>
/// <param name="CatalogCount">All movies of the catalogue.</param>
internal sealed record MovieMap(
    string Model,
    IReadOnlyList<MapMovie> Movies,
    IReadOnlyList<string> Genres,
    NeighbourMap? Near,
    double Share,
    int CatalogCount
)
{
    /// <summary>
    /// Colours of the genres, told apart on light and on dark ground; more genres than this have none.
    /// </summary>
    public static readonly IReadOnlyList<string> Colors =
    [
        "#4269d0",
        "#efb118",
        "#ff725c",
        "#3ca951",
        "#a463f2",
        "#6cc5b0",
        "#ff8ab7",
        "#9c6b4e",
        "#97bbf5",
        "#a8b545",
    ];

    /// <summary>The colour of all other genres.</summary>
    public const string OtherColor = "#9498a0";

    /// <summary>What the map shows, in a sentence.</summary>
    public string Caption =>
        $"{(Movies.Count < CatalogCount ? $"The {Movies.Count:N0} most watched of {CatalogCount:N0} movies" : $"{CatalogCount:N0} movies")}, as {Model} places them ({How})";

    private string How =>
        Near is { } near
            ? $"of the 10 nearest {near.Kept10:P0} are among its 10 most similar, of 50 {near.Kept50:P0}; by PCA {near.StartKept10:P0} and {near.StartKept50:P0}"
            : $"PCA: two dimensions hold {Share:P0} of the variance";

    /// <summary>
    /// Draws up the map: laid out by neighbours (<see cref="NeighbourMap"/>), from the principal components of the
    /// embeddings at length 1 on, because the models tell likeness by the cosine.
    /// </summary>
    public static MovieMap Of(TrainedModel model, int most, MovieNames names, CancellationToken cancellation)
    {
        Dataset data = model.Data;
        IMovieVectors vectors = model.MovieVectors();
        int d = vectors.Dimension;
        if (d < 2)
            throw new ButacaException(
                $"--model: found embeddings of {d} number, expected at least 2 to draw a map. Train a model with longer ones."
            );
        int[] rows =
        [
            .. Enumerable.Range(0, data.Catalog.Count).OrderByDescending(data.Interactions.AudienceOf).Take(most),
        ];
        float[] directions = new float[rows.Length * d];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> embedding = vectors.VectorOf(rows[i]);
            float norm = TensorPrimitives.Norm(embedding);
            if (norm > 0)
                TensorPrimitives.Divide(embedding, norm, directions.AsSpan(i * d, d));
        }
        PcaResult flat = Pca.Of(directions, d, 2);
        NeighbourMap? near = NeighbourMap.Of(data, model.Scorer, rows, flat.Points, cancellation: cancellation);
        float[] points = near?.Points ?? flat.Points;
        List<string> genres =
        [
            .. rows.Select(row => MainGenre(data.Catalog[row]))
                .OfType<string>()
                .GroupBy(genre => genre)
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Take(Colors.Count)
                .Select(g => g.Key),
        ];
        MapMovie[] movies =
        [
            .. rows.Select(
                (row, i) =>
                    new MapMovie(
                        data.Catalog[row],
                        names.Of(data.Catalog[row]),
                        data.Interactions.AudienceOf(row),
                        points[2 * i],
                        points[2 * i + 1],
                        MainGenre(data.Catalog[row]) is { } genre ? genres.IndexOf(genre) : -1
                    )
            ),
        ];
        return new MovieMap(model.Manifest.Model, movies, genres, near, flat.Shares.Sum(), data.Catalog.Count);
    }

    private static string? MainGenre(Movie movie) => movie.Genres.IsEmpty ? null : movie.Genres[0];
}
