using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Text.Json;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Server.Live;
using Butaca.Training;

namespace Butaca.Server.Web.Services;

/// <summary>All movies in two dimensions, as a model sees them. Immutable; safe for many threads.</summary>
public sealed class MovieMap
{
    /// <summary>Where a model has no vectors, a movie's audience is one, folded to so many numbers.</summary>
    private const int FoldedAudience = 192;

    private readonly LiveModel _model;
    private readonly LiveCatalog _live;
    private readonly PcaResult? _flat; // null where there is nothing to flatten
    private readonly MapAxis _across;
    private readonly MapAxis _up;
    private readonly (int X, int Y)[] _places;
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _json = new(StringComparer.Ordinal);

    /// <summary>Draws up the map.</summary>
    /// <param name="model">The model.</param>
    /// <param name="live">Tells audiences.</param>
    internal MovieMap(LiveModel model, LiveCatalog live)
    {
        _model = model;
        _live = live;
        float[][] directions = [.. Enumerable.Range(0, Catalog.Count).Select(DirectionOf)];
        _flat = directions is [{ Length: >= 2 and int d }, ..]
            ? Pca.Of([.. directions.SelectMany(direction => direction)], d, 2)
            : null;
        float[] points = _flat?.Points ?? new float[2 * Catalog.Count];
        _across = new MapAxis(points.Where((_, i) => i % 2 == 0));
        _up = new MapAxis(points.Where((_, i) => i % 2 == 1));
        _places = [.. points.Chunk(2).Select(PlaceOf)];
    }

    /// <summary>The version of the model.</summary>
    public long Version => _model.Version;

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

    /// <summary>Where a movie would lie that is in no catalogue, by what it is; null where the model knows movies by their audience alone.</summary>
    public (int X, int Y)? PlaceOf(Movie movie) =>
        _flat is not null && DirectionOf(movie) is { } direction ? PlaceOf(_flat.Project(direction)) : null;

    private (int X, int Y) PlaceOf(float[] point) => (_across.PlaceOf(point[0]), _up.PlaceOf(point[1]));

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

    /// <summary>Who watched a movie, each person's share in the place that their row has by a fixed hash.</summary>
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
            }
        );
    }
}
