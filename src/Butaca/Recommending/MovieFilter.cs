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
        Genres.IsDefaultOrEmpty && Origins.IsDefaultOrEmpty && ExcludedIds.IsDefaultOrEmpty && CandidateIds is null && FromYear is null && ToYear is null;

    /// <summary>Prepares the filter for a catalogue; do it once for many requests.</summary>
    /// <exception cref="ButacaException">A genre or an origin occurs nowhere in the catalogue, or the years are the wrong way round.</exception>
    public AllowedMovies On(Catalog catalog)
    {
        if (FromYear > ToYear) Throw.Option("years", $"{FromYear}-{ToYear}", "the earlier year first");
        HashSet<int>? genres = Genres.IsDefaultOrEmpty ? null : [.. Genres.Select(genre => GenreOf(catalog, genre))];
        HashSet<string>? origins = Origins.IsDefaultOrEmpty ? null : new(Origins, StringComparer.OrdinalIgnoreCase);
        bool[] allowed = new bool[catalog.Count];
        if (CandidateIds is { } ids)
        {
            foreach (long id in ids)
                if (catalog.Vocabulary.RowOf(id) is >= 0 and int row) allowed[row] = true;
        }
        else
        {
            Array.Fill(allowed, true);
        }
        foreach (long id in ExcludedIds.IsDefault ? [] : ExcludedIds)
            if (catalog.Vocabulary.RowOf(id) is >= 0 and int row) allowed[row] = false;
        if (genres is null && origins is null && FromYear is null && ToYear is null) return new AllowedMovies(allowed); // no need to look at each movie

        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        for (int row = 0; row < allowed.Length; row++)
        {
            Movie movie = catalog[row];
            if (genres is not null && !Overlaps(genres, catalog.GenresOf(row))) allowed[row] = false;
            if (movie.Year is { } year ? year < FromYear || year > ToYear : FromYear is not null || ToYear is not null) allowed[row] = false;
            if (origins is not null)
            {
                string[] parts = OriginsOf(movie);
                seen.UnionWith(parts);
                if (!parts.Any(origins.Contains)) allowed[row] = false;
            }
        }
        if (origins?.FirstOrDefault(origin => !seen.Contains(origin)) is { } unknown)
            Throw.Option("origin", unknown, seen.Count == 0 ? "none: no movie of this catalogue has an origin" : $"one of {string.Join(", ", seen.Order(StringComparer.Ordinal))}");
        return new AllowedMovies(allowed);
    }

    /// <summary>The parts of an origin such as <c>"British-American"</c>, each usable as a filter.</summary>
    private static string[] OriginsOf(Movie movie) =>
        movie.Origin?.Split(['-', ',', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { } parts
            ? [movie.Origin, .. parts]
            : [];

    private static int GenreOf(Catalog catalog, string genre)
    {
        for (int i = 0; i < catalog.Genres.Length; i++)
            if (string.Equals(catalog.Genres[i], genre, StringComparison.OrdinalIgnoreCase)) return i;
        Throw.Option("genre", genre, catalog.Genres.IsEmpty ? "none: no movie of this catalogue has genres" : $"one of {string.Join(", ", catalog.Genres)}");
        return -1;
    }

    private static bool Overlaps(HashSet<int> genres, ReadOnlySpan<int> movie)
    {
        foreach (int genre in movie)
            if (genres.Contains(genre)) return true;
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

    /// <summary>Allows some movie rows and no other.</summary>
    public static AllowedMovies Only(int movieCount, IEnumerable<int> rows)
    {
        bool[] allowed = new bool[movieCount];
        foreach (int row in rows) allowed[row] = true;
        return new AllowedMovies(allowed);
    }
}
