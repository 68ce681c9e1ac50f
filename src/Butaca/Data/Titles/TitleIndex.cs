using System.Collections.Immutable;
using FuzzySharp;

namespace Butaca.Data.Titles;

/// <summary>
/// Finds movies by their titles, in whatever language the data set has them: strictly for files (<see cref="Match"/>),
/// forgivingly for people who type (<see cref="Search"/>, <see cref="Resolve"/>), who may also name who directed it or
/// acts in it. Immutable; safe for many threads.
/// </summary>
public sealed class TitleIndex
{
    private const int EnoughReal = 3; // what only looks like it is no help then
    private const int LeastInitials = 4; // fewer letters begin words more often than they stand for them
    private const int FuzzyCandidates = 120;
    private const int MinFuzzy = 62;
    private const int MinFuzzyCredit = 74; // names are shorter, and there are more of them
    private const int MinWord = 60;
    private const int ClearFuzzy = 80;
    private const int ClearGap = 6;
    private const float FuzzyWeight = 0.7f; // below every other kind
    private const float OfTranslation = 2; // what a title in another language is worth less
    private const int TranslationRank = 100; // behind all names in the data set's own language
    private const int LeastOfCredit = 4; // letters; fewer begin too many names
    private readonly TitleIndex? _root; // finds the movies that are as they were; null: this finds all
    private readonly ImmutableHashSet<int> _changed = []; // rows that the root has other movies of
    private readonly int[] _audience; // of later movies it is 0
    private readonly float[] _fame; // 0 … 1, logarithmic
    private readonly float _fameOfUnwatched;
    private readonly Dictionary<string, List<Named>> _byKey = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];
    private readonly List<Credit> _credits = [];
    private readonly Lazy<TrigramIndex> _trigrams;
    private readonly Lazy<TrigramIndex> _creditTrigrams;
    private readonly Lazy<ILookup<int, int>> _ofYear;
    private readonly Dictionary<int, Lazy<NameWords[]>> _names; // by row
    private readonly Lazy<Dictionary<ExternalId, int>> _byExternalId;

    /// <summary>Indexes a catalogue.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="audience">How many watched each movie: the more, the earlier among equals. Empty: nobody
    /// knows.</param>
    public TitleIndex(Catalog catalog, ReadOnlySpan<int> audience = default)
        : this(catalog, null, [.. Enumerable.Range(0, catalog.Count)], AudienceIn(catalog, audience)) { }

    /// <param name="catalog">The movies.</param>
    /// <param name="root">Finds those of the other rows.</param>
    /// <param name="rows">The rows that are indexed here, ascending.</param>
    /// <param name="audience">How many watched each movie; of later ones it is 0.</param>
    private TitleIndex(Catalog catalog, TitleIndex? root, int[] rows, int[] audience)
    {
        _root = root;
        Catalog = catalog;
        _changed = catalog.ChangedRows;
        _audience = audience;
        float most = root is null ? MathF.Log(1 + audience.DefaultIfEmpty().Max()) : 0;
        int middle = root is null ? MiddleOf(audience) : 0;
        _fame = root?._fame ?? [.. audience.Select(watched => Fame(watched == 0 ? middle : watched))];
        _fameOfUnwatched = root?._fameOfUnwatched ?? Fame(middle);
        _ofYear = new Lazy<ILookup<int, int>>(() =>
            rows.Where(row => catalog[row].Year is not null).ToLookup(row => catalog[row].Year!.Value)
        );
        _names = rows.ToDictionary(
            row => row,
            row => new Lazy<NameWords[]>(() => [.. NamesOf(catalog[row]).Select(NameWords.Of)])
        );
        foreach (int row in rows)
        {
            int rank = 0;
            foreach (string name in MovieTitle.Parse(catalog[row].Title).Names)
                Add(row, name, rank++, MatchedField.Title);
            rank = TranslationRank;
            foreach (string title in catalog[row].Translations.SelectMany(translation => translation.Titles))
                Add(row, title, rank++, MatchedField.Translation);
        }
        AddCredits(rows);
        _byExternalId = new Lazy<Dictionary<ExternalId, int>>(() => ByExternalId(rows));
        _creditTrigrams = new Lazy<TrigramIndex>(() => new TrigramIndex(_credits.Select(p => p.Bare)));
        _trigrams = new Lazy<TrigramIndex>(() => new TrigramIndex(_entries.Select(e => e.Bare)));

        float Fame(int watched) => most > 0 ? MathF.Log(1 + watched) / most : 0;
    }

    private static int[] AudienceIn(Catalog catalog, ReadOnlySpan<int> audience)
    {
        if (audience.IsEmpty)
            return new int[catalog.Count];
        if (audience.Length != catalog.Count)
            throw new ArgumentException(
                $"found {audience.Length} audiences, expected one for each of {catalog.Count} movies.",
                nameof(audience)
            );
        return audience.ToArray();
    }

    /// <summary>
    /// The index of a catalogue that lies over this one's: only the movies that differ are indexed. Finds what an index
    /// of the whole finds. Of any other catalogue it is one of the whole.
    /// </summary>
    /// <param name="catalog">The catalogue; nobody has watched the movies that were added.</param>
    public TitleIndex Over(Catalog catalog)
    {
        TitleIndex root = _root ?? this;
        if (catalog == root.Catalog)
            return root;
        if (catalog.Root == root.Catalog)
            return new TitleIndex(catalog, root, [.. catalog.OwnRows], root._audience);
        int[] audience = new int[catalog.Count];
        for (int row = 0; row < audience.Length; row++)
            audience[row] = AudienceOf(row);
        return new TitleIndex(catalog, audience);
    }

    /// <summary>Whether the root's knowledge of a row holds here.</summary>
    private bool IsAsInRoot(int row) => !_changed.Contains(row);

    private int AudienceOf(int row) => row < _audience.Length ? _audience[row] : 0;

    private float FameOf(int row) => row < _fame.Length ? _fame[row] : _fameOfUnwatched;

    /// <summary>The movies of a year, by row.</summary>
    private IEnumerable<int> OfYear(int year) =>
        _root is null
            ? _ofYear.Value[year]
            : _root._ofYear.Value[year].Where(IsAsInRoot).Concat(_ofYear.Value[year]).Order();

    private NameWords[] WordsOf(int row) => (_names.TryGetValue(row, out var own) ? own : _root!._names[row]).Value;

    private IEnumerable<Named> NamedBy(string key)
    {
        IEnumerable<Named> own = _byKey.GetValueOrDefault(key) ?? [];
        return _root is null
            ? own
            : (_root._byKey.GetValueOrDefault(key) ?? []).Where(named => IsAsInRoot(named.Row)).Concat(own);
    }

    /// <summary>
    /// The median audience of what somebody watched. A movie that nobody did, such as one newer than the data, is taken
    /// to be as well known as that: its audience is not told, rather than small.
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
            foreach (Named named in NamedBy(TitleText.Key(name)))
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
                .OrderByDescending(AudienceOf)
                .ThenBy(r => r),
        ];
    }

    /// <summary>
    /// The movies of a year of whose title this is a part, between colons and dashes, or the other way round: "Star
    /// Wars" of 1977 is "Star Wars: Episode IV - A New Hope". Services and data sets shorten titles differently.
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
                .. OfYear(year)
                    .Where(row =>
                        WordsOf(row)
                            .Any(name =>
                                name.Parts.Count > 0 && (parts.IsSubsetOf(name.Parts) || name.Parts.IsSubsetOf(parts))
                            )
                    ),
            ];
    }

    /// <summary>
    /// The movies that a file means by a title in one or more spellings: those of <see cref="Match"/>; failing that the
    /// only one of <see cref="MatchPart"/>; failing that those of the year whose title is spelt otherwise
    /// (<c>Colours</c>, <c>Vol. I</c>), says whose film it is, or has a letter amiss. Without a year nothing is
    /// loosened.
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
    /// Whether all parts of a title are in the names of a movie. Services shorten titles; "Steve Jobs: The Man in the
    /// Machine" is another movie than "Steve Jobs", of the same year.
    /// </summary>
    private bool HoldsAllPartsOf(string title, int row) =>
        PartsOf(MovieTitle.Parse(title).Name).IsSubsetOf(WordsOf(row).SelectMany(name => name.Parts));

    /// <summary>The movies of a year whose titles are alike.</summary>
    private TitleFinding MatchAlike(string title, int year)
    {
        NameWords asked = NameWords.Of(MovieTitle.Parse(title).Name);
        Likeness closest = Likeness.None;
        bool isDoubtful = false;
        List<int> found = [];
        foreach (int row in OfYear(year))
        {
            foreach (NameWords name in WordsOf(row))
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
        return new TitleFinding([.. found.OrderByDescending(AudienceOf).ThenBy(row => row)], isDoubtful);
    }

    /// <summary>
    /// The row of the movie that has an external id, the most watched of those that share it; −1 where none has.
    /// </summary>
    public int RowOf(ExternalId id)
    {
        int own = _byExternalId.Value.GetValueOrDefault(id, -1);
        if (_root is null)
            return own;
        int before = _root._byExternalId.Value.GetValueOrDefault(id, -1);
        if (before >= 0 && !IsAsInRoot(before)) // another of the movies that are as they were may share it
            before = Enumerable
                .Range(0, _root.Catalog.Count)
                .Where(row => IsAsInRoot(row) && ExternalIdsOf(Catalog[row]).Contains(id))
                .OrderByDescending(AudienceOf)
                .ThenBy(row => row)
                .FirstOrDefault(-1);
        if (own < 0 || before < 0)
            return Math.Max(own, before);
        int order = AudienceOf(before).CompareTo(AudienceOf(own));
        return order > 0 || (order == 0 && before < own) ? before : own;
    }

    /// <summary>
    /// A movie's external ids. Where its own id is one of IMDb's, such as <c>tt0078748</c>, that is among them.
    /// </summary>
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

    private Dictionary<ExternalId, int> ByExternalId(int[] rows)
    {
        Dictionary<ExternalId, int> found = [];
        foreach (int row in rows.OrderByDescending(AudienceOf).ThenBy(row => row))
        {
            foreach (ExternalId id in ExternalIdsOf(Catalog[row]))
                found.TryAdd(id, row);
        }
        return found;
    }

    private static HashSet<string> PartsOf(string name) =>
        [
            .. name.Split([":", " - ", " – "], StringSplitOptions.None)
                .Select(part => TitleQuery.WithoutArticle(TitleText.Words(part)))
                .Where(part => part.Length > 0),
        ];

    /// <summary>
    /// Searches as people type: parts of titles in any language, typing errors, articles or not, perhaps a year at the
    /// end; or names of directors and actors; or an external id, such as <c>tt0078748</c> or <c>tmdb:348</c>.
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
            ScanCredits(query, best);
            if (!isId && best.Values.Count(IsReal) < Math.Min(limit, EnoughReal))
                ScanFuzzy(query, best);
        }
        return
        [
            .. best
                .Values.OrderByDescending(c => c.Score)
                .ThenByDescending(c => FameOf(c.Row))
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

    /// <summary>
    /// Whether each word typed is like one of the title: "terminator two" is not clearly The Terminator.
    /// </summary>
    private static bool EveryWordIsIn(string text, string title)
    {
        string[] words = TitleText.Words(title).Split(' ');
        return TitleText.Words(text).Split(' ').All(typed => words.Any(word => Fuzz.Ratio(typed, word) >= MinWord));
    }

    /// <summary>
    /// Whether another candidate may be meant just as well. Among whole titles the given year decides. Data sets list
    /// some movies twice under one title: nobody could name the other one, so the more watched serves.
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

    private void AddCredits(int[] rows)
    {
        Dictionary<string, Credit> known = new(StringComparer.Ordinal);
        foreach (int row in rows)
        {
            foreach (string name in Catalog[row].Directors)
                CreditOf(name)?.Movies.Add((row, MatchedField.Director));
            foreach (string name in Catalog[row].Cast)
                CreditOf(name)?.Movies.Add((row, MatchedField.Cast));
        }

        Credit? CreditOf(string name)
        {
            if (known.TryGetValue(name, out Credit? credit))
                return credit;
            string words = TitleText.Words(name);
            if (words.Length == 0)
                return null;
            known.Add(name, credit = new Credit(name, words, []));
            _credits.Add(credit);
            return credit;
        }
    }

    private void Scan(TitleQuery query, Dictionary<int, TitleCandidate> best)
    {
        if (_root is not null)
            Scan(_root._entries, IsAsInRoot, query, best);
        Scan(_entries, _ => true, query, best);
    }

    private void Scan(
        List<Entry> entries,
        Func<int, bool> isCurrent,
        TitleQuery query,
        Dictionary<int, TitleCandidate> best
    )
    {
        foreach (Entry entry in entries)
        {
            // 100 for the whole title; below, the better known the movie, and then the more of its title is typed, the
            // better.
            float more = 8 * FameOf(entry.Row) + 0.3f * query.Bare.Length / entry.Bare.Length;
            (TitleMatchKind Kind, float Score)? met =
                entry.Bare == query.Bare ? (TitleMatchKind.Exact, 100)
                : entry.Bare.StartsWith(query.Bare, StringComparison.Ordinal)
                    ? (TitleMatchKind.Prefix, 85 + more + (EndsAWord(query, entry) ? 1 : 0))
                : query.AllWordsIn(entry.Bare) ? (TitleMatchKind.Words, 72 + more)
                : query.Bare.Length >= LeastInitials && entry.Initials.StartsWith(query.Bare, StringComparison.Ordinal)
                    ? (TitleMatchKind.Initials, 62 + more)
                : null;
            if (met is { } found && isCurrent(entry.Row))
                Offer(entry, found.Kind, found.Score, query, best);
        }
    }

    /// <summary>
    /// An id behind the name of its source and a colon, or alone: then it has a letter and a digit, since there are
    /// titles such as 1917, too.
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
    private void ScanCredits(TitleQuery query, Dictionary<int, TitleCandidate> best)
    {
        if (query.Bare.Length < LeastOfCredit)
            return;
        if (_root is not null)
            ScanCredits(_root._credits, IsAsInRoot, query, best);
        ScanCredits(_credits, _ => true, query, best);
    }

    private void ScanCredits(
        List<Credit> credits,
        Func<int, bool> isCurrent,
        TitleQuery query,
        Dictionary<int, TitleCandidate> best
    )
    {
        foreach (Credit credit in credits)
        {
            bool isWhole = credit.Bare == query.Bare;
            if (!isWhole && !query.AllWordsIn(credit.Bare))
                continue;
            foreach (var (row, field) in credit.Movies)
            {
                if (isCurrent(row))
                    Offer(
                        row,
                        TitleMatchKind.Credit,
                        (isWhole ? 82 : 63) + 8 * FameOf(row),
                        query,
                        best,
                        field,
                        credit.Name
                    );
            }
        }
    }

    private void ScanFuzzy(TitleQuery query, Dictionary<int, TitleCandidate> best)
    {
        foreach (Entry entry in EntriesAlike(query.Bare))
        {
            int ratio = Fuzz.Ratio(query.Bare, entry.Bare);
            if (query.Bare.Length >= 6 && entry.Bare.Length > query.Bare.Length)
                ratio = Math.Max(ratio, Fuzz.PartialRatio(query.Bare, entry.Bare) * 9 / 10); // part of a title, with errors
            if (ratio >= MinFuzzy)
                Offer(entry, TitleMatchKind.Fuzzy, FuzzyWeight * ratio, query, best);
        }
        if (query.Bare.Length < LeastOfCredit)
            return;
        foreach (Credit credit in CreditsAlike(query.Bare))
        {
            string last = credit.Bare[(credit.Bare.LastIndexOf(' ') + 1)..];
            int ratio = Math.Max(Fuzz.Ratio(query.Bare, credit.Bare), Fuzz.Ratio(query.Bare, last) * 9 / 10);
            if (ratio < MinFuzzyCredit)
                continue;
            foreach (var (row, field) in credit.Movies)
                Offer(row, TitleMatchKind.Fuzzy, FuzzyWeight * ratio + FameOf(row), query, best, field, credit.Name);
        }
    }

    /// <summary>The names of movies that share most pieces with a text.</summary>
    private IEnumerable<Entry> EntriesAlike(string bare)
    {
        IEnumerable<(Entry Entry, float Likeness, int At)> found = Alike(this);
        if (_root is not null)
            found = Alike(_root).Where(alike => IsAsInRoot(alike.Entry.Row)).Concat(found);
        return found
            .OrderByDescending(alike => alike.Likeness)
            .ThenBy(alike => alike.Entry.Row)
            .ThenBy(alike => alike.At)
            .Take(FuzzyCandidates)
            .Select(alike => alike.Entry);

        IEnumerable<(Entry Entry, float Likeness, int At)> Alike(TitleIndex index) =>
            index._trigrams.Value.Alike(bare).Select(alike => (index._entries[alike.At], alike.Likeness, alike.At));
    }

    /// <summary>
    /// The credits whose names share most pieces with a text, each with all that they directed or act in.
    /// </summary>
    private IEnumerable<Credit> CreditsAlike(string bare)
    {
        IEnumerable<(Credit Credit, float Likeness, int At)> found = Alike(this, _root?._credits.Count ?? 0);
        if (_root is not null)
            found = Alike(_root, 0)
                .Select(alike =>
                    alike with
                    {
                        Credit = alike.Credit with
                        {
                            Movies = alike.Credit.Movies.FindAll(movie => IsAsInRoot(movie.Row)),
                        },
                    }
                )
                .Where(alike => alike.Credit.Movies.Count > 0)
                .Concat(found);
        return found
            .GroupBy(alike => alike.Credit.Name, StringComparer.Ordinal)
            .Select(same => (All: same, First: same.First()))
            .OrderByDescending(credit => credit.First.Likeness)
            .ThenBy(credit => credit.First.At)
            .Take(FuzzyCandidates)
            .SelectMany(credit => credit.All.Select(alike => alike.Credit));

        IEnumerable<(Credit Credit, float Likeness, int At)> Alike(TitleIndex index, int behind) =>
            index
                ._creditTrigrams.Value.Alike(bare)
                .Select(alike => (index._credits[alike.At], alike.Likeness, behind + alike.At));
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
    private sealed record Credit(string Name, string Bare, List<(int Row, MatchedField Field)> Movies);

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
