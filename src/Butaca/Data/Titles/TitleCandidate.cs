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

    /// <summary>Somebody who directed it or acts in it.</summary>
    Credit,

    /// <summary>Something like it.</summary>
    Fuzzy,

    /// <summary>What is told of the movie.</summary>
    Described,
}

/// <summary>What of a movie a search met.</summary>
public enum MatchedField
{
    /// <summary>Its title, or another that the data set prints behind it.</summary>
    Title,

    /// <summary>Its title in another language.</summary>
    Translation,

    /// <summary>Who directed it.</summary>
    Director,

    /// <summary>Who acts in it.</summary>
    Cast,

    /// <summary>Its id in IMDb, The Movie Database or elsewhere.</summary>
    ExternalId,

    /// <summary>Words of its synopsis, its genres or its origins.</summary>
    Description,
}

/// <summary>A movie that a search found.</summary>
/// <param name="Row">The movie.</param>
/// <param name="Score">How well it fits: 100 for the whole title (and year, if one was given).</param>
/// <param name="Kind">How it was found.</param>
/// <param name="YearFits">Whether the year that was given, if one was, is the movie's or the next to it.</param>
/// <param name="Field">What the search met.</param>
/// <param name="Matched">The name that it met, as the data has it: "El padrino" of The Godfather.</param>
public sealed record TitleCandidate(
    int Row,
    float Score,
    TitleMatchKind Kind,
    bool YearFits,
    MatchedField Field,
    string Matched
);

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
/// <param name="Candidates">
/// Found: it and what came next. Ambiguous: those that fit. Not found: the nearest. Best first.
/// </param>
public sealed record TitleResolution(TitleOutcome Outcome, int Row, IReadOnlyList<TitleCandidate> Candidates);
