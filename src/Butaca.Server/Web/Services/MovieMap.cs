using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Text.Json;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Hosting.Live;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;

namespace Butaca.Server.Web.Services;

/// <summary>All movies in two dimensions, as a model sees them. Immutable; safe for many threads.</summary>
public sealed class MovieMap
{
    /// <summary>Where a model has no vectors, a movie's audience is one, folded to so many numbers.</summary>
    private const int FoldedAudience = 192;

    /// <summary>So many of the movies most like one tell where it belongs that was not laid out.</summary>
    private const int Nearest = 5;

    private readonly LiveModel _model;
    private readonly LiveCatalog _live;
    private readonly Func<(float X, float Y), (int X, int Y)> _placeOf;
    private readonly (int X, int Y)[] _places;
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _json = new(StringComparer.Ordinal);

    /// <summary>Draws up the map.</summary>
    /// <param name="model">The model.</param>
    /// <param name="live">Tells audiences.</param>
    /// <param name="near">
    /// The first movies laid out by their neighbours, in the catalogue's order; null: all lie along two principal
    /// components.
    /// </param>
    internal MovieMap(LiveModel model, LiveCatalog live, NeighbourMap? near = null)
    {
        _model = model;
        _live = live;
        Near = near;
        if (near is not null)
        {
            (float least, float range) = Span(near.Points);
            _placeOf = point =>
                ((int)((point.X - least) / range * Maps.Extent), (int)((point.Y - least) / range * Maps.Extent));
            _places = [.. Enumerable.Range(0, Catalog.Count).Select(PlaceNear)];
            return;
        }
        float[][] directions = [.. Enumerable.Range(0, Catalog.Count).Select(DirectionOf)];
        Flat = directions is [{ Length: >= 2 and int d }, ..]
            ? Pca.Of([.. directions.SelectMany(direction => direction)], d, 2)
            : null;
        float[] points = Flat?.Points ?? new float[2 * Catalog.Count];
        MapAxis across = new(points.Where((_, i) => i % 2 == 0));
        MapAxis up = new(points.Where((_, i) => i % 2 == 1));
        _placeOf = point => (across.PlaceOf(point.X), up.PlaceOf(point.Y));
        _places = [.. points.Chunk(2).Select(point => _placeOf((point[0], point[1])))];
    }

    /// <summary>How the movies were laid out by their neighbours; null: they weren't.</summary>
    public NeighbourMap? Near { get; }

    /// <summary>
    /// The movies along two principal components; null where the map is another, or there is nothing to flatten.
    /// </summary>
    internal PcaResult? Flat { get; }

    /// <summary>Names this map among all: another layout of the same model is another map.</summary>
    public string Key => $"{_model.Version}{(Near is null ? "" : "n")}";

    /// <summary>The version of the model.</summary>
    public long Version => _model.Version;

    /// <summary>The model.</summary>
    internal LiveModel Model => _model;

    /// <summary>The movies.</summary>
    public Catalog Catalog => _model.Catalog;

    /// <summary>The movies' rows, the most watched first.</summary>
    public IEnumerable<int> ByAudience => _live.ByAudience.Where(row => row < Catalog.Count);

    /// <summary>What the browser draws: columns, the most watched movies last, so that they lie on top.</summary>
    /// <param name="language">The language of the page: titles are in it where the data set has them.</param>
    /// <param name="own">The data set's own language.</param>
    internal byte[] Json(string language, string own) =>
        _json.GetOrAdd(language, _ => new Lazy<byte[]>(() => ToJson(new MovieNames(language, own), language))).Value;

    /// <summary>Where a movie of the catalogue lies, 0 … <see cref="Maps.Extent"/> each way.</summary>
    public (int X, int Y) PlaceOf(int row) => _places[row];

    /// <summary>
    /// Where a movie would lie that is in no catalogue, by what it is; null where the model knows movies by their
    /// audience alone.
    /// </summary>
    public (int X, int Y)? PlaceOf(Movie movie) =>
        DirectionOf(movie) is not { } direction ? null
        : Near is not null ? PlaceBeside(direction)
        : Flat?.Project(direction) is [var x, var y] ? _placeOf((x, y))
        : null;

    /// <summary>
    /// The least number and the range of both directions together: distances are as wide as they are high.
    /// </summary>
    private static (float Least, float Range) Span(float[] points)
    {
        float least = points.Length == 0 ? 0 : points.Min();
        float range = points.Length == 0 ? 0 : points.Max() - least;
        return (least, range > 0 ? range : 1);
    }

    /// <summary>Where a movie lies that was laid out, or belongs that came later.</summary>
    private (int X, int Y) PlaceNear(int row)
    {
        float[] points = Near!.Points;
        if (2 * row < points.Length)
            return _placeOf((points[2 * row], points[2 * row + 1]));
        return PlaceBeside(DirectionOf(row));
    }

    private (int X, int Y) PlaceBeside(float[] direction)
    {
        int count = Near!.Points.Length / 2;
        float[] alike =
        [
            .. Enumerable.Range(0, count).Select(row => TensorPrimitives.Dot<float>(direction, DirectionOf(row))),
        ];
        int[] nearest = new int[Math.Min(Nearest, count)];
        return _placeOf(Near.PlaceBeside(nearest[..TopN.Select(alike, nearest)]));
    }

    private float[] DirectionOf(int row) =>
        Direction(
            _model.Current.Scorer switch
            {
                IMovieVectors movies => movies.VectorOf(row),
                _ => Audience(row),
            }
        );

    private float[]? DirectionOf(Movie movie)
    {
        if (!MovieSpace.Takes(_model.Current.Scorer))
            return null;
        ReadOnlySpan<float> vector = new MovieSpace(_model.Current).Place(movie).Vector;
        return vector.IsEmpty ? null : Direction(vector);
    }

    /// <summary>A vector of length 1: models tell likeness by the cosine, so directions count, lengths don't.</summary>
    private static float[] Direction(ReadOnlySpan<float> vector)
    {
        float[] direction = vector.ToArray();
        float norm = TensorPrimitives.Norm(vector);
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, direction);
        return direction;
    }

    /// <summary>Who watched a movie, each user's share in the place that their row has by a fixed hash.</summary>
    private float[] Audience(int movie)
    {
        float[] folded = new float[FoldedAudience];
        foreach (int user in _model.Current.Data.Interactions.UsersOf(movie))
        {
            uint hash = (uint)user * 2654435761;
            folded[(hash >> 8) % FoldedAudience] += (hash & 1) == 0 ? 1 : -1;
        }
        return folded;
    }

    private static string Say(MapLabel label, string language)
    {
        Wording.Texts texts = Wording.Texts.Of(language);
        return string.Join(
            " · ",
            [
                .. label.Genre is { } genre ? (string[])[texts.Genre(genre)] : [],
                .. label.Decade is { } decade ? (string[])[Wording.Texts.Fill(texts.Decade, decade)] : [],
            ]
        );
    }

    private byte[] ToJson(MovieNames names, string language)
    {
        int[] rows = [.. ByAudience.Reverse()];
        string[] titles = [.. rows.Select(row => names.Of(Catalog[row]))];
        string?[] languages = [.. rows.Select(row => names.LanguageOf(Catalog[row]))];
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                genres = Catalog.Genres,
                colors = Catalog.Genres.Select(PosterArt.ColorOf),
                ids = rows.Select(row => Catalog[row].Id),
                titles,
                also = rows.Select((row, i) => names.OwnOf(Catalog[row]) is var own && own != titles[i] ? own : ""),
                language = languages.FirstOrDefault(known =>
                    known is not null && !LanguageTag.AreAlike(known, language)
                ),
                foreign = Enumerable
                    .Range(0, rows.Length)
                    .Where(i => languages[i] is { } known && !LanguageTag.AreAlike(known, language)),
                years = rows.Select(row => Catalog[row].Year ?? 0),
                genre = rows.Select(row => Catalog.GenresOf(row).ToArray()), // the first gives the colour
                audience = rows.Select(_live.AudienceOf),
                x = rows.Select(row => _places[row].X),
                y = rows.Select(row => _places[row].Y),
                labels = MapLabels
                    .Of(Catalog, row => _live.IsOffered(row) ? _places[row] : null)
                    .Select(label => new
                    {
                        x = label.X,
                        y = label.Y,
                        text = Say(label, language),
                    }),
            }
        );
    }
}
