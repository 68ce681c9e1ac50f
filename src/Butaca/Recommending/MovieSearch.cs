using Butaca.Data.Titles;

namespace Butaca.Recommending;

/// <summary>
/// Finds movies by all that people type: titles, people and ids as <see cref="TitleIndex"/> finds them, then what is told of movies
/// (<see cref="DescriptionIndex"/>), and last what only looks like a title. Immutable; safe for many threads.
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
        ILookup<bool, TitleCandidate> byDoubt = named.ToLookup(TitleIndex.IsDoubtful);
        return
        [
            .. byDoubt[false]
                .Concat(descriptions.Search(text))
                .Concat(byDoubt[true])
                .DistinctBy(candidate => candidate.Row)
                .Take(limit),
        ];
    }
}
