using System.Globalization;

namespace Butaca.Data.Titles;

/// <summary>
/// What movies are called for a reader: in their language where the data set has it, else the data set's title as
/// people write it, "The Matrix" for <c>"Matrix, The (1999)"</c>. For showing alone: what identifies a movie is its
/// <see cref="Movie.Title"/>.
/// </summary>
/// <param name="language">The reader's language tag; null: the data set's own.</param>
/// <param name="own">The data set's own language; a translation into it puts titles right. Null where unknown.</param>
public sealed class MovieNames(string? language, string? own = MovieNames.UsualLanguage)
{
    /// <summary>The language of the titles of most data sets, MovieLens among them.</summary>
    public const string UsualLanguage = "en";

    /// <summary>What the reader reads of a movie instead of the data set's own texts; null: these.</summary>
    public MovieTranslation? TranslationOf(Movie movie) =>
        language is null || (own is not null && LanguageTag.AreAlike(language, own))
            ? null
            : movie.TranslationTo(language);

    /// <summary>A movie's title, without its year.</summary>
    public string Of(Movie movie) => TranslationOf(movie)?.Title ?? OwnOf(movie);

    /// <summary>The language of the title that <see cref="Of"/> gives; null where unknown.</summary>
    public string? LanguageOf(Movie movie) =>
        TranslationOf(movie) is { Title: not null } translation ? translation.Language : own;

    /// <summary>A movie's title, with its year in brackets where that is known: <c>"The Matrix (1999)"</c>.</summary>
    public string WithYear(Movie movie) =>
        movie.Year is { } year ? string.Create(CultureInfo.InvariantCulture, $"{Of(movie)} ({year})") : Of(movie);

    /// <summary>A movie's title in the data set's own language.</summary>
    public string OwnOf(Movie movie) =>
        own is not null && movie.TranslationTo(own)?.Title is { } mended ? mended : Plain(movie.Title);

    /// <summary>Whether a text is the title that the reader is shown, whatever its spelling and its article.</summary>
    public bool IsShown(Movie movie, string text) => Bare(text) == Bare(Of(movie));

    /// <summary>
    /// A title without its year and bracketed titles, its article in front; as it is where that would leave nothing.
    /// </summary>
    public static string Plain(string title) => MovieTitle.Parse(title).Name is { Length: > 0 } name ? name : title;

    private static string Bare(string title) => TitleQuery.WithoutArticle(TitleText.Words(title));
}
