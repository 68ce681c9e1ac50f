using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Butaca.Data;
using Butaca.Features;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// Movies placed in a space of users by what they are: kernel ridge from <see cref="ContentKernel"/> to the vectors
/// that landmarks have there, and to the logarithm of their audience. A movie of the training is placed as if it were
/// unknown (leave-one-out), so that known and new movies mean the same.
/// </summary>
internal sealed class ContentSpace
{
    /// <summary>Movies that are placed at a time, from which on all cores share the work.</summary>
    private const int Many = 64;

    private readonly int[] _landmarks; // movie rows, ascending
    private readonly float[] _coefficients; // (landmarks, d + 1 + q): of the vector, of the log audience, of what ratings tell
    private readonly float[] _movies; // (n, d)
    private readonly float[] _logAudiences; // (n)
    private readonly float[] _ratings; // (n, q): what ratings tell, as predicted; empty without ratings
    private readonly float[]? _basis; // (D, d): from the space's own vectors to d numbers; null where d = D
    private readonly Lazy<ContentKernel> _kernel; // with the landmarks
    private readonly Lazy<ContentKernel> _whole; // with every movie; only who asks for similar movies needs it
    private readonly Lazy<ContentKernel> _wholeOfFirst; // with the movies that are no later ones
    private readonly Movie? _firstMovie;
    private readonly Movie[] _later = []; // the movies behind those, that came after the training
    private readonly float[][] _laterPlaces = []; // (later)(d + 1 + q): as the coefficients' columns
    private readonly ConditionalWeakTable<Movie, float[]> _placed; // so that a movie is placed once

    /// <summary>Takes what was learned.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="landmarks">The rows of the landmarks, ascending.</param>
    /// <param name="coefficients">(landmarks, d + 1 + q).</param>
    /// <param name="movies">(n, d): the place of each movie.</param>
    /// <param name="logAudiences">(n): log(1 + audience), as predicted.</param>
    /// <param name="ratings">
    /// (n, q): what <see cref="RatingFactors"/> has of each movie, as predicted; empty without ratings.
    /// </param>
    /// <param name="basis">(D, d), or null.</param>
    public ContentSpace(
        Catalog catalog,
        int[] landmarks,
        float[] coefficients,
        float[] movies,
        float[] logAudiences,
        float[] ratings,
        float[]? basis
    )
    {
        _landmarks = landmarks;
        _coefficients = coefficients;
        _movies = movies;
        _logAudiences = logAudiences;
        _ratings = ratings;
        _basis = basis;
        _placed = [];
        _firstMovie = catalog.Count > 0 ? catalog[0] : null;
        TellsApart = ContentKernel.TellsApart(AllOf(catalog));
        Dimension = logAudiences.Length == 0 ? 0 : movies.Length / logAudiences.Length;
        _kernel = new Lazy<ContentKernel>(() => new ContentKernel([.. landmarks.Select(row => catalog[row])]));
        _whole = new Lazy<ContentKernel>(() =>
            new ContentKernel([.. landmarks.Select(row => catalog[row])], [.. AllOf(catalog)])
        );
        _wholeOfFirst = _whole;
    }

    private ContentSpace(ContentSpace smaller, Movie[] further)
    {
        _landmarks = smaller._landmarks;
        _coefficients = smaller._coefficients;
        _movies = smaller._movies;
        _logAudiences = smaller._logAudiences;
        _ratings = smaller._ratings;
        _basis = smaller._basis;
        _kernel = smaller._kernel;
        _placed = smaller._placed;
        Dimension = smaller.Dimension;
        _firstMovie = smaller._firstMovie ?? further.FirstOrDefault();
        TellsApart =
            smaller.TellsApart || (_firstMovie is { } first && ContentKernel.TellsApart(further.Prepend(first)));
        _later = [.. smaller._later, .. further];
        float[][] places = new float[further.Length][];
        if (further.Length < Many)
            for (int i = 0; i < places.Length; i++)
                places[i] = PlacedOf(further[i]);
        else
            Parallel.For(0, places.Length, i => places[i] = PlacedOf(further[i]));
        _laterPlaces = [.. smaller._laterPlaces, .. places];
        Lazy<ContentKernel> whole = smaller._wholeOfFirst; // not the smaller space: it would stay in memory
        Movie[] later = _later;
        _wholeOfFirst = whole;
        _whole = new Lazy<ContentKernel>(() => whole.Value.With(later));
    }

    /// <summary>Whether movies can be told apart by what they are.</summary>
    public bool TellsApart { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>log(1 + audience) of a movie, as predicted from what it is.</summary>
    public float LogAudience(int movie) =>
        movie < _logAudiences.Length ? _logAudiences[movie] : _laterPlaces[movie - _logAudiences.Length][Dimension];

    /// <summary>n.</summary>
    public int Count => _logAudiences.Length + _later.Length;

    /// <summary>q.</summary>
    private int RatingCount => _ratings.Length / Math.Max(1, _logAudiences.Length);

    /// <summary>
    /// What <see cref="RatingFactors"/> has of a movie, as predicted from what it is (q); empty without ratings.
    /// </summary>
    public ReadOnlySpan<float> RatingOf(int movie)
    {
        if (movie >= _logAudiences.Length)
            return _laterPlaces[movie - _logAudiences.Length].AsSpan(Dimension + 1);
        int q = RatingCount;
        return _ratings.AsSpan(movie * q, q);
    }

    /// <summary>The places (n, d) of the movies that are no later ones.</summary>
    public ReadOnlySpan<float> FirstPlaces => _movies;

    /// <summary>Where a user stands among the movies' places: a movie scores by the product of the two.</summary>
    /// <param name="user">The user's vector in the space (D).</param>
    /// <param name="taste">Receives d numbers.</param>
    public void Project(ReadOnlySpan<float> user, Span<float> taste)
    {
        if (_basis is null)
        {
            user.CopyTo(taste);
            return;
        }
        taste.Clear();
        WeightedSum.Add(user, _basis, Dimension, taste);
    }

    /// <summary>The places of some movies, to be multiplied by many vectors.</summary>
    public Panels PanelsOf(ReadOnlySpan<int> movies)
    {
        float[] places = new float[movies.Length * Dimension];
        for (int i = 0; i < movies.Length; i++)
            PlaceOf(movies[i]).CopyTo(places.AsSpan(i * Dimension));
        return new Panels(places, Dimension);
    }

    /// <summary>A movie's place (d), in the space's own base.</summary>
    public ReadOnlySpan<float> PlaceOf(int movie) =>
        movie < _logAudiences.Length
            ? _movies.AsSpan(movie * Dimension, Dimension)
            : _laterPlaces[movie - _logAudiences.Length].AsSpan(0, Dimension);

    /// <summary>How alike what a movie is and what every movie is are: see <see cref="ContentKernel"/>.</summary>
    public void Likeness(int movie, Span<float> likeness) => _whole.Value.Row(movie, likeness);

    /// <summary>Writes a movie's vector in the space of users (D).</summary>
    public void VectorOf(int movie, Span<float> vector)
    {
        ReadOnlySpan<float> place = PlaceOf(movie);
        if (_basis is null)
            place.CopyTo(vector);
        else
            Products.Of(place, _basis, vector);
    }

    /// <summary>
    /// The space of a larger catalogue, whose first rows are this one's: the movies after them are placed by what they
    /// are.
    /// </summary>
    public ContentSpace Extend(Catalog larger) =>
        new(this, [.. Enumerable.Range(Count, larger.Count - Count).Select(row => larger[row])]);

    private float[] PlacedOf(Movie movie) =>
        _placed.TryGetValue(movie, out float[]? known) ? known : _placed.GetOrAdd(movie, Place);

    /// <summary>Where a movie stands by what it is: (d + 1 + q).</summary>
    private float[] Place(Movie movie)
    {
        float[] place = new float[Dimension + 1 + RatingCount];
        using Rented<float> kernel = new(_landmarks.Length);
        _kernel.Value.Row(movie, kernel.Span);
        for (int i = 0; i < _landmarks.Length; i++)
            TensorPrimitives.MultiplyAdd(
                _coefficients.AsSpan(i * place.Length, place.Length),
                kernel.Span[i],
                place,
                place
            );
        return place;
    }

    private static IEnumerable<Movie> AllOf(Catalog catalog) =>
        Enumerable.Range(0, catalog.Count).Select(row => catalog[row]);

    /// <summary>Writes all but the kernel, which follows from the catalogue.</summary>
    public void Save(ArrayFolder arrays)
    {
        int q = RatingCount;
        float[] movies = new float[Count * Dimension];
        float[] logAudiences = new float[Count];
        float[] ratings = new float[Count * q];
        for (int movie = 0; movie < Count; movie++)
        {
            PlaceOf(movie).CopyTo(movies.AsSpan(movie * Dimension));
            logAudiences[movie] = LogAudience(movie);
            RatingOf(movie).CopyTo(ratings.AsSpan(movie * q));
        }
        arrays.Write("content-landmarks", _landmarks, _landmarks.Length);
        arrays.Write("content-coefficients", _coefficients, _landmarks.Length, Dimension + 1 + q);
        if (ratings.Length > 0)
            arrays.Write("content-ratings", ratings, Count, q);
        arrays.Write("content-movies", movies, Count, Dimension);
        arrays.Write("content-audiences", logAudiences, Count);
        if (_basis is not null)
            arrays.Write("content-basis", _basis, _basis.Length / Dimension, Dimension);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ContentSpace Load(ArrayFolder arrays, Catalog catalog)
    {
        int[] landmarks = arrays.ReadRows("content-landmarks", catalog.Count);
        float[] movies = arrays.Read<float>("content-movies", catalog.Count, -1);
        int dimension = catalog.Count == 0 ? 0 : movies.Length / catalog.Count;
        float[] ratings = arrays.Has("content-ratings") ? arrays.Read<float>("content-ratings", catalog.Count, -1) : [];
        int q = ratings.Length / Math.Max(1, catalog.Count);
        return new ContentSpace(
            catalog,
            landmarks,
            arrays.Read<float>("content-coefficients", landmarks.Length, dimension + 1 + q),
            movies,
            arrays.Read<float>("content-audiences", catalog.Count),
            ratings,
            arrays.Has("content-basis") ? arrays.Read<float>("content-basis", -1, dimension) : null
        );
    }
}
