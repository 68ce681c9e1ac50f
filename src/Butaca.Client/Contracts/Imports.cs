namespace Butaca.Client.Contracts;

/// <summary>What an export of another service became. Nothing of it is kept.</summary>
/// <param name="Watched">The movies that were watched, the latest first.</param>
/// <param name="Watchlist">Ids of the movies that somebody wants to see, and hasn't watched.</param>
/// <param name="Rows">What each row became, in the files' order.</param>
/// <param name="Notes">What holds for whole files, in English, such as dates that could be read in two ways.</param>
public sealed record ImportReport(
    IReadOnlyList<ImportedMovie> Watched,
    IReadOnlyList<MovieId> Watchlist,
    IReadOnlyList<ImportRow> Rows,
    IReadOnlyList<string> Notes
);

/// <summary>A movie that somebody watched elsewhere.</summary>
/// <param name="MovieId">The movie.</param>
/// <param name="Rating">0.5 to 5; absent where it wasn't rated.</param>
/// <param name="Time">When it was watched; absent where that is unknown.</param>
public sealed record ImportedMovie(MovieId MovieId, float? Rating, DateTimeOffset? Time);

/// <summary>What a row of an export became.</summary>
/// <param name="File">The file, of an archive the one in it.</param>
/// <param name="Line">Its line, from 1; where a file has no lines, its place.</param>
/// <param name="Title">The title in the file, or the id where there is none.</param>
/// <param name="Year">The year in the file; absent where it has none.</param>
/// <param name="Outcome">
/// <c>id</c>, <c>titleAndYear</c>, <c>title</c> or <c>doubtful</c>: a movie, found so; <c>notInCatalogue</c>,
/// <c>fitsSeveral</c>, <c>noMovie</c>, <c>otherMovie</c> or <c>unreadable</c>: none, for that reason.
/// </param>
/// <param name="MovieId">The movie; absent where it became none.</param>
/// <param name="MovieTitle">Its title here; absent where it became none.</param>
/// <param name="IsWatched">Whether it counts as watched, rather than as something to see.</param>
/// <param name="Detail">Why, or what of it couldn't be read; absent where there is no more to say.</param>
public sealed record ImportRow(
    string File,
    long Line,
    string Title,
    int? Year,
    string Outcome,
    MovieId? MovieId,
    string? MovieTitle,
    bool IsWatched,
    string? Detail
);
