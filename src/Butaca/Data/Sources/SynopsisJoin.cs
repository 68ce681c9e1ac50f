namespace Butaca.Data.Sources;

/// <summary>
/// Gives the movies of a catalogue the descriptions of a source that knows other ids. Two are the same movie where a
/// name of one equals a name of the other (see <see cref="TitleText.Key"/>) and their years are at most one apart. The
/// same year and the main name win; what stays undecided goes by genres in common, and otherwise nobody gets it. What
/// is left after that is tried once more by <see cref="LooseTitles"/>, in the same year only.
/// </summary>
public static class SynopsisJoin
{
    /// <summary>Wikipedia's names for genres that MovieLens names otherwise.</summary>
    private static readonly Dictionary<string, string> GenreNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Science Fiction"] = "Sci-Fi",
        ["Animated"] = "Animation",
        ["Noir"] = "Film-Noir",
        ["Family"] = "Children",
        ["Suspense"] = "Thriller",
        ["Slasher"] = "Horror",
        ["Martial Arts"] = "Action",
        ["Superhero"] = "Action",
        ["Historical"] = "Drama",
        ["Biography"] = "Drama",
    };

    /// <summary>Joins. A movie that has a synopsis already keeps it; a movie without a year gets none.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="records">The descriptions, in any order.</param>
    public static JoinedSynopses Join(Catalog catalog, IEnumerable<SynopsisRecord> records)
    {
        List<SynopsisRecord> all = [.. records.Where(r => r.Year is not null)];
        Dictionary<string, List<Named>> byKey = IndexByKey(all);
        Pairing?[] best = new Pairing?[catalog.Count];
        bool[] takenInItsYear = new bool[all.Count];
        int ambiguous = 0;
        for (int row = 0; row < catalog.Count; row++)
        {
            if (catalog[row].Synopsis is not null || catalog[row].Year is null)
                continue;
            List<Pairing> candidates = Candidates(catalog[row], byKey, all);
            if (candidates.Count == 0)
                continue;
            best[row] = Choose(catalog[row], candidates, all);
            if (best[row] is not { } chosen)
                ambiguous++;
            else if (chosen.YearsApart == 0)
                takenInItsYear[chosen.Record] = true;
        }

        // A remake or a namesake of the year before or after must not take what belongs to the movie of that year.
        for (int row = 0; row < best.Length; row++)
        {
            if (best[row] is { YearsApart: > 0 } other && takenInItsYear[other.Record])
                best[row] = null;
        }
        JoinLoosely(catalog, all, best);

        Movie[] movies = catalog.Movies.ToArray();
        List<SynopsisMatch> matches = [];
        for (int row = 0; row < movies.Length; row++)
        {
            if (best[row] is not { } pairing)
                continue;
            SynopsisRecord record = all[pairing.Record];
            Movie movie = movies[row];
            movies[row] = movie with
            {
                Synopsis = record.Synopsis,
                Origin = movie.Origin ?? record.Origin,
                Directors = movie.Directors.IsEmpty ? record.Directors : movie.Directors,
                Cast = movie.Cast.IsEmpty ? record.Cast : movie.Cast,
            };
            matches.Add(new SynopsisMatch(row, record));
        }
        return new JoinedSynopses(new Catalog(movies), matches, ambiguous);
    }

    private static Dictionary<string, List<Named>> IndexByKey(List<SynopsisRecord> records)
    {
        Dictionary<string, List<Named>> byKey = new(StringComparer.Ordinal);
        for (int record = 0; record < records.Count; record++)
        {
            Add(records[record].Title, record, 0);
            if (records[record].OtherTitle is { } other)
                Add(other, record, 1);
        }
        return byKey;

        void Add(string title, int record, int rank)
        {
            foreach (string name in MovieTitle.Parse(title).Names)
            {
                string key = TitleText.Key(name);
                if (key.Length == 0)
                    continue;
                if (!byKey.TryGetValue(key, out List<Named>? named))
                    byKey.Add(key, named = []);
                if (!named.Exists(n => n.Record == record))
                    named.Add(new Named(record, rank));
                rank++;
            }
        }
    }

    private static List<Pairing> Candidates(
        Movie movie,
        Dictionary<string, List<Named>> byKey,
        List<SynopsisRecord> records
    )
    {
        List<Pairing> candidates = [];
        int rank = 0;
        foreach (string name in MovieTitle.Parse(movie.Title).Names)
        {
            foreach (Named named in byKey.GetValueOrDefault(TitleText.Key(name)) ?? [])
            {
                int apart = Math.Abs(records[named.Record].Year!.Value - movie.Year!.Value);
                if (apart <= 1)
                    candidates.Add(new Pairing(named.Record, apart, rank + named.Rank));
            }
            rank++;
        }
        return candidates;
    }

    private static Pairing? Choose(Movie movie, List<Pairing> candidates, List<SynopsisRecord> records)
    {
        Pairing first = candidates.MinBy(c => (c.YearsApart, c.Rank))!;
        List<Pairing> rivals =
        [
            .. candidates
                .Where(c => (c.YearsApart, c.Rank) == (first.YearsApart, first.Rank))
                .DistinctBy(c => records[c.Record].Synopsis),
        ];
        if (rivals.Count == 1)
            return first;
        var byGenres = rivals
            .Select(c => (Pairing: c, Common: GenresInCommon(movie, records[c.Record])))
            .OrderByDescending(c => c.Common)
            .ToList();
        return byGenres[0].Common > byGenres[1].Common ? byGenres[0].Pairing : null;
    }

    private static bool HaveGenreInCommon(Movie movie, SynopsisRecord record) => GenresInCommon(movie, record) > 0;

    private static int GenresInCommon(Movie movie, SynopsisRecord record) =>
        record
            .Genres.Select(g => GenreNames.GetValueOrDefault(g, g))
            .Intersect(movie.Genres, StringComparer.OrdinalIgnoreCase)
            .Count();

    /// <summary>
    /// What is left goes by <see cref="LooseTitles"/>, in the same year only, and only where neither side has a choice.
    /// </summary>
    private static void JoinLoosely(Catalog catalog, List<SynopsisRecord> records, Pairing?[] best)
    {
        HashSet<int> taken = [.. best.OfType<Pairing>().Select(p => p.Record)];
        var free = Enumerable
            .Range(0, records.Count)
            .Where(r => !taken.Contains(r))
            .SelectMany(r =>
                KeysOf(records[r].Title, records[r].OtherTitle).Select(key => (Key: (key, records[r].Year), Record: r))
            )
            .ToLookup(k => k.Key, k => k.Record);
        List<(int Row, int Record)> found = [];
        for (int row = 0; row < catalog.Count; row++)
        {
            if (best[row] is not null || catalog[row].Synopsis is not null || catalog[row].Year is not { } year)
                continue;
            string[] names = [.. MovieTitle.Parse(catalog[row].Title).Names];
            int[] fitting =
            [
                .. KeysOf(names)
                    .SelectMany(key => free[(key, year)])
                    .Distinct()
                    .Where(r => AreWhole(names, records[r]) || HaveGenreInCommon(catalog[row], records[r])),
            ];
            if (fitting.Length == 1)
                found.Add((row, fitting[0]));
        }
        foreach (var claims in found.GroupBy(f => f.Record).Where(g => g.Count() == 1))
            best[claims.Single().Row] = new Pairing(claims.Key, 0, int.MaxValue);

        // Parts alone are not enough: Aguirre, the Wrath of God, is not the western The Wrath of God of that year.
        static bool AreWhole(string[] names, SynopsisRecord record) =>
            names.Any(name => LooseTitles.Key(name) == LooseTitles.Key(record.Title));

        static IEnumerable<string> KeysOf(params string?[] names) =>
            names
                .OfType<string>()
                .SelectMany(LooseTitles.KeysOf)
                .Where(key => key.Length > 0)
                .Distinct(StringComparer.Ordinal);
    }

    private sealed record Named(int Record, int Rank);

    private sealed record Pairing(int Record, int YearsApart, int Rank);
}

/// <summary>A catalogue with descriptions, and how it came by them.</summary>
/// <param name="Catalog">The movies in the same rows.</param>
/// <param name="Matches">The joins made, by row.</param>
/// <param name="Ambiguous">Movies for which several descriptions were equally likely, so that they got none.</param>
public sealed record JoinedSynopses(Catalog Catalog, IReadOnlyList<SynopsisMatch> Matches, int Ambiguous);

/// <summary>One join.</summary>
/// <param name="Row">The movie.</param>
/// <param name="Record">The description that it got.</param>
public sealed record SynopsisMatch(int Row, SynopsisRecord Record);
