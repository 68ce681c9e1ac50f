using System.Numerics.Tensors;
using System.Text.Json;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;
using Butaca.Server.Live;
using Butaca.Training;

namespace Butaca.Server.Web.Services;

/// <summary>All movies in two dimensions, as the active model sees them. Drawn up when first asked for, once a model.</summary>
/// <param name="state">The models.</param>
public sealed class Maps(ServerState state)
{
    /// <summary>Places are whole numbers from 0 to this: finer than any screen, and short to send.</summary>
    public const int Extent = 9_999;

    /// <summary>Where a model has no vectors, a movie's audience is one, folded to so many numbers.</summary>
    private const int FoldedAudience = 192;

    private readonly Lock _lock = new();
    private volatile MovieMap? _map;

    /// <summary>The map of now.</summary>
    /// <exception cref="NotReadyException">The server is still starting.</exception>
    public MovieMap Current
    {
        get
        {
            Deployment deployment = state.Deployment;
            LiveModel model = deployment.For(null);
            if (_map is { } known && known.Version == model.Version) return known;
            lock (_lock)
            {
                if (_map is { } made && made.Version == model.Version) return made;
                return _map = Draw(model, deployment.Catalog);
            }
        }
    }

    /// <summary>The map of a model's version as the browser takes it; null: it is no more.</summary>
    public byte[]? Data(long version) => Current is var map && map.Version == version ? map.Json.Value : null;

    private static MovieMap Draw(LiveModel model, LiveCatalog live)
    {
        Catalog catalog = model.Catalog;
        int n = catalog.Count, d = 0;
        float[] vectors = model.Current.Scorer switch
        {
            IMovieEmbedder embedder => Take(embedder.Encoder.Dimension, row => embedder.Embeddings.Slice(row * embedder.Encoder.Dimension, embedder.Encoder.Dimension).ToArray()),
            IMovieVectors movies => Take(movies.Dimension, row => movies.VectorOf(row).ToArray()),
            _ => Take(FoldedAudience, row => Audience(model.Current.Data.Interactions, row)),
        };
        float[] points = n == 0 || d < 2 ? new float[2 * n] : Pca.Of(vectors, d, 2).Points;
        return new MovieMap(model.Version, model.Name, live, catalog, Spread(points, 0), Spread(points, 1));

        float[] Take(int dimension, Func<int, float[]> vectorOf)
        {
            d = dimension;
            float[] all = new float[n * d];
            for (int row = 0; row < n; row++)
            {
                // Models tell likeness by the cosine: directions count, lengths don't.
                float[] vector = vectorOf(row);
                float norm = TensorPrimitives.Norm<float>(vector);
                if (norm > 0) TensorPrimitives.Divide(vector, norm, all.AsSpan(row * d, d));
            }
            return all;
        }
    }

    /// <summary>Who watched a movie, each person's share in the place that their row has by a fixed hash.</summary>
    private static float[] Audience(Interactions interactions, int movie)
    {
        float[] folded = new float[FoldedAudience];
        foreach (int user in interactions.UsersOf(movie))
        {
            uint hash = (uint)user * 2654435761;
            folded[(hash >> 8) % FoldedAudience] += (hash & 1) == 0 ? 1 : -1;
        }
        return folded;
    }

    /// <summary>
    /// A component as places, half by value and half by rank: by value alone a few odd movies push all others into a knot,
    /// by rank alone no group shows.
    /// </summary>
    private static int[] Spread(float[] points, int component)
    {
        float[] values = [.. Enumerable.Range(0, points.Length / 2).Select(i => points[2 * i + component])];
        float[] steps = [.. values.Distinct().Order()]; // movies of the same vector share a rank, and so a place
        if (steps.Length < 2) return [.. values.Select(_ => Extent / 2)];
        float range = steps[^1] - steps[0];
        return [.. values.Select(value =>
            (int)Math.Round(Extent * ((value - steps[0]) / range + (double)Array.BinarySearch(steps, value) / (steps.Length - 1)) / 2))];
    }
}

/// <summary>All movies of a model in two dimensions.</summary>
/// <param name="Version">The version of the model.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Live">Tells audiences.</param>
/// <param name="Catalog">The movies.</param>
/// <param name="X">A place a row, 0 … <see cref="Maps.Extent"/>.</param>
/// <param name="Y">Likewise.</param>
public sealed record MovieMap(long Version, string Model, LiveCatalog Live, Catalog Catalog, int[] X, int[] Y)
{
    /// <summary>What the browser draws: columns, the most watched movies last, so that they lie on top.</summary>
    internal Lazy<byte[]> Json { get; } = new(() =>
    {
        int[] rows = [.. Live.ByAudience.Where(row => row < Catalog.Count).Reverse()];
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            genres = Catalog.Genres,
            colors = Catalog.Genres.Select(PosterArt.ColorOf),
            ids = rows.Select(row => Catalog[row].Id),
            titles = rows.Select(row => TitleParts.Of(Catalog[row].Title).Name),
            years = rows.Select(row => Catalog[row].Year ?? 0),
            genre = rows.Select(row => Catalog.GenresOf(row) is { IsEmpty: false } genres ? genres[0] : -1),
            audience = rows.Select(Live.AudienceOf),
            x = rows.Select(row => X[row]),
            y = rows.Select(row => Y[row]),
        });
    });
}
