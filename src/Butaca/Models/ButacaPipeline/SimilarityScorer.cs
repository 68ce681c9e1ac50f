using System.Numerics.Tensors;
using Butaca.Features;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// How alike movies are: the likeness of what they are (<see cref="ContentKernel"/>), the cosine of whom that would
/// please, and the cosine of their factors as far as both have audiences to trust, √(c_i·c_j) times with c = a / (a +
/// 20) for an audience a. As cosines from the middle of all movies they do not count how many watched them.
/// </summary>
internal sealed class SimilarityScorer
{
    private const float HalfTrust = 20;

    private readonly ContentSpace _content;
    private readonly Directions _places;
    private readonly Directions _factors;
    private readonly float[] _trust; // (n): √c; 0 of movies that came later
    private readonly float[][] _laterPlaces = []; // (movies that came later)(d): their directions

    /// <summary>Works out the movies' directions.</summary>
    /// <param name="content">What the movies are.</param>
    /// <param name="factors">Who watched them.</param>
    /// <param name="known">Rows of the movies with an audience.</param>
    /// <param name="audienceOf">How many users watched a movie.</param>
    public SimilarityScorer(ContentSpace content, FactorScorer factors, int[] known, Func<int, int> audienceOf)
    {
        int count = factors.MovieCount;
        int width = ((IUserSpace)factors).Dimension;
        float[] places = new float[count * content.Dimension];
        float[] vectors = new float[count * width];
        for (int movie = 0; movie < count; movie++)
        {
            content.PlaceOf(movie).CopyTo(places.AsSpan(movie * content.Dimension));
            factors.FactorsOf(movie).CopyTo(vectors.AsSpan(movie * width));
        }
        _content = content;
        _places = new Directions(places, content.Dimension, known);
        _factors = new Directions(vectors, width, known);
        _trust =
        [
            .. Enumerable
                .Range(0, count)
                .Select(movie => MathF.Sqrt(audienceOf(movie) / (audienceOf(movie) + HalfTrust))),
        ];
    }

    /// <summary>The same with movies that came later, which nobody has watched.</summary>
    /// <param name="smaller">Has the first movies.</param>
    /// <param name="content">What all movies are.</param>
    public SimilarityScorer(SimilarityScorer smaller, ContentSpace content)
    {
        _content = content;
        _places = smaller._places;
        _factors = smaller._factors;
        _trust = smaller._trust;
        _laterPlaces = new float[content.Count - _trust.Length][];
        smaller._laterPlaces.CopyTo(_laterPlaces, 0);
        for (int i = smaller._laterPlaces.Length; i < _laterPlaces.Length; i++)
            _laterPlaces[i] = _places.Of(content.PlaceOf(_trust.Length + i));
    }

    /// <summary>Compares a movie with every one.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="scores">One score a movie is written here.</param>
    public void Score(int movie, Span<float> scores)
    {
        _content.Likeness(movie, scores);
        ReadOnlySpan<float> place = PlaceOf(movie);
        for (int other = 0; other < scores.Length; other++)
        {
            scores[other] += TensorPrimitives.Dot(place, PlaceOf(other));
            float trust = TrustIn(movie) * TrustIn(other);
            if (trust > 0)
                scores[other] += trust * _factors.Cosine(movie, other);
        }
    }

    private ReadOnlySpan<float> PlaceOf(int movie) =>
        movie < _trust.Length ? _places[movie] : _laterPlaces[movie - _trust.Length];

    private float TrustIn(int movie) => movie < _trust.Length ? _trust[movie] : 0;
}
