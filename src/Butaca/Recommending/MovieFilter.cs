using System.Collections.Immutable;
using Butaca.Data;

namespace Butaca.Recommending;

/// <summary>
/// Which movies may be recommended. Everything unset allows everything. A movie must pass all that is set.
/// </summary>
public sealed record MovieFilter
{
    /// <summary>
    /// Genres, of which a movie must have at least one, or all if <see cref="AllGenres"/>; case is ignored. Empty: any.
    /// </summary>
    public ImmutableArray<string> Genres { get; init; } = [];

    /// <summary>Whether a movie must have all <see cref="Genres"/>. Default false: one is enough.</summary>
    public bool AllGenres { get; init; }

    /// <summary>First year of release, inclusive; movies without a year then fail.</summary>
    public int? FromYear { get; init; }

    /// <summary>Last year of release, inclusive; movies without a year then fail.</summary>
    public int? ToYear { get; init; }

    /// <summary>
    /// Origins, of which a movie must have at least one: <c>British</c> allows <c>British-American</c>. Empty: any.
    /// </summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>Languages, of which one must be spoken in a movie. Empty: any.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>
    /// People, of whom one must have directed a movie; accents and case are ignored, and a part of a name is enough.
    /// Empty: any.
    /// </summary>
    public ImmutableArray<string> Directors { get; init; } = [];

    /// <summary>People, of whom one must act in a movie, as in <see cref="Directors"/>. Empty: any.</summary>
    public ImmutableArray<string> Cast { get; init; } = [];

    /// <summary>
    /// Whether a movie passes whose origin, languages, directors or cast are asked for but not known. Default false: it
    /// fails, and <see cref="AllowedMovies.UnknownLeftOut"/> counts it.
    /// </summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Movie ids that must not be recommended. Unknown ids are ignored.</summary>
    public ImmutableArray<Id> ExcludedIds { get; init; } = [];

    /// <summary>The only movie ids that may be recommended; null: all. Unknown ids are ignored.</summary>
    public ImmutableArray<Id>? CandidateIds { get; init; }

    /// <summary>Whether nothing is set that a movie would have to pass.</summary>
    public bool AllowsAll =>
        Genres.IsDefaultOrEmpty
        && AllowsAllFacts
        && ExcludedIds.IsDefaultOrEmpty
        && CandidateIds is null
        && FromYear is null
        && ToYear is null;

    /// <summary>
    /// Whether nothing is asked of origin, languages, directors and cast, of which a data set may know some only.
    /// </summary>
    private bool AllowsAllFacts =>
        Origins.IsDefaultOrEmpty && Languages.IsDefaultOrEmpty && Directors.IsDefaultOrEmpty && Cast.IsDefaultOrEmpty;

    /// <summary>Prepares the filter for a catalogue; do it once for many requests.</summary>
    /// <exception cref="ButacaException">
    /// Something that is asked for occurs nowhere in the catalogue, or the years are the wrong way round.
    /// </exception>
    public AllowedMovies On(Catalog catalog)
    {
        Check(catalog);
        HashSet<int>? genres = Genres.IsDefaultOrEmpty ? null : [.. Genres.Select(genre => GenreOf(catalog, genre))];
        Fact[] facts = [.. FactsOn(catalog)];
        bool[] allowed = new bool[catalog.Count];
        if (CandidateIds is { } ids)
        {
            foreach (Id id in ids)
                if (catalog.Vocabulary.RowOf(id) is >= 0 and int row)
                    allowed[row] = true;
        }
        else
        {
            Array.Fill(allowed, true);
        }
        foreach (Id id in ExcludedIds.IsDefault ? [] : ExcludedIds)
            if (catalog.Vocabulary.RowOf(id) is >= 0 and int row)
                allowed[row] = false;
        if (genres is null && facts.Length == 0 && FromYear is null && ToYear is null)
            return new AllowedMovies(allowed); // no need to look at each movie

        int unknownLeftOut = 0;
        for (int row = 0; row < allowed.Length; row++)
        {
            Movie movie = catalog[row];
            if (genres is not null && Common(genres, catalog.GenresOf(row)) < (AllGenres ? genres.Count : 1))
                allowed[row] = false;
            if (movie.Year is { } year ? year < FromYear || year > ToYear : FromYear is not null || ToYear is not null)
                allowed[row] = false;
            bool isUnknown = false;
            foreach (Fact fact in facts)
            {
                IReadOnlyList<string> names = fact.Of(movie);
                isUnknown |= names.Count == 0;
                if (names.Count > 0 && !names.Any(fact.Asked.Contains))
                    allowed[row] = false;
            }
            if (!allowed[row] || !isUnknown || AllowUnknown)
                continue;
            allowed[row] = false;
            unknownLeftOut++;
        }
        return new AllowedMovies(allowed) { UnknownLeftOut = unknownLeftOut };
    }

    /// <summary>Tells of what can be used with no movie of a catalogue.</summary>
    /// <exception cref="ButacaException">
    /// Something that is asked for occurs nowhere in the catalogue, or the years are the wrong way round.
    /// </exception>
    public void Check(Catalog catalog)
    {
        if (FromYear > ToYear)
            Throw.Option("years", $"{FromYear}-{ToYear}", "the earlier year first");
        if (Unknown(Genres, genre => GenreOf(catalog, genre) >= 0) is { } unknownGenre)
            Throw.Option(
                "genre",
                unknownGenre,
                catalog.Genres.IsEmpty
                    ? "none: no movie of this catalogue has genres"
                    : $"one of {string.Join(", ", catalog.Genres)}"
            );
        if (Unknown(Origins, catalog.Origins.Contains) is { } unknownOrigin)
            Throw.Option(
                "origin",
                unknownOrigin,
                catalog.Origins.Count == 0
                    ? "none: no movie of this catalogue has an origin"
                    : $"one of {string.Join(", ", catalog.Origins.Order())}"
            );
        CheckNames("language", "movies in a known language", Languages, catalog.Languages);
        CheckNames("director", "directors", Directors, catalog.Directors);
        CheckNames("cast", "actors", Cast, catalog.Cast);
    }

    /// <summary>
    /// The same filter for a catalogue that may be older than the one it was checked with: what occurs nowhere in it
    /// allows nothing.
    /// </summary>
    public MovieFilter Within(Catalog catalog)
    {
        ImmutableArray<string> genres = Known(Genres, genre => GenreOf(catalog, genre) >= 0);
        ImmutableArray<string> origins = Known(Origins, catalog.Origins.Contains);
        ImmutableArray<string> languages = Known(Languages, name => catalog.Languages.Find(name).Count > 0);
        ImmutableArray<string> directors = Known(Directors, name => catalog.Directors.Find(name).Count > 0);
        ImmutableArray<string> cast = Known(Cast, name => catalog.Cast.Find(name).Count > 0);
        bool allowsNothing =
            (genres.IsEmpty && !Genres.IsDefaultOrEmpty)
            || (AllGenres && !Genres.IsDefault && genres.Length < Genres.Length)
            || (origins.IsEmpty && !Origins.IsDefaultOrEmpty)
            || (languages.IsEmpty && !Languages.IsDefaultOrEmpty)
            || (directors.IsEmpty && !Directors.IsDefaultOrEmpty)
            || (cast.IsEmpty && !Cast.IsDefaultOrEmpty);
        return this with
        {
            Genres = genres,
            Origins = origins,
            Languages = languages,
            Directors = directors,
            Cast = cast,
            CandidateIds = allowsNothing ? [] : CandidateIds,
        };
    }

    private static void CheckNames(string option, string what, ImmutableArray<string> names, NameIndex known)
    {
        if (Unknown(names, name => known.Find(name).Count > 0) is not { } unknown)
            return;
        Throw.Option(
            option,
            unknown,
            known.Names.IsEmpty
                ? $"none: this catalogue knows no {what}"
                : $"one of the catalogue's {known.Names.Length} {what}; nearest: {string.Join(", ", known.Nearest(unknown, 3))}"
        );
    }

    private IEnumerable<Fact> FactsOn(Catalog catalog)
    {
        if (!Origins.IsDefaultOrEmpty)
            yield return new Fact(
                Origins.ToHashSet(StringComparer.OrdinalIgnoreCase),
                movie => Catalog.OriginsOf(movie.Origin)
            );
        if (!Languages.IsDefaultOrEmpty)
            yield return new Fact(Meant(Languages, catalog.Languages), movie => movie.Languages);
        if (!Directors.IsDefaultOrEmpty)
            yield return new Fact(Meant(Directors, catalog.Directors), movie => movie.Directors);
        if (!Cast.IsDefaultOrEmpty)
            yield return new Fact(Meant(Cast, catalog.Cast), movie => movie.Cast);
    }

    private static HashSet<string> Meant(ImmutableArray<string> names, NameIndex known) =>
        names.SelectMany(known.Find).ToHashSet(StringComparer.Ordinal);

    /// <summary>Something that is asked for, and what a movie has of it; nothing where that is not known.</summary>
    private sealed record Fact(HashSet<string> Asked, Func<Movie, IReadOnlyList<string>> Of);

    private static string? Unknown(ImmutableArray<string> names, Func<string, bool> isKnown) =>
        names.IsDefaultOrEmpty ? null : names.FirstOrDefault(name => !isKnown(name));

    private static ImmutableArray<string> Known(ImmutableArray<string> names, Func<string, bool> isKnown) =>
        names.IsDefaultOrEmpty ? [] : [.. names.Where(isKnown)];

    /// <summary>A genre's place in <see cref="Catalog.Genres"/>; −1 where it has none.</summary>
    private static int GenreOf(Catalog catalog, string genre)
    {
        for (int i = 0; i < catalog.Genres.Length; i++)
            if (string.Equals(catalog.Genres[i], genre, StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }

    /// <summary>How many of some genres a movie has.</summary>
    private static int Common(HashSet<int> genres, ReadOnlySpan<int> movie)
    {
        int common = 0;
        foreach (int genre in movie)
            common += genres.Contains(genre) ? 1 : 0;
        return common;
    }
}

/// <summary>A <see cref="MovieFilter"/> worked out for a catalogue: one flag a movie. Immutable.</summary>
public sealed class AllowedMovies
{
    private readonly bool[] _allowed;

    internal AllowedMovies(bool[] allowed) => _allowed = allowed;

    /// <summary>
    /// How many movies are left out only since something that the filter asks for is not known of them.
    /// </summary>
    public int UnknownLeftOut { get; init; }

    /// <summary>For each movie row, whether it may be recommended.</summary>
    public ReadOnlySpan<bool> Flags => _allowed;

    /// <summary>Allows what both allow; null: all.</summary>
    internal AllowedMovies And(AllowedMovies? other)
    {
        if (other is null)
            return this;
        bool[] both = new bool[_allowed.Length];
        for (int movie = 0; movie < both.Length; movie++)
            both[movie] = _allowed[movie] && other._allowed[movie];
        return new AllowedMovies(both);
    }

    /// <summary>Allows some movie rows and no other.</summary>
    public static AllowedMovies Only(int movieCount, IEnumerable<int> rows)
    {
        bool[] allowed = new bool[movieCount];
        foreach (int row in rows)
            allowed[row] = true;
        return new AllowedMovies(allowed);
    }
}
