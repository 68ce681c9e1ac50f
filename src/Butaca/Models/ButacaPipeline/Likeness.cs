using Butaca.Features;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// How alike movies are: the likeness of what they are (<see cref="ContentKernel"/>), the cosine of whom that would please, and
/// the cosine of their factors as far as both have audiences to trust, √(c_i·c_j) times with c = a / (a + 20) for an audience
/// a. As cosines from the middle of all movies they do not count how many watched them.
/// </summary>
internal sealed class Likeness
{
    private const float HalfTrust = 20;

    private readonly ContentSpace _content;
    private readonly Directions _places;
    private readonly Directions _factors;
    private readonly float[] _trust; // (n): √c

    /// <summary>Works out the movies' directions.</summary>
    /// <param name="content">What the movies are.</param>
    /// <param name="factors">Who watched them.</param>
    /// <param name="known">Rows of the movies with an audience.</param>
    /// <param name="audienceOf">How many people watched a movie.</param>
    public Likeness(ContentSpace content, FactorScorer factors, int[] known, Func<int, int> audienceOf)
    {
        _content = content;
        _places = new Directions(content.Movies, content.Dimension, known);
        _factors = new Directions(factors.Movies, ((IPersonSpace)factors).Dimension, known);
        _trust =
        [
            .. Enumerable
                .Range(0, factors.MovieCount)
                .Select(movie => MathF.Sqrt(audienceOf(movie) / (audienceOf(movie) + HalfTrust))),
        ];
    }

    /// <summary>Compares a movie with every one.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="scores">One score a movie is written here.</param>
    public void Score(int movie, Span<float> scores)
    {
        _content.Likeness(movie, scores);
        for (int other = 0; other < scores.Length; other++)
        {
            float trust = _trust[movie] * _trust[other];
            scores[other] += _places.Cosine(movie, other);
            if (trust > 0)
                scores[other] += trust * _factors.Cosine(movie, other);
        }
    }
}
