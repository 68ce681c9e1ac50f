using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Butaca.Data;

/// <summary>The id of a movie elsewhere: in a service such as IMDb, or in a register such as ISAN.</summary>
/// <param name="Source">
/// Whose id it is, such as <c>"imdb"</c>, <c>"tmdb"</c> or <c>"isan"</c>: 1 to 32 lower-case letters, digits, - and _,
/// a letter first and a letter or digit last.
/// </param>
/// <param name="Value">
/// The id to the letter: of IMDb <c>"tt0133093"</c>, of The Movie Database a number such as <c>"603"</c>, of any other
/// source what an <see cref="Id"/> may be.
/// </param>
public readonly partial record struct ExternalId(string Source, string Value)
{
    /// <summary>IMDb.</summary>
    public const string Imdb = "imdb";

    /// <summary>The Movie Database.</summary>
    public const string Tmdb = "tmdb";

    /// <summary>How an error names what a source may be.</summary>
    public const string ExpectedSource =
        "a name such as imdb, tmdb or isan: 1 to 32 lower-case letters, digits, - and _, a letter first, without 'id' behind - or _";

    private const string ImdbPrefix = "tt";
    private const long MostOfTenDigits = 9_999_999_999;

    /// <summary>
    /// The id of a number as IMDb writes it: <c>tt</c> and at least seven digits; null where it can be none.
    /// </summary>
    internal static ExternalId? OfImdb(long number) =>
        number is > 0 and <= MostOfTenDigits
            ? new(Imdb, ImdbPrefix + number.ToString("D7", CultureInfo.InvariantCulture))
            : null;

    /// <summary>The Movie Database's id of a number; null where it can be none.</summary>
    internal static ExternalId? OfTmdb(long number) =>
        number is > 0 and <= MostOfTenDigits ? new(Tmdb, number.ToString(CultureInfo.InvariantCulture)) : null;

    /// <summary>The number in an id of IMDb or The Movie Database.</summary>
    internal long Number =>
        long.Parse(
            Source == Imdb ? Value.AsSpan(ImdbPrefix.Length) : Value,
            NumberStyles.None,
            CultureInfo.InvariantCulture
        );

    /// <summary>Whether a text may be a source.</summary>
    public static bool IsSource(string source) =>
        SourcePattern().IsMatch(source)
        && !source.EndsWith("_id", StringComparison.Ordinal)
        && !source.EndsWith("-id", StringComparison.Ordinal); // imdb_id would be another source than imdb

    /// <summary>Whether a text may be a movie's id in a source.</summary>
    public static bool IsValue(string source, string value) =>
        source switch
        {
            Imdb => ImdbPattern().IsMatch(value),
            Tmdb => TmdbPattern().IsMatch(value),
            _ => Id.TryParse(value, out Id id) && id.ToString() == value,
        };

    /// <summary>How an error names what an id in a source may be.</summary>
    public static string ExpectedValue(string source) =>
        source switch
        {
            Imdb => "an id of IMDb: tt and 7 to 10 digits, such as tt0133093",
            Tmdb => "an id of The Movie Database: a whole number of up to 10 digits above 0, such as 603",
            _ => "an id: a text of 1 to 255 characters without control characters and without blanks around it",
        };

    /// <summary>Ids in the order of their sources, in which a movie has them.</summary>
    public static ImmutableArray<ExternalId> InOrder(IEnumerable<ExternalId> ids) =>
        [.. ids.OrderBy(id => id.Source, StringComparer.Ordinal)];

    /// <summary>The id for people to read: <c>tt0133093</c>, <c>TMDB 603</c>.</summary>
    public override string ToString() => Source == Imdb ? Value : $"{Source.ToUpperInvariant()} {Value}";

    [GeneratedRegex(
        @"^[a-z]([a-z0-9_-]{0,30}[a-z0-9])?\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SourcePattern();

    [GeneratedRegex(
        @"^tt(?!0{7})([0-9]{7}|[1-9][0-9]{7,9})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ImdbPattern();

    [GeneratedRegex(@"^[1-9][0-9]{0,9}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TmdbPattern();
}
