using System.Collections.Immutable;

namespace Butaca.Data;

/// <summary>What a movie is, apart from who watched it. Everything but the id may be missing.</summary>
/// <param name="Id">The id in the data set.</param>
/// <param name="Title">The title as the data set prints it, such as <c>"Matrix, The (1999)"</c>; never empty.</param>
public sealed record Movie(Id Id, string Title)
{
    /// <summary>
    /// MovieLens's word for a movie without genres. It is no genre: <see cref="Genres"/> is empty then.
    /// </summary>
    public const string NoGenres = "(no genres listed)";

    /// <summary>How an error names what a year may be.</summary>
    internal const string ExpectedYear = "a year, 1 to 9999";

    /// <summary>Year of release, 1 to 9999, or null where unknown.</summary>
    public int? Year { get; init; }

    /// <summary>Genres in the data set's order, each once, none with | in it; empty where none are listed.</summary>
    public ImmutableArray<string> Genres { get; init; } = [];

    /// <summary>
    /// Where the movie comes from, such as <c>"American"</c> or <c>"British-American"</c>; null where unknown.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>Who directed it, each once; empty where unknown.</summary>
    public ImmutableArray<string> Directors { get; init; } = [];

    /// <summary>Who acts in it, the leading parts first, each once; empty where unknown.</summary>
    public ImmutableArray<string> Cast { get; init; } = [];

    /// <summary>
    /// The English names of the languages spoken in it, such as <c>"Spanish"</c>, each once; empty where unknown.
    /// </summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>What happens in it, as prose; null where unknown.</summary>
    public string? Synopsis { get; init; }

    /// <summary>
    /// Titles and synopses in other languages than the data set's own, each language once, by its tag.
    /// </summary>
    public ImmutableArray<MovieTranslation> Translations { get; init; } = [];

    /// <summary>
    /// Its ids elsewhere, each source once, in ordinal order of the sources; empty where none is known.
    /// </summary>
    public ImmutableArray<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>Whether all of it is equal, the lists one by one.</summary>
    public bool Equals(Movie? other) =>
        other is not null
        && Id == other.Id
        && Title == other.Title
        && Year == other.Year
        && Origin == other.Origin
        && Synopsis == other.Synopsis
        && Genres.AsSpan().SequenceEqual(other.Genres.AsSpan())
        && Directors.AsSpan().SequenceEqual(other.Directors.AsSpan())
        && Cast.AsSpan().SequenceEqual(other.Cast.AsSpan())
        && Languages.AsSpan().SequenceEqual(other.Languages.AsSpan())
        && Translations.AsSpan().SequenceEqual(other.Translations.AsSpan())
        && ExternalIds.AsSpan().SequenceEqual(other.ExternalIds.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Title);

    /// <summary>The movie's id in a source, or null where it has none there.</summary>
    /// <param name="source">Whose id, such as <see cref="ExternalId.Imdb"/>.</param>
    public string? ExternalIdIn(string source)
    {
        foreach (ExternalId id in ExternalIds)
        {
            if (id.Source == source)
                return id.Value;
        }
        return null;
    }

    /// <summary>
    /// The translation for a reader of a language: of the tag itself, else of its language alone or of another
    /// region's.
    /// </summary>
    /// <param name="language">A language tag, such as <c>"es"</c> or <c>"es-MX"</c>.</param>
    /// <returns>The translation, or null where there is none.</returns>
    public MovieTranslation? TranslationTo(string language)
    {
        MovieTranslation? best = null;
        foreach (MovieTranslation translation in Translations)
        {
            if (translation.Language.Equals(language, StringComparison.OrdinalIgnoreCase))
                return translation;
            if (!LanguageTag.AreAlike(translation.Language, language))
                continue;
            if (best is null || translation.Language.Length < best.Language.Length)
                best = translation;
        }
        return best;
    }

    /// <summary>Whether a number may be a <see cref="Year"/>.</summary>
    internal static bool IsYear(long year) => year is >= 1 and <= 9999;

    /// <summary>The title that a movie without one is given.</summary>
    public static string TitleOf(Id id) => $"Movie {id}";
}
