using Butaca.Data.Titles;

namespace Butaca.Recommending;

/// <summary>
/// Finds movies by all that people type: titles, people and ids as <see cref="TitleIndex"/> finds them, and what is
/// told of movies (<see cref="DescriptionIndex"/>). Whatever has the words letter for letter comes before what is like
/// them: "chess" is told of movies before it is Hess. Immutable; safe for many threads.
/// </summary>
/// <param name="titles">Titles, people and ids.</param>
/// <param name="descriptions">What is told of the same movies.</param>
public sealed class MovieSearch(TitleIndex titles, DescriptionIndex descriptions)
{
    /// <summary>Searches.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>Each movie once, the best first; <see cref="TitleCandidate.Field"/> says what was met.</returns>
    public IReadOnlyList<TitleCandidate> Find(string text, int limit = 10)
    {
        IReadOnlyList<TitleCandidate> named = titles.Search(text, limit);
        if (named.Any(candidate => candidate.Field == MatchedField.ExternalId))
            return named;
        return
        [
            .. named
                .Concat(descriptions.Search(text))
                .OrderBy(Doubt) // the order of each search stays within
                .DistinctBy(candidate => candidate.Row)
                .Take(limit),
        ];
    }

    private static int Doubt(TitleCandidate candidate)
    {
        if (candidate.Field == MatchedField.Description)
            return DescriptionIndex.IsWhole(candidate) ? 1 : 3;
        return TitleIndex.IsReal(candidate) ? 0
            : TitleIndex.IsDoubtful(candidate) ? 4
            : 2;
    }
}
