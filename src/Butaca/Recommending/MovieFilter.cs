using System.Collections.Immutable;
using Butaca.Data;

namespace Butaca.Recommending;

/// <summary>Which movies may be recommended. Everything unset allows everything. A movie must pass all that is set.</summary>
public sealed record MovieFilter
{
    /// <summary>Genres, of which a movie must have at least one; case is ignored. Empty: any.</summary>
    public ImmutableArray<string> Genres { get; init; } = [];

    /// <summary>First year of release, inclusive; movies without a year then fail.</summary>
    public int? FromYear { get; init; }

    /// <summary>Last year of release, inclusive; movies without a year then fail.</summary>
    public int? ToYear { get; init; }

    /// <summary>Origins, of which a movie must have at least one: <c>British</c> allows <c>British-American</c>. Empty: any.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>Movie ids that must not be recommended. Unknown ids are ignored.</summary>
    public ImmutableArray<long> ExcludedIds { get; init; } = [];

    /// <summary>The only movie ids that may be recommended; null: all. Unknown ids are ignored.</summary>
    public ImmutableArray<long>? CandidateIds { get; init; }

    /// <summary>Whether nothing is set that a movie would have to pass.</summary>
    public bool AllowsAll =>
        Genres.IsDefaultOrEmpty
        && Origins.IsDefaultOrEmpty
        && ExcludedIds.IsDefaultOrEmpty
        && CandidateIds is null
        && FromYear is null
        && ToYear is null;

    /// <summary>Prepares the filter for a catalogue; do it once for many requests.</summary>
    /// <exception cref="ButacaException">A genre or an origin occurs nowhere in the catalogue, or the years are the wrong way round.</exception>
    public AllowedMovies On(Catalog catalog)
    {
        Check(catalog);
        HashSet<int>? genres = Genres.IsDefaultOrEmpty ? null : [.. Genres.Select(genre => GenreOf(catalog, genre))];
        HashSet<string>? origins = Origins.IsDefaultOrEmpty ? null : new(Origins, StringComparer.OrdinalIgnoreCase);
        bool[] allowed = new bool[catalog.Count];
        if (CandidateIds is { } ids)
        {
            foreach (long id in ids)
                if (catalog.Vocabulary.RowOf(id) is >= 0 and int row)
                    allowed[row] = true;
        }
        else
        {
            Array.Fill(allowed, true);
        }
        foreach (long id in ExcludedIds.IsDefault ? [] : ExcludedIds)
            if (catalog.Vocabulary.RowOf(id) is >= 0 and int row)
                allowed[row] = false;
        if (genres is null && origins is null && FromYear is null && ToYear is null)
            return new AllowedMovies(allowed); // no need to look at each movie

        for (int row = 0; row < allowed.Length; row++)
        {
            Movie movie = catalog[row];
            if (genres is not null && !Overlaps(genres, catalog.GenresOf(row)))
                allowed[row] = false;
            if (movie.Year is { } year ? year < FromYear || year > ToYear : FromYear is not null || ToYear is not null)
                allowed[row] = false;
            if (origins is not null && !Catalog.OriginsOf(movie.Origin).Any(origins.Contains))
                allowed[row] = false;
        }
        return new AllowedMovies(allowed);
    }

    /// <summary>Tells of what can be used with no movie of a catalogue.</summary>
    /// <exception cref="ButacaException">A genre or an origin occurs nowhere in the catalogue, or the years are the wrong way round.</exception>
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
    }

    /// <summary>The same filter for a catalogue that may be older than the one it was checked with: a genre or an origin that occurs nowhere in it allows nothing.</summary>
    public MovieFilter Within(Catalog catalog)
    {
        ImmutableArray<string> genres = Known(Genres, genre => GenreOf(catalog, genre) >= 0);
        ImmutableArray<string> origins = Known(Origins, catalog.Origins.Contains);
        bool allowsNothing =
            (genres.IsEmpty && !Genres.IsDefaultOrEmpty) || (origins.IsEmpty && !Origins.IsDefaultOrEmpty);
        return this with { Genres = genres, Origins = origins, CandidateIds = allowsNothing ? [] : CandidateIds };
    }

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

    private static bool Overlaps(HashSet<int> genres, ReadOnlySpan<int> movie)
    {
        foreach (int genre in movie)
            if (genres.Contains(genre))
                return true;
        return false;
    }
}

/// <summary>A <see cref="MovieFilter"/> worked out for a catalogue: one flag a movie. Immutable.</summary>
public sealed class AllowedMovies
{
    private readonly bool[] _allowed;

    internal AllowedMovies(bool[] allowed) => _allowed = allowed;

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
