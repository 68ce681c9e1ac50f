using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Features;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// Movies placed in a space of people by what they are: kernel ridge from <see cref="ContentKernel"/> to the vectors that
/// landmarks have there, and to the logarithm of their audience. A movie of the training is placed as if it were unknown
/// (leave-one-out), so that known and new movies mean the same.
/// </summary>
internal sealed class ContentSpace
{
    private readonly int[] _landmarks; // movie rows, ascending
    private readonly float[] _coefficients; // (landmarks, d + 1 + q): of the vector, of the log audience, of what ratings tell
    private readonly float[] _movies; // (n, d)
    private readonly float[] _logAudiences; // (n)
    private readonly float[] _ratings; // (n, q): what ratings tell, as predicted; empty without ratings
    private readonly float[]? _basis; // (D, d): from the space's own vectors to d numbers; null where d = D
    private readonly Lazy<ContentKernel> _kernel; // with the landmarks
    private readonly Lazy<ContentKernel> _whole; // with every movie; only who asks for similar movies needs it

    /// <summary>Takes what was learned.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="landmarks">The rows of the landmarks, ascending.</param>
    /// <param name="coefficients">(landmarks, d + 1 + q).</param>
    /// <param name="movies">(n, d): the place of each movie.</param>
    /// <param name="logAudiences">(n): log(1 + audience), as predicted.</param>
    /// <param name="ratings">(n, q): what <see cref="RatingFactors"/> has of each movie, as predicted; empty without ratings.</param>
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
        TellsApart = ContentKernel.TellsApart(catalog.Movies);
        Dimension = logAudiences.Length == 0 ? 0 : movies.Length / logAudiences.Length;
        _kernel = new Lazy<ContentKernel>(() => new ContentKernel([.. landmarks.Select(row => catalog[row])]));
        _whole = new Lazy<ContentKernel>(() =>
            new ContentKernel([.. landmarks.Select(row => catalog[row])], catalog.Movies.ToArray())
        );
    }

    /// <summary>Whether movies can be told apart by what they are.</summary>
    public bool TellsApart { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>log(1 + audience) of a movie, as predicted from what it is.</summary>
    public float LogAudience(int movie) => _logAudiences[movie];

    /// <summary>n.</summary>
    public int Count => _logAudiences.Length;

    /// <summary>What <see cref="RatingFactors"/> has of a movie, as predicted from what it is (q); empty without ratings.</summary>
    public ReadOnlySpan<float> RatingOf(int movie)
    {
        int q = _ratings.Length / Math.Max(1, Count);
        return _ratings.AsSpan(movie * q, q);
    }

    /// <summary>Where a person stands among the movies' places: a movie scores by the product of the two.</summary>
    /// <param name="person">The person's vector in the space (D).</param>
    /// <param name="taste">Receives d numbers.</param>
    public void Project(ReadOnlySpan<float> person, Span<float> taste)
    {
        if (_basis is null)
        {
            person.CopyTo(taste);
            return;
        }
        taste.Clear();
        WeightedSum.Add(person, _basis, Dimension, taste);
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
    public ReadOnlySpan<float> PlaceOf(int movie) => _movies.AsSpan(movie * Dimension, Dimension);

    /// <summary>The movies' places (n, d).</summary>
    public ReadOnlySpan<float> Movies => _movies;

    /// <summary>How alike what a movie is and what every movie is are: see <see cref="ContentKernel"/>.</summary>
    public void Likeness(int movie, Span<float> likeness) => _whole.Value.Row(movie, likeness);

    /// <summary>Writes a movie's vector in the space of people (D).</summary>
    public void VectorOf(int movie, Span<float> vector)
    {
        ReadOnlySpan<float> place = _movies.AsSpan(movie * Dimension, Dimension);
        if (_basis is null)
            place.CopyTo(vector);
        else
            Products.Of(place, _basis, vector);
    }

    /// <summary>The space of a larger catalogue, whose first rows are this one's: the movies after them are placed by what they are.</summary>
    public ContentSpace Extend(Catalog larger)
    {
        int known = _logAudiences.Length;
        float[] movies = new float[larger.Count * Dimension];
        float[] logAudiences = new float[larger.Count];
        _movies.CopyTo(movies, 0);
        _logAudiences.CopyTo(logAudiences, 0);
        float[] kernel = new float[_landmarks.Length];
        int q = _ratings.Length / Math.Max(1, known);
        float[] ratings = new float[larger.Count * q];
        _ratings.CopyTo(ratings, 0);
        float[] place = new float[Dimension + 1 + q];
        for (int row = known; row < larger.Count; row++)
        {
            _kernel.Value.Row(larger[row], kernel);
            Array.Clear(place);
            for (int i = 0; i < kernel.Length; i++)
                TensorPrimitives.MultiplyAdd(
                    _coefficients.AsSpan(i * place.Length, place.Length),
                    kernel[i],
                    place,
                    place
                );
            place.AsSpan(0, Dimension).CopyTo(movies.AsSpan(row * Dimension));
            logAudiences[row] = place[Dimension];
            place.AsSpan(Dimension + 1).CopyTo(ratings.AsSpan(row * q));
        }
        return new ContentSpace(larger, _landmarks, _coefficients, movies, logAudiences, ratings, _basis);
    }

    /// <summary>Writes all but the kernel, which follows from the catalogue.</summary>
    public void Save(ArrayFolder arrays)
    {
        arrays.Write("content-landmarks", _landmarks, _landmarks.Length);
        arrays.Write(
            "content-coefficients",
            _coefficients,
            _landmarks.Length,
            Dimension + 1 + _ratings.Length / Math.Max(1, Count)
        );
        if (_ratings.Length > 0)
            arrays.Write("content-ratings", _ratings, Count, _ratings.Length / Count);
        arrays.Write("content-movies", _movies, _logAudiences.Length, Dimension);
        arrays.Write("content-audiences", _logAudiences, _logAudiences.Length);
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
