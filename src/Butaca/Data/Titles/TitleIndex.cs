using FuzzySharp;

namespace Butaca.Data.Titles;

/// <summary>
/// Finds movies by their titles, in whatever language the data set has them: strictly for files (<see cref="Match"/>),
/// forgivingly for people who type (<see cref="Search"/>, <see cref="Resolve"/>), who may also name who directed it or acts
/// in it. Immutable; safe for many threads.
/// </summary>
public sealed class TitleIndex
{
    private const int EnoughReal = 3; // what only looks like it is no help then
    private const int LeastInitials = 4; // fewer letters begin words more often than they stand for them
    private const int FuzzyCandidates = 120;
    private const int MinFuzzy = 62;
    private const int MinFuzzyPerson = 74; // names are shorter, and there are more of them
    private const int MinWord = 60;
    private const int ClearFuzzy = 80;
    private const int ClearGap = 6;
    private const float FuzzyWeight = 0.7f; // below every other kind
    private const float OfTranslation = 2; // what a title in another language is worth less
    private const int TranslationRank = 100; // behind all names in the data set's own language
    private const int LeastOfPerson = 4; // letters; fewer begin too many names
    private readonly int[] _audience;
    private readonly float[] _fame; // 0 … 1, logarithmic
    private readonly Dictionary<string, List<Named>> _byKey = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];
    private readonly List<Person> _people = [];
    private readonly Lazy<TrigramIndex> _trigrams;
    private readonly Lazy<TrigramIndex> _peopleTrigrams;
    private readonly Lazy<ILookup<int, int>> _ofYear;
    private readonly Lazy<NameWords[]>[] _names; // by row
    private readonly Lazy<Dictionary<ExternalId, int>> _byExternalId;

    /// <summary>Indexes a catalogue.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="audience">How many watched each movie: the more, the earlier among equals. Empty: nobody knows.</param>
    public TitleIndex(Catalog catalog, ReadOnlySpan<int> audience = default)
    {
        Catalog = catalog;
        _audience = audience.IsEmpty ? new int[catalog.Count] : audience.ToArray();
        if (_audience.Length != catalog.Count)
            throw new ArgumentException(
                $"found {_audience.Length} audiences, expected one for each of {catalog.Count} movies.",
                nameof(audience)
            );
        float most = MathF.Log(1 + _audience.DefaultIfEmpty().Max());
        int middle = MiddleOf(_audience);
        _fame =
        [
            .. _audience.Select(watched => most > 0 ? MathF.Log(1 + (watched == 0 ? middle : watched)) / most : 0),
        ];
        _ofYear = new Lazy<ILookup<int, int>>(() =>
            Enumerable
                .Range(0, catalog.Count)
                .Where(row => catalog[row].Year is not null)
                .ToLookup(row => catalog[row].Year!.Value)
        );
        _names =
        [
            .. Enumerable
                .Range(0, catalog.Count)
                .Select(row => new Lazy<NameWords[]>(() => [.. NamesOf(catalog[row]).Select(NameWords.Of)])),
        ];
        for (int row = 0; row < catalog.Count; row++)
        {
            int rank = 0;
            foreach (string name in MovieTitle.Parse(catalog[row].Title).Names)
                Add(row, name, rank++, MatchedField.Title);
            rank = TranslationRank;
            foreach (string title in catalog[row].Translations.SelectMany(translation => translation.Titles))
                Add(row, title, rank++, MatchedField.Translation);
        }
        AddPeople();
        _byExternalId = new Lazy<Dictionary<ExternalId, int>>(ByExternalId);
        _peopleTrigrams = new Lazy<TrigramIndex>(() => new TrigramIndex(_people.Select(p => p.Bare)));
        _trigrams = new Lazy<TrigramIndex>(() => new TrigramIndex(_entries.Select(e => e.Bare)));
    }

    /// <summary>
    /// The median audience of what somebody watched. A movie that nobody did, such as one newer than the data, is taken to be as
    /// well known as that: its audience is not told, rather than small.
    /// </summary>
    private static int MiddleOf(int[] audience)
    {
        int[] watched = [.. audience.Where(count => count > 0).Order()];
        return watched.Length == 0 ? 0 : watched[watched.Length / 2];
    }

    /// <summary>All names of a movie, its main one first, those in other languages last.</summary>
    private static IEnumerable<string> NamesOf(Movie movie) =>
        MovieTitle.Parse(movie.Title).Names.Concat(movie.Translations.SelectMany(translation => translation.Titles));

    /// <summary>Indexes the movies of a data set, the most watched first among equals.</summary>
    public static TitleIndex Of(Dataset dataset)
    {
        int[] audience = new int[dataset.Catalog.Count];
        for (int row = 0; row < audience.Length; row++)
            audience[row] = dataset.Interactions.AudienceOf(row);
        return new TitleIndex(dataset.Catalog, audience);
    }

    /// <summary>The movies that are indexed.</summary>
    public Catalog Catalog { get; }

    /// <summary>
    /// The movies with exactly this title, in any spelling (see <see cref="TitleText.Key"/>), and a year at most one
    /// away. The same year comes before another, a main name before a bracketed one.
    /// </summary>
    /// <param name="title">The title; its trailing year serves where <paramref name="year"/> is null.</param>
    /// <param name="year">The year of release, or null to match any.</param>
    /// <returns>The best rows, the most watched first: one, several that are equally good, or none.</returns>
    public IReadOnlyList<int> Match(string title, int? year = null)
    {
        MovieTitle parsed = MovieTitle.Parse(title);
        year ??= parsed.Year;
        List<(int Row, int Apart, int Rank)> found = [];
        int rank = 0;
        foreach (string name in parsed.Names)
        {
            foreach (Named named in _byKey.GetValueOrDefault(TitleText.Key(name)) ?? [])
            {
                int apart = year is { } asked ? Math.Abs((Catalog[named.Row].Year ?? asked - 1) - asked) : 0;
                if (apart <= 1)
                    found.Add((named.Row, apart, rank + named.Rank));
            }
            rank++;
        }
        if (found.Count == 0)
            return [];
        var best = found.Min(f => (f.Apart, f.Rank));
        return
        [
            .. found
                .Where(f => (f.Apart, f.Rank) == best)
                .Select(f => f.Row)
                .Distinct()
                .OrderByDescending(r => _audience[r])
                .ThenBy(r => r),
        ];
    }

    /// <summary>
    /// The movies of a year of whose title this is a part, between colons and dashes, or the other way round: "Star Wars" of
    /// 1977 is "Star Wars: Episode IV - A New Hope". Services and data sets shorten titles differently.
    /// </summary>
    /// <param name="title">The title.</param>
    /// <param name="year">The year of release.</param>
    /// <returns>The rows; more than one where it is not clear.</returns>
    public IReadOnlyList<int> MatchPart(string title, int year)
    {
        HashSet<string> parts = PartsOf(MovieTitle.Parse(title).Name);
        return parts.Count == 0
            ? []
            :
            [
                .. _ofYear
                    .Value[year]
                    .Where(row =>
                        _names[row]
                            .Value.Any(name =>
                                name.Parts.Count > 0 && (parts.IsSubsetOf(name.Parts) || name.Parts.IsSubsetOf(parts))
                            )
                    ),
            ];
    }

    /// <summary>
    /// The movies that a file means by a title in one or more spellings: those of <see cref="Match"/>; failing that the only
    /// one of <see cref="MatchPart"/>; failing that those of the year whose title is spelt otherwise (<c>Colours</c>, <c>Vol. I</c>),
    /// says whose film it is, or has a letter amiss. Without a year nothing is loosened.
    /// </summary>
    /// <param name="titles">The titles by which it is known, the surest first.</param>
    /// <param name="year">The year of release; null where unknown.</param>
    internal TitleFinding Find(IReadOnlyList<string> titles, int? year)
    {
        IReadOnlyList<int> best = [];
        int leastApart = int.MaxValue;
        foreach (string title in titles)
        {
            IReadOnlyList<int> rows = Match(title, year);
            if (rows.Count == 0)
                continue;
            int apart = Math.Abs((Catalog[rows[0]].Year ?? 0) - (year ?? MovieTitle.YearOf(title) ?? 0));
            if (apart < leastApart)
            {
                best = rows;
                leastApart = apart;
            }
        }
        if (best.Count > 0)
            return new TitleFinding(best, IsDoubtful: false);
        foreach (string title in titles)
        {
            if ((year ?? MovieTitle.YearOf(title)) is not { } asked)
                continue;
            if (MatchPart(title, asked) is [int only])
                return new TitleFinding([only], IsDoubtful: !HoldsAllPartsOf(title, only));
            if (MatchAlike(title, asked) is { Rows.Count: > 0 } alike)
                return alike;
        }
        return new TitleFinding([], IsDoubtful: false);
    }

    /// <summary>
    /// Whether all parts of a title are in the names of a movie. Services shorten titles; "Steve Jobs: The Man in the Machine" is
    /// another movie than "Steve Jobs", of the same year.
    /// </summary>
    private bool HoldsAllPartsOf(string title, int row) =>
        PartsOf(MovieTitle.Parse(title).Name).IsSubsetOf(_names[row].Value.SelectMany(name => name.Parts));

    /// <summary>The movies of a year whose titles are alike.</summary>
    private TitleFinding MatchAlike(string title, int year)
    {
        NameWords asked = NameWords.Of(MovieTitle.Parse(title).Name);
        Likeness closest = Likeness.None;
        bool isDoubtful = false;
        List<int> found = [];
        foreach (int row in _ofYear.Value[year])
        {
            foreach (NameWords name in _names[row].Value)
            {
                Likeness likeness = TitleLikeness.Of(asked.Words, asked.Name, name.Words, name.Name);
                if (likeness == Likeness.None || likeness < closest)
                    continue;
                if (likeness > closest)
                    found.Clear();
                closest = likeness;
                if (!found.Contains(row))
                    found.Add(row);
                // Services shorten titles; whoever lengthens one may sell another film under it.
                isDoubtful =
                    likeness == Likeness.LetterAmiss
                    || (likeness == Likeness.WithoutWhose && asked.Words.Length > name.Words.Length);
            }
        }
        return new TitleFinding([.. found.OrderByDescending(row => _audience[row]).ThenBy(row => row)], isDoubtful);
    }

    /// <summary>The row of the movie that has an external id, the most watched of those that share it; −1 where none has.</summary>
    public int RowOf(ExternalId id) => _byExternalId.Value.GetValueOrDefault(id, -1);

    /// <summary>A movie's external ids. Where its own id is one of IMDb's, such as <c>tt0078748</c>, that is among them.</summary>
    internal static IEnumerable<ExternalId> ExternalIdsOf(Movie movie)
    {
        bool isOfImdb =
            !movie.Id.IsNumber
            && movie.ExternalIdIn(ExternalId.Imdb) is null
            && ExternalId.IsValue(ExternalId.Imdb, movie.Id.ToString());
        return isOfImdb
            ? movie.ExternalIds.Prepend(new ExternalId(ExternalId.Imdb, movie.Id.ToString()))
            : movie.ExternalIds;
    }

    private Dictionary<ExternalId, int> ByExternalId()
    {
        Dictionary<ExternalId, int> rows = [];
        foreach (
            int row in Enumerable.Range(0, Catalog.Count).OrderByDescending(row => _audience[row]).ThenBy(row => row)
        )
        {
            foreach (ExternalId id in ExternalIdsOf(Catalog[row]))
                rows.TryAdd(id, row);
        }
        return rows;
    }

    private static HashSet<string> PartsOf(string name) =>
        [
            .. name.Split([":", " - ", " – "], StringSplitOptions.None)
                .Select(part => TitleQuery.WithoutArticle(TitleText.Words(part)))
                .Where(part => part.Length > 0),
        ];

    /// <summary>
    /// Searches as people type: parts of titles in any language, typing errors, articles or not, perhaps a year at the end; or
    /// names of directors and actors; or an external id, such as <c>tt0078748</c> or <c>tmdb:348</c>.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>Candidates, the best first; the most watched first among equals.</returns>
    public IReadOnlyList<TitleCandidate> Search(string text, int limit = 10)
    {
        Dictionary<int, TitleCandidate> best = [];
        ScanIds(text.Trim(), best);
        bool isId = best.Count > 0;
        foreach (TitleQuery query in TitleQuery.Of(text))
        {
            Scan(query, best);
            ScanPeople(query, best);
            if (!isId && best.Values.Count(IsReal) < Math.Min(limit, EnoughReal))
                ScanFuzzy(query, best);
        }
        return
        [
            .. best
                .Values.OrderByDescending(c => c.Score)
                .ThenByDescending(c => _fame[c.Row])
                .ThenBy(c => c.Row)
                .Take(limit),
        ];
    }

    /// <summary>Decides which movie a person means.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="limit">How many candidates to offer at most where that is not clear.</param>
    public TitleResolution Resolve(string text, int limit = 8)
    {
        IReadOnlyList<TitleCandidate> found = Search(text, limit);
        if (found.Count == 0)
            return new TitleResolution(TitleOutcome.NotFound, -1, []);
        // What a file means by this title and year, somebody who types it means too.
        if (
            MovieTitle.YearOf(text.Trim()) is { } year
            && Find([text.Trim()], year) is { IsDoubtful: false, Rows: [int meant] }
        )
            return new TitleResolution(TitleOutcome.Found, meant, found);
        TitleCandidate first = found[0];
        bool isAlone = !found.Skip(1).Any(other => Rivals(first, other));
        bool isClear =
            first.YearFits
            && first.Field is MatchedField.Title or MatchedField.Translation or MatchedField.ExternalId // a person is no movie
            && (
                first.Kind == TitleMatchKind.Initials ? found.Count == 1
                : first.Kind == TitleMatchKind.Fuzzy
                    ? first.Score >= FuzzyWeight * ClearFuzzy
                        && (found.Count == 1 || first.Score - found[1].Score >= FuzzyWeight * ClearGap)
                        && EveryWordIsIn(text, first.Matched)
                : isAlone
            );
        if (isClear)
            return new TitleResolution(TitleOutcome.Found, first.Row, found);
        return new TitleResolution(
            first.Kind == TitleMatchKind.Fuzzy ? TitleOutcome.NotFound : TitleOutcome.Ambiguous,
            -1,
            found
        );
    }

    /// <summary>Whether a candidate only looks a little like what was typed.</summary>
    internal static bool IsDoubtful(TitleCandidate candidate) =>
        !IsReal(candidate) && candidate.Score < FuzzyWeight * ClearFuzzy;

    /// <summary>Whether a candidate has the words that were typed, or their beginnings, letter for letter.</summary>
    internal static bool IsReal(TitleCandidate candidate) =>
        candidate.Kind is not (TitleMatchKind.Initials or TitleMatchKind.Fuzzy);

    /// <summary>Whether each word typed is like one of the title: "terminator two" is not clearly The Terminator.</summary>
    private static bool EveryWordIsIn(string text, string title)
    {
        string[] words = TitleText.Words(title).Split(' ');
        return TitleText.Words(text).Split(' ').All(typed => words.Any(word => Fuzz.Ratio(typed, word) >= MinWord));
    }

    /// <summary>
    /// Whether another candidate may be meant just as well. Among whole titles the given year decides. Data sets list some
    /// movies twice under one title: nobody could name the other one, so the more watched serves.
    /// </summary>
    private bool Rivals(TitleCandidate first, TitleCandidate other) =>
        other.Kind == first.Kind
        && other.Field <= first.Field // what is called so in another language is no rival of what is called so
        && other.YearFits == first.YearFits
        && (first.Kind != TitleMatchKind.Exact || other.Score == first.Score)
        && !string.Equals(Catalog[first.Row].Title, Catalog[other.Row].Title, StringComparison.OrdinalIgnoreCase);

    private void Add(int row, string name, int rank, MatchedField field)
    {
        string words = TitleText.Words(name);
        if (words.Length == 0)
            return;
        string key = TitleText.Key(name);
        bool isKnown = _byKey.TryGetValue(key, out List<Named>? named) && named.Exists(n => n.Row == row);
        if (isKnown && field == MatchedField.Translation)
            return; // called alike in both languages
        string bare = TitleQuery.WithoutArticle(words);
        _entries.Add(
            new Entry(
                row,
                name,
                field,
                bare,
                string.Concat(bare.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word[0]))
            )
        );
        if (named is null)
            _byKey.Add(key, named = []);
        if (!isKnown)
            named.Add(new Named(row, rank));
    }

    private void AddPeople()
    {
        Dictionary<string, Person> known = new(StringComparer.Ordinal);
        for (int row = 0; row < Catalog.Count; row++)
        {
            foreach (string name in Catalog[row].Directors)
                PersonOf(name)?.Movies.Add((row, MatchedField.Director));
            foreach (string name in Catalog[row].Cast)
                PersonOf(name)?.Movies.Add((row, MatchedField.Cast));
        }

        Person? PersonOf(string name)
        {
            if (known.TryGetValue(name, out Person? person))
                return person;
            string words = TitleText.Words(name);
            if (words.Length == 0)
                return null;
            known.Add(name, person = new Person(name, words, []));
            _people.Add(person);
            return person;
        }
    }

    private void Scan(TitleQuery query, Dictionary<int, TitleCandidate> best)
    {
        foreach (Entry entry in _entries)
        {
            // 100 for the whole title; below, the better known the movie, and then the more of its title is typed, the better.
            float more = 8 * _fame[entry.Row] + 0.3f * query.Bare.Length / entry.Bare.Length;
            if (entry.Bare == query.Bare)
                Offer(entry, TitleMatchKind.Exact, 100, query, best);
            else if (entry.Bare.StartsWith(query.Bare, StringComparison.Ordinal))
                Offer(entry, TitleMatchKind.Prefix, 85 + more + (EndsAWord(query, entry) ? 1 : 0), query, best);
            else if (query.AllWordsIn(entry.Bare))
                Offer(entry, TitleMatchKind.Words, 72 + more, query, best);
            else if (
                query.Bare.Length >= LeastInitials
                && entry.Initials.StartsWith(query.Bare, StringComparison.Ordinal)
            )
                Offer(entry, TitleMatchKind.Initials, 62 + more, query, best);
        }
    }

    /// <summary>
    /// An id behind the name of its source and a colon, or alone: then it has a letter and a digit, since there are titles such as
    /// 1917, too.
    /// </summary>
    private void ScanIds(string text, Dictionary<int, TitleCandidate> best)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            Offer(new ExternalId(text[..colon].ToLowerInvariant(), text[(colon + 1)..].Trim()));
        if (!text.Any(char.IsAsciiDigit) || !text.Any(char.IsLetter))
            return;
        Offer(new ExternalId(ExternalId.Imdb, text.ToLowerInvariant()));
        foreach (string source in Catalog.OtherSources)
            Offer(new ExternalId(source, text));

        void Offer(ExternalId id)
        {
            if (RowOf(id) is >= 0 and int row)
                // A whole title, of 100, says more.
                best[row] = new TitleCandidate(row, 99, TitleMatchKind.Exact, true, MatchedField.ExternalId, $"{id}");
        }
    }

    /// <summary>Whether a beginning ends where a word does: "star" of Star Wars rather than of Stargate.</summary>
    private static bool EndsAWord(TitleQuery query, Entry entry) => entry.Bare[query.Bare.Length] == ' ';

    /// <summary>A whole name comes before words within titles, a part of one behind them.</summary>
    private void ScanPeople(TitleQuery query, Dictionary<int, TitleCandidate> best)
    {
        if (query.Bare.Length < LeastOfPerson)
            return;
        foreach (Person person in _people)
        {
            bool isWhole = person.Bare == query.Bare;
            if (!isWhole && !query.AllWordsIn(person.Bare))
                continue;
            foreach (var (row, field) in person.Movies)
                Offer(
                    row,
                    TitleMatchKind.Person,
                    (isWhole ? 82 : 63) + 8 * _fame[row],
                    query,
                    best,
                    field,
                    person.Name
                );
        }
    }

    private void ScanFuzzy(TitleQuery query, Dictionary<int, TitleCandidate> best)
    {
        foreach (int at in _trigrams.Value.MostAlike(query.Bare, FuzzyCandidates))
        {
            Entry entry = _entries[at];
            int ratio = Fuzz.Ratio(query.Bare, entry.Bare);
            if (query.Bare.Length >= 6 && entry.Bare.Length > query.Bare.Length)
                ratio = Math.Max(ratio, Fuzz.PartialRatio(query.Bare, entry.Bare) * 9 / 10); // part of a title, with errors
            if (ratio >= MinFuzzy)
                Offer(entry, TitleMatchKind.Fuzzy, FuzzyWeight * ratio, query, best);
        }
        if (query.Bare.Length < LeastOfPerson)
            return;
        foreach (int at in _peopleTrigrams.Value.MostAlike(query.Bare, FuzzyCandidates))
        {
            Person person = _people[at];
            string last = person.Bare[(person.Bare.LastIndexOf(' ') + 1)..];
            int ratio = Math.Max(Fuzz.Ratio(query.Bare, person.Bare), Fuzz.Ratio(query.Bare, last) * 9 / 10);
            if (ratio < MinFuzzyPerson)
                continue;
            foreach (var (row, field) in person.Movies)
                Offer(row, TitleMatchKind.Fuzzy, FuzzyWeight * ratio + _fame[row], query, best, field, person.Name);
        }
    }

    private void Offer(
        Entry entry,
        TitleMatchKind kind,
        float score,
        TitleQuery query,
        Dictionary<int, TitleCandidate> best
    ) =>
        Offer(
            entry.Row,
            kind,
            entry.Field == MatchedField.Translation ? score - OfTranslation : score,
            query,
            best,
            entry.Field,
            entry.Name
        );

    private void Offer(
        int row,
        TitleMatchKind kind,
        float score,
        TitleQuery query,
        Dictionary<int, TitleCandidate> best,
        MatchedField field,
        string matched
    )
    {
        bool yearFits = query.Year is null || Catalog[row].Year == query.Year;
        bool isNear = !yearFits && Catalog[row].Year is { } year && Math.Abs(year - query.Year!.Value) <= 1;
        if (!yearFits)
            score -= isNear ? 5 : 40;
        if (!best.TryGetValue(row, out TitleCandidate? known) || known.Score < score)
            best[row] = new TitleCandidate(row, score, kind, yearFits || isNear, field, matched);
    }

    /// <param name="Row">The movie.</param>
    /// <param name="Name">A name of it.</param>
    /// <param name="Field">Whose name that is: the data set's or another language's.</param>
    /// <param name="Bare">The name in plain words, without its article.</param>
    /// <param name="Initials">Their first letters: "lotr" is The Lord of the Rings.</param>
    private sealed record Entry(int Row, string Name, MatchedField Field, string Bare, string Initials);

    /// <param name="Name">Somebody.</param>
    /// <param name="Bare">The name in plain words.</param>
    /// <param name="Movies">What they directed or act in.</param>
    private sealed record Person(string Name, string Bare, List<(int Row, MatchedField Field)> Movies);

    private sealed record Named(int Row, int Rank);

    /// <summary>A name of a movie, taken apart in the ways in which names are compared.</summary>
    private sealed record NameWords(string Name, string[] Words, HashSet<string> Parts)
    {
        public static NameWords Of(string name) => new(name, TitleLikeness.WordsOf(name), PartsOf(name));
    }
}

/// <summary>The movies that a file means by a title.</summary>
/// <param name="Rows">The movies, the most watched first; more than one where several fit.</param>
/// <param name="IsDoubtful">Whether the title is only much like theirs.</param>
internal sealed record TitleFinding(IReadOnlyList<int> Rows, bool IsDoubtful);
