namespace Butaca.Data.Files;

/// <summary>
/// The names that data sets of all trades give to the same columns, the likeliest first. Case, blanks and signs don't
/// matter, nor does a type behind a colon: <c>user_id</c>, <c>UserId</c> and <c>user_id:token</c> are one.
/// </summary>
internal static class UsualColumns
{
    public static IReadOnlyList<string> User { get; } =
    [
        "userId",
        "uid",
        "username",
        "user",
        "personId",
        "person",
        "customerId",
        "memberId",
        "profileId",
        "accountId",
        "reviewerId",
        "visitorId",
    ];

    public static IReadOnlyList<string> Movie { get; } =
    [
        "movieId",
        "itemId",
        "iid",
        "filmId",
        "productId",
        "contentId",
        "movie",
        "item",
        "film",
        "product",
        "asin",
        "parentAsin",
        "sku",
    ];

    public static IReadOnlyList<string> Rating { get; } = ["rating", "score", "stars", "overall", "userRating"];

    public static IReadOnlyList<string> Time { get; } =
    ["timestamp", "time", "datetime", "date", "ts", "unixReviewTime", "eventTime", "ratedAt", "watchedAt", "createdAt"];

    public static IReadOnlyList<string> Title { get; } =
    ["title", "movieTitle", "itemTitle", "name", "movieName", "itemName"];

    public static IReadOnlyList<string> Genres { get; } = ["genres", "genre", "class", "categories", "category"];

    public static IReadOnlyList<string> Year { get; } = ["year", "releaseYear", "movieYear"];

    /// <summary>The position of a column among the names of a header; −1 where there is none.</summary>
    /// <param name="header">The header's names.</param>
    /// <param name="names">The column's usual names, the likeliest first.</param>
    public static int Find(IReadOnlyList<string> header, IReadOnlyList<string> names)
    {
        string[] keys = [.. header.Select(KeyOf)];
        return names.Select(name => Array.IndexOf(keys, KeyOf(name))).FirstOrDefault(column => column >= 0, -1);
    }

    private static string KeyOf(string name) =>
        string.Concat(name.Split(':')[0].Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}
