using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Evaluation;

/// <summary>A measure of recommendations: one class in one file, found by itself.</summary>
public interface IMetric
{
    /// <summary>The short name, without the cut-off, such as <c>NDCG</c>.</summary>
    string Name { get; }

    /// <summary>What it measures, in one sentence.</summary>
    string Summary { get; }

    /// <summary>Whether the lower of two figures is the better one. Default: false.</summary>
    bool LessIsBetter => false;

    /// <summary>
    /// Whether models are compared by it, so that reports begin with it: one of lists, one of ratings. Default: false.
    /// </summary>
    bool IsLeading => false;
}

/// <summary>A measure of one user's list, averaged over users.</summary>
public interface IUserMetric : IMetric
{
    /// <summary>Measures a list.</summary>
    double Of(in RankedList list);
}

/// <summary>A measure of all users' lists together.</summary>
public interface ICatalogueMetric : IMetric
{
    /// <summary>Measures how often each movie was recommended.</summary>
    /// <param name="counts">For each movie of the catalogue, in how many lists it is.</param>
    double Of(ReadOnlySpan<int> counts);
}

/// <summary>A measure of all users' predicted ratings together.</summary>
public interface IRatingMetric : IMetric
{
    /// <summary>Measures predictions.</summary>
    /// <param name="predicted">What was predicted, at least one.</param>
    /// <param name="given">What each was rated.</param>
    double Of(ReadOnlySpan<PredictedRating> predicted, ReadOnlySpan<float> given);
}

/// <summary>One user's list of recommendations.</summary>
/// <param name="movies">Movie rows, best first; at most k.</param>
/// <param name="hits">For each, whether it is relevant.</param>
/// <param name="relevant">R, the number of relevant movies, at least 1.</param>
/// <param name="k">The cut-off, at least 1.</param>
/// <param name="audiences">For each movie of the catalogue, the share of training users who watched it.</param>
/// <param name="similarity">How alike two movies are.</param>
/// <param name="leastAudience">
/// What a movie nobody watched counts as where a logarithm is taken: one user's share.
/// </param>
/// <param name="likes">For each movie, whether it is relevant and liked; empty: nothing is known of likes.</param>
/// <param name="disliked">
/// Movie rows that the user watched and dislikes, ascending; empty where that is unknown.
/// </param>
/// <param name="before">
/// The movie rows of the list before the user said "no" to its first, without that; empty: nobody did.
/// </param>
public readonly ref struct RankedList(
    ReadOnlySpan<int> movies,
    ReadOnlySpan<bool> hits,
    int relevant,
    int k,
    ReadOnlySpan<double> audiences,
    MovieSimilarity similarity,
    double leastAudience = 0,
    ReadOnlySpan<bool> likes = default,
    ReadOnlySpan<int> disliked = default,
    ReadOnlySpan<int> before = default
)
{
    /// <summary>The same list, cut at fewer places.</summary>
    /// <param name="cutOff">The new cut-off, at least 1.</param>
    internal RankedList First(int cutOff)
    {
        int places = Math.Min(cutOff, Movies.Length);
        return new RankedList(
            Movies[..places],
            Hits[..places],
            Relevant,
            cutOff,
            Audiences,
            Similarity,
            LeastAudience,
            Likes.IsEmpty ? [] : Likes[..places],
            Disliked,
            Before.IsEmpty ? [] : Before[..Math.Min(cutOff, Before.Length)]
        );
    }

    /// <summary>Movie rows, best first; at most k.</summary>
    public ReadOnlySpan<int> Movies { get; } = movies;

    /// <summary>For each, whether it is relevant.</summary>
    public ReadOnlySpan<bool> Hits { get; } = hits;

    /// <summary>For each movie, whether it is relevant and liked; empty where nothing is known of likes.</summary>
    public ReadOnlySpan<bool> Likes { get; } = likes;

    /// <summary>Movie rows that the user watched and dislikes, ascending; empty where that is unknown.</summary>
    public ReadOnlySpan<int> Disliked { get; } = disliked;

    /// <summary>
    /// The movie rows of the list before the user said "no" to its first, without that; empty: nobody did.
    /// </summary>
    public ReadOnlySpan<int> Before { get; } = before;

    /// <summary>R, the number of relevant movies.</summary>
    public int Relevant { get; } = relevant;

    /// <summary>The cut-off.</summary>
    public int K { get; } = k;

    /// <summary>For each movie of the catalogue, the share of training users who watched it.</summary>
    public ReadOnlySpan<double> Audiences { get; } = audiences;

    /// <summary>One user's share: what a movie nobody watched counts as where a logarithm is taken.</summary>
    public double LeastAudience { get; } = leastAudience;

    /// <summary>How alike two movies are.</summary>
    public MovieSimilarity Similarity { get; } = similarity;
}
