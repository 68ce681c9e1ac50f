namespace Butaca.Data.Titles;

/// <summary>How a title was found, the best first.</summary>
public enum TitleMatchKind
{
    /// <summary>The whole title.</summary>
    Exact,

    /// <summary>Its beginning.</summary>
    Prefix,

    /// <summary>Words of it, or their beginnings, in any order.</summary>
    Words,

    /// <summary>The first letters of its words.</summary>
    Initials,

    /// <summary>Something like it.</summary>
    Fuzzy,
}

/// <summary>A movie that a search found.</summary>
/// <param name="Row">The movie.</param>
/// <param name="Score">How well it fits: 100 for the whole title (and year, if one was given).</param>
/// <param name="Kind">How it was found.</param>
/// <param name="YearFits">Whether the year that was given, if one was, is the movie's or the next to it.</param>
public sealed record TitleCandidate(int Row, float Score, TitleMatchKind Kind, bool YearFits);

/// <summary>What a text came to.</summary>
public enum TitleOutcome
{
    /// <summary>One movie is clearly meant.</summary>
    Found,

    /// <summary>Several fit.</summary>
    Ambiguous,

    /// <summary>None fits; some may come near.</summary>
    NotFound,
}

/// <summary>Which movie a person means.</summary>
/// <param name="Outcome">Whether that is clear.</param>
/// <param name="Row">The movie, or −1 unless it was found.</param>
/// <param name="Candidates">Found: it and what came next. Ambiguous: those that fit. Not found: the nearest. Best first.</param>
public sealed record TitleResolution(TitleOutcome Outcome, int Row, IReadOnlyList<TitleCandidate> Candidates);
