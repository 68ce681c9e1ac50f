using System.Buffers;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// A user as the pipeline reads the history: every movie's linear scores, and what the user is like. Its buffers belong
/// to the shared pool: dispose of it.
/// </summary>
/// <param name="movies">Movies of the catalogue.</param>
/// <param name="dimension">Of the places that movies have by what they are.</param>
/// <param name="system">Numbers of a user's system of equations in <see cref="FactorScorer"/>.</param>
internal sealed class UserProfile(int movies, int dimension, int system) : IDisposable
{
    private readonly float[] _collaborative = ArrayPool<float>.Shared.Rent(movies);
    private readonly float[] _long = ArrayPool<float>.Shared.Rent(movies);
    private readonly float[] _factors = ArrayPool<float>.Shared.Rent(movies);
    private readonly float[] _taste = ArrayPool<float>.Shared.Rent(dimension);
    private readonly float[] _system = ArrayPool<float>.Shared.Rent(system);
    private bool _isReturned;

    /// <summary>The time to recommend for, in seconds since 1970-01-01 UTC; 0: unknown.</summary>
    public uint At { get; set; }

    /// <summary>What each feature of the watched group is multiplied by.</summary>
    public float[] Scales { get; } = new float[FeatureSchema.ContentLift + 1];

    /// <summary>The collaborative score of every movie, as short histories need it.</summary>
    public Span<float> Collaborative => _collaborative.AsSpan(0, movies);

    /// <summary>The same as long histories need it.</summary>
    public Span<float> CollaborativeLong => _long.AsSpan(0, movies);

    /// <summary>The score by factors of every movie.</summary>
    public Span<float> Factors => _factors.AsSpan(0, movies);

    /// <summary>The system that the factors' scores were solved by.</summary>
    public Span<float> System => _system.AsSpan(0, system);

    /// <summary>
    /// Where the user stands among what movies are: a movie's score by content is the product with its place.
    /// </summary>
    public Span<float> Taste => _taste.AsSpan(0, dimension);

    /// <summary>The mean of the watched movies' genre vectors.</summary>
    public float[] Genres { get; set; } = [];

    public float MeanYear { get; set; }

    public float YearDeviation { get; set; }

    public float MeanLogAudience { get; set; }

    public float LogCount { get; set; }

    public float LogSpan { get; set; }

    /// <summary>The share of the best movies by the collaborative score that the history holds, 0 … 1.</summary>
    public float Completeness { get; set; }

    /// <summary><see cref="At"/> as a year.</summary>
    public float Year { get; set; }

    /// <summary>The year of the latest watching, or of <see cref="At"/> if that is later.</summary>
    public float LatestYear { get; set; }

    /// <summary>
    /// Of models of what users like, what of the history was liked; null of models of what users watch.
    /// </summary>
    public StoredHistory? Told { get; set; }

    /// <summary>The positions of <see cref="Told"/> in the history.</summary>
    public int[] ToldAt { get; set; } = [];

    /// <summary>The history's ratings on the model's scale; empty of models of what users watch.</summary>
    public float[] Ratings { get; set; } = [];

    /// <summary>What the ratings tell of the user; null of models of what users watch.</summary>
    public Rater? Rater { get; set; }

    /// <summary>How much better than others the user rates every movie.</summary>
    public float Generosity { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReturned, true))
            return; // twice in the pool, a buffer would serve two users at once
        foreach (float[] rented in new[] { _collaborative, _long, _factors, _taste, _system })
            ArrayPool<float>.Shared.Return(rented);
    }
}
