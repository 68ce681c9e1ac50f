using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Butaca.Client.Contracts;
using Butaca.Data;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Butaca.Server.Web.Services;

/// <summary>
/// Everything that somebody told the page, which is everything that it shows follows from. It lives in the address
/// alone: it can be shared, kept as a bookmark, taken back with the browser's button, and is forgotten with the
/// address.
/// </summary>
public sealed record Taste
{
    /// <summary>Movies beyond this many are not read: the address would be longer than servers take.</summary>
    public const int MostMovies = 2_500;

    /// <summary>Disliked movies that one address may hold.</summary>
    public const int MostDisliked = 250;

    /// <summary>Five stars.</summary>
    private const int MostHalfStars = 10;

    /// <summary>Up to so many movies are written as numbers that people can read.</summary>
    private const int MostReadable = 60;

    /// <summary>Characters of ids that are texts: servers take addresses of 8,000.</summary>
    private const int LongestTexts = 2_500;

    private const int MostChoices = 20;

    /// <summary>Movies of a watchlist that an address holds.</summary>
    public const int MostWanted = 200;

    /// <summary>Movies that are for another evening.</summary>
    private const int MostLater = 60;

    /// <summary>So many movies a list begins with, and so many more are shown at a time.</summary>
    public const int Portion = 13;

    /// <summary>The longest list: as much as one may ask for at once.</summary>
    public const int MostShown = 7 * Portion;

    /// <summary>What a plain HTML form adds to an address to say something of a movie: <c>tell=seen:2571</c>.</summary>
    public const string TellField = "tell";

    /// <summary>
    /// What a plain HTML form adds to an address to ask for a genre, or no longer: <c>flip=Comedy</c>.
    /// </summary>
    public const string FlipField = "flip";
    private const int MostSurprises = 9_999;
    private const string Watch = "watch";

    /// <summary>With so many others somebody may watch.</summary>
    public const int MostCompany = 5;

    /// <summary>Characters of <see cref="Name"/>.</summary>
    public const int LongestName = 30;

    /// <summary>Ids of movies that were seen.</summary>
    public ImmutableArray<MovieId> Seen { get; init; } = [];

    /// <summary>Ids of movies that are not for them.</summary>
    public ImmutableArray<MovieId> No { get; init; } = [];

    /// <summary>Ids of movies that somebody wants to see.</summary>
    public ImmutableArray<MovieId> Wanted { get; init; } = [];

    /// <summary>Ids of movies that are not for this evening; they say nothing of a taste.</summary>
    public ImmutableArray<MovieId> Later { get; init; } = [];

    /// <summary>How they rated what they saw, in half stars of 1 to 10; a movie that isn't here wasn't rated.</summary>
    public ImmutableDictionary<MovieId, int> HalfStars { get; init; } = ImmutableDictionary<MovieId, int>.Empty;

    /// <summary>Only movies of all these genres, or of one of them if <see cref="AnyGenre"/>.</summary>
    public ImmutableArray<string> Genres { get; init; } = [];

    /// <summary>Whether one of <see cref="Genres"/> is enough.</summary>
    public bool AnyGenre { get; init; }

    /// <summary>Only movies from one of these origins.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>Only movies in which one of these languages is spoken.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>Only movies by one of these directors.</summary>
    public ImmutableArray<string> Directors { get; init; } = [];

    /// <summary>Only movies with one of these actors.</summary>
    public ImmutableArray<string> Cast { get; init; } = [];

    /// <summary>Also movies whose origin, languages, directors or cast are asked for but not known.</summary>
    public bool Unknown { get; init; }

    /// <summary>Only movies from this year on.</summary>
    public int? From { get; init; }

    /// <summary>Only movies up to this year.</summary>
    public int? To { get; init; }

    /// <summary>0, crowd-pleasers, to 100, hidden gems.</summary>
    public int Gems { get; init; }

    /// <summary>0, the most fitting, to 100, the most varied.</summary>
    public int Variety { get; init; }

    /// <summary>What they are likely to watch, rather than what they are likely to like.</summary>
    public bool ForWatching { get; init; }

    /// <summary>How many movies the list shows.</summary>
    public int Shown { get; init; } = Portion;

    /// <summary>The order of the list.</summary>
    public PickOrder Order { get; init; }

    /// <summary>Which movie to be surprised with; 0: none, a list.</summary>
    public int Surprise { get; init; }

    /// <summary>Which dozen of movies is offered to be ticked.</summary>
    public int Strip { get; init; }

    /// <summary>What those call them who watch with them; empty: not said.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// What those told who watch with them: seen, stars and not for them, and their name. Nothing else of them counts.
    /// </summary>
    public ImmutableArray<Taste> Company { get; init; } = [];

    /// <summary>Whether a list for several users may hold what some of them have seen.</summary>
    public bool SeenToo { get; init; }

    /// <summary>What others need who watch with them.</summary>
    private Taste Alone =>
        new()
        {
            Seen = Seen,
            HalfStars = HalfStars,
            No = No,
            Name = Name,
        };

    /// <summary>What somebody begins with who is invited: those who are there are their company.</summary>
    public Taste Invitation => new() { Company = [Alone, .. Company] };

    /// <summary>The same list as one of the company has it before them.</summary>
    /// <param name="other">Which of the company.</param>
    public Taste FromSeatOf(int other) =>
        this with
        {
            Seen = Company[other].Seen,
            HalfStars = Company[other].HalfStars,
            No = Company[other].No,
            Name = Company[other].Name,
            Company = Company.SetItem(other, Alone),
        };

    /// <summary>What recommendations follow from.</summary>
    public IEnumerable<HistoryEntry> Watched =>
        Seen.Select(movie => new HistoryEntry { MovieId = movie, Rating = StarsOf(movie) });

    /// <summary>Whether nothing was said of any movie that tells of a taste.</summary>
    public bool IsBlank => Seen.IsEmpty && No.IsEmpty;

    /// <summary>Whether nothing at all was said of any movie.</summary>
    public bool IsSilent => IsBlank && Wanted.IsEmpty && Later.IsEmpty;

    /// <summary>Whether anything narrows what is recommended.</summary>
    public bool Filters => !Genres.IsEmpty || AsksFacts || From is not null || To is not null;

    /// <summary>Whether anything is asked of what a data set may not know of all movies.</summary>
    public bool AsksFacts => !Origins.IsEmpty || !Languages.IsEmpty || !Directors.IsEmpty || !Cast.IsEmpty;

    /// <summary>The same without filters.</summary>
    public Taste Unfiltered =>
        this with
        {
            Genres = [],
            AnyGenre = false,
            Origins = [],
            Languages = [],
            Directors = [],
            Cast = [],
            Unknown = false,
            From = null,
            To = null,
        };

    /// <summary>Reads an address. What it can't read, it leaves out.</summary>
    public static Taste Parse(string uri)
    {
        int at = uri.IndexOf('?', StringComparison.Ordinal);
        if (at < 0)
            return new Taste();
        var query = QueryHelpers.ParseQuery(uri[at..].Split('#')[0]);
        int? from = Number("from", MovieDescription.FirstYear, MovieDescription.LastYear);
        int? to = Number("to", MovieDescription.FirstYear, MovieDescription.LastYear);
        ImmutableArray<Taste> company =
        [
            .. (query.TryGetValue("with", out var others) ? others : default)
                .OfType<string>()
                .Select(other => Parse($"?{other}").Alone)
                .Where(other => !other.IsBlank)
                .Take(MostCompany),
        ];
        ImmutableArray<MovieId> no = [.. ReadIds(Text("no")).OfType<MovieId>().Distinct().Take(MostDisliked)];
        // A movie is one thing. Earlier addresses have a list of their own for the loved ones.
        ImmutableArray<MovieId> loved = [.. ReadIds(Text("more")).OfType<MovieId>().Except(no).Take(MostDisliked)];
        (MovieId Movie, int HalfStars)[] seen =
        [
            .. ReadIds(Text("seen"))
                .Zip(ReadHalfStars(Text("stars")).Concat(Enumerable.Repeat(0, int.MaxValue)))
                .Where(rated => rated.First is not null)
                .Select(rated => (rated.First!.Value, rated.Second))
                .Concat(loved.Select(movie => (movie, MostHalfStars)))
                .GroupBy(rated => rated.Item1, rated => rated.Item2)
                .Where(movie => !no.Contains(movie.Key))
                .Select(movie => (movie.Key, movie.Max()))
                .Take(MostMovies),
        ];
        HashSet<MovieId> judged = [.. no, .. seen.Select(rated => rated.Movie)];
        Taste told = new()
        {
            Seen = [.. seen.Select(rated => rated.Movie)],
            HalfStars = seen.Where(rated => rated.HalfStars > 0)
                .ToImmutableDictionary(rated => rated.Movie, rated => rated.HalfStars),
            No = no,
            Wanted =
            [
                .. ReadIds(Text("list"))
                    .OfType<MovieId>()
                    .Distinct()
                    .Where(id => !judged.Contains(id))
                    .Take(MostWanted),
            ],
            Later =
            [
                .. ReadIds(Text("later"))
                    .OfType<MovieId>()
                    .Distinct()
                    .Where(id => !judged.Contains(id))
                    .Take(MostLater),
            ],
            Name = Named(Text("name")),
            Company = company,
            SeenToo = Text("seentoo") == "1",
            Genres = Words("genre"),
            AnyGenre = Text("anygenre") == "1",
            Origins = Words("origin"),
            Languages = Words("language"),
            Directors = Words("director", '|'), // names may hold a comma
            Cast = Words("cast", '|'),
            Unknown = Text("unknown") == "1",
            From = from > to ? to : from,
            To = from > to ? from : to,
            Gems = Number("gems", 0, 100) ?? 0,
            Variety = Number("variety", 0, 100) ?? 0,
            ForWatching = Text("goal") == Watch,
            Shown = Number("show", 1, MostShown) ?? Portion,
            Order =
                Enum.TryParse(Text("sort"), ignoreCase: true, out PickOrder order) && Enum.IsDefined(order)
                    ? order
                    : PickOrder.Fit,
            Surprise = Number("surprise", 1, MostSurprises) ?? 0,
            Strip = Number("strip", 0, 1000) ?? 0,
        };
        foreach (string? said in query.TryGetValue(TellField, out var tells) ? tells : default)
            told = told.TellText(said);
        foreach (string? genre in query.TryGetValue(FlipField, out var flips) ? flips : default)
            told = string.IsNullOrWhiteSpace(genre) ? told : told.Flip(genre);
        return told;

        static string Named(string name) => string.Concat(name.Where(c => !char.IsControl(c)).Take(LongestName)).Trim();
        string Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : "";
        ImmutableArray<string> Words(string name, char between = ',') =>
            [
                .. Text(name)
                    .Split(between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Take(MostChoices),
            ];
        int? Number(string name, int least, int most) =>
            int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least
            && number <= most
                ? number
                : null;
    }

    /// <summary>The address's query, from <c>?</c> on; empty for nothing.</summary>
    public string Query() => Write(1 + Company.Length, LongestTexts / (1 + Company.Length));

    /// <param name="shares">How many users share the room that an address has.</param>
    /// <param name="room">Characters of ids that are texts.</param>
    private string Write(int shares, int room)
    {
        StringBuilder text = new();
        Taste cut =
            shares == 1
                ? this
                : this with
                {
                    Seen = [.. Seen.Take(MostMovies / shares)],
                    No = [.. No.Take(MostDisliked / shares)],
                };
        Add("seen", WriteIds(cut.Seen, room));
        Add("stars", cut.WriteHalfStars());
        Add("no", WriteIds(cut.No, room));
        Add("list", WriteIds([.. Wanted.Take(MostWanted / shares)], room / 2));
        Add("later", WriteIds([.. Later.Take(MostLater / shares)], room / 2));
        Add("name", Uri.EscapeDataString(Name));
        foreach (Taste other in Company)
            Add("with", Uri.EscapeDataString(other.Write(shares, room / 2).TrimStart('?'))); // escaped once more
        Add("seentoo", SeenToo ? "1" : "");
        Add("genre", string.Join(',', Genres.Select(Uri.EscapeDataString)));
        Add("anygenre", AnyGenre ? "1" : "");
        Add("origin", string.Join(',', Origins.Select(Uri.EscapeDataString)));
        Add("language", string.Join(',', Languages.Select(Uri.EscapeDataString)));
        Add("director", Uri.EscapeDataString(string.Join('|', Directors)));
        Add("cast", Uri.EscapeDataString(string.Join('|', Cast)));
        Add("unknown", Unknown ? "1" : "");
        Add("from", $"{From}");
        Add("to", $"{To}");
        Add("gems", Gems == 0 ? "" : $"{Gems}");
        Add("variety", Variety == 0 ? "" : $"{Variety}");
        Add("goal", ForWatching ? Watch : "");
        Add("show", Shown == Portion ? "" : $"{Shown}");
        Add("sort", Order == PickOrder.Fit ? "" : $"{Order}".ToLowerInvariant());
        Add("surprise", Surprise == 0 ? "" : $"{Surprise}");
        Add("strip", Strip == 0 ? "" : $"{Strip}");
        return text.ToString();

        void Add(string name, string value)
        {
            if (value.Length > 0)
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
        }
    }

    /// <summary>Whether an address says something by a plain form's fields, as a page that isn't live does.</summary>
    public static bool Says(string uri)
    {
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        return query.ContainsKey(TellField) || query.ContainsKey(FlipField);
    }

    /// <summary>A movie and what is said of it as a plain form sends it, such as <c>seen:2571</c>.</summary>
    public static string TellValue(MovieId movie, Said said) => $"{said.ToString().ToLowerInvariant()}:{movie}";

    private Taste TellText(string? text)
    {
        int at = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return
            at > 0
            && Enum.TryParse(text![..at], ignoreCase: true, out Said said)
            && said is > Said.Nothing
            && Enum.IsDefined(said)
            && MovieId.TryParse(text[(at + 1)..], null, out MovieId movie)
            ? Tell(movie, said)
            : this;
    }

    /// <summary>The same with a genre asked for, or no longer.</summary>
    public Taste Flip(string genre) =>
        this with
        {
            Genres = Genres.Contains(genre, StringComparer.OrdinalIgnoreCase)
                ? [.. Genres.Where(other => !other.Equals(genre, StringComparison.OrdinalIgnoreCase))]
                : Genres.Add(genre),
        };

    /// <summary>A path with this taste in its query.</summary>
    public string At(string path) => path + Query();

    /// <summary>
    /// The same with a movie said to be something, and nothing else any more; saying it again takes it back.
    /// </summary>
    public Taste Tell(MovieId movie, Said said)
    {
        Taste without = Without(movie);
        if (said == Of(movie))
            return without;
        return said switch
        {
            Said.Seen => without with { Seen = without.Seen.Add(movie) },
            Said.Loved => without with
            {
                Seen = without.Seen.Add(movie),
                HalfStars = without.HalfStars.SetItem(movie, MostHalfStars),
            },
            Said.NotForMe => without with { No = without.No.Add(movie) },
            Said.Wanted => without with { Wanted = without.Wanted.Add(movie) },
            Said.Later => without with { Later = without.Later.Add(movie) },
            _ => without,
        };
    }

    /// <summary>The same with a movie as it was in an earlier taste.</summary>
    public Taste Undo(MovieId movie, Taste earlier)
    {
        Taste without = Without(movie);
        if (earlier.No.Contains(movie))
            return without with { No = without.No.Add(movie) };
        if (earlier.Wanted.Contains(movie))
            return without with { Wanted = without.Wanted.Add(movie) };
        if (earlier.Later.Contains(movie))
            return without with { Later = without.Later.Add(movie) };
        if (!earlier.Seen.Contains(movie))
            return without;
        return without with
        {
            Seen = without.Seen.Add(movie),
            HalfStars = earlier.HalfStars.TryGetValue(movie, out int stars)
                ? without.HalfStars.SetItem(movie, stars)
                : without.HalfStars,
        };
    }

    /// <summary>The same with what a history tells; what was said by hand stays as it is.</summary>
    /// <param name="watched">Watched movies, those to be kept first; ratings are of 0.5 to 5.</param>
    public Taste With(IEnumerable<HistoryEntry> watched)
    {
        HistoryEntry[] movies = [.. watched.Where(entry => !No.Contains(entry.MovieId))];
        ImmutableArray<MovieId> seen = [.. Seen.Union(movies.Select(entry => entry.MovieId)).Take(MostMovies)];
        HashSet<MovieId> kept = [.. seen];
        ImmutableDictionary<MovieId, int>.Builder stars = HalfStars.ToBuilder();
        foreach (HistoryEntry entry in movies)
        {
            if (entry.Rating is not { } rating || !kept.Contains(entry.MovieId) || stars.ContainsKey(entry.MovieId))
                continue;
            stars[entry.MovieId] = Math.Clamp(Halves(rating), 1, MostHalfStars);
        }
        return this with
        {
            Seen = seen,
            HalfStars = stars.ToImmutable(),
            Wanted = Wanted.RemoveAll(kept.Contains),
            Later = Later.RemoveAll(kept.Contains),
        };
    }

    /// <summary>What was said of a movie.</summary>
    public Said Of(MovieId movie) =>
        No.Contains(movie) ? Said.NotForMe
        : Wanted.Contains(movie) ? Said.Wanted
        : Later.Contains(movie) ? Said.Later
        : !Seen.Contains(movie) ? Said.Nothing
        : HalfStars.GetValueOrDefault(movie) == MostHalfStars ? Said.Loved
        : Said.Seen;

    /// <summary>How a movie was rated, 0.5 to 5; null: it wasn't.</summary>
    public double? StarsOf(MovieId movie) => HalfStars.TryGetValue(movie, out int halves) ? halves / 2.0 : null;

    /// <summary>The request that it makes.</summary>
    /// <param name="n">How many movies.</param>
    public RecommendationSettings Settings(int n) =>
        new()
        {
            N = n,
            Genres = Genres,
            AllGenres = !AnyGenre,
            Origins = Origins,
            Languages = Languages,
            Directors = Directors,
            Cast = Cast,
            Unknown = Unknown,
            FromYear = From,
            ToYear = To,
            Diversity = Variety / 100.0,
            Novelty = Gems / 100.0,
            LessLike = No,
            Exclude = Later,
            Goal = ForWatching ? Watch : "like",
            Reasons = TellingReasons.Asked,
        };

    private Taste Without(MovieId movie) =>
        this with
        {
            Seen = Seen.Remove(movie),
            HalfStars = HalfStars.Remove(movie),
            No = No.Remove(movie),
            Wanted = Wanted.Remove(movie),
            Later = Later.Remove(movie),
        };

    private static int Halves(double stars) => (int)Math.Round(2 * stars, MidpointRounding.AwayFromZero);

    /// <summary>
    /// Few as <c>1,260</c>; many numbers, sorted, as the differences in base 128 and those in base64.
    /// </summary>
    private static string WriteIds(ImmutableArray<MovieId> ids, int room)
    {
        if (!ArePacked(ids))
            return WriteTexts(ids, room);
        List<byte> bytes = [];
        long before = 0;
        foreach (MovieId movie in InOrder(ids))
        {
            long id = Id.Parse(movie).Number;
            ulong rest = (ulong)(id - before);
            for (; rest >= 128; rest >>= 7)
                bytes.Add((byte)(rest | 128));
            bytes.Add((byte)rest);
            before = id;
        }
        return "~" + Base64Url.EncodeToString([.. bytes]);
    }

    private static bool ArePacked(ImmutableArray<MovieId> ids) =>
        ids.Length > MostReadable && ids.All(id => Id.Parse(id) is { IsNumber: true, Number: >= 0 });

    /// <summary>Ids in the order in which an address has them.</summary>
    private static IEnumerable<MovieId> InOrder(ImmutableArray<MovieId> ids) =>
        ArePacked(ids) ? ids.OrderBy(id => Id.Parse(id)) : ids;

    /// <summary>
    /// The stars of what was seen, in the order of <c>seen</c>: few as <c>5,,4.5</c>, many as half stars of four bits
    /// each, two to a byte, in base64. What comes last and wasn't rated is left out.
    /// </summary>
    private string WriteHalfStars()
    {
        int[] halves = [.. InOrder(Seen).Select(movie => HalfStars.GetValueOrDefault(movie))];
        halves = halves[..(Array.FindLastIndex(halves, half => half > 0) + 1)];
        if (halves.Length <= MostReadable)
            return string.Join(
                ',',
                halves.Select(half => half == 0 ? "" : (half / 2.0).ToString(CultureInfo.InvariantCulture))
            );
        byte[] bytes = [.. halves.Chunk(2).Select(pair => (byte)((pair[0] << 4) | (pair.Length > 1 ? pair[1] : 0)))];
        return "~" + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Half stars; 0 for none, and for what can't be read.</summary>
    private static IEnumerable<int> ReadHalfStars(string text)
    {
        if (!text.StartsWith('~'))
            return text.Split(',').Select(part => Read(part));
        if (!Base64Url.IsValid(text.AsSpan(1)))
            return [];
        return Base64Url
            .DecodeFromChars(text.AsSpan(1))
            .SelectMany(pair => (int[])[pair >> 4, pair & 15])
            .Select(half => half <= MostHalfStars ? half : 0);

        static int Read(string part) =>
            double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double stars)
            && Halves(Math.Min(stars, MostHalfStars)) is >= 1 and <= MostHalfStars and int halves
                ? halves
                : 0;
    }

    /// <summary>
    /// As many as an address has room for. A comma of an id is escaped twice: once between ids, once in the query.
    /// </summary>
    private static string WriteTexts(ImmutableArray<MovieId> ids, int room)
    {
        StringBuilder text = new();
        foreach (MovieId id in ids)
        {
            string escaped = Uri.EscapeDataString(
                Uri.EscapeDataString(id).Replace("~", "%7E", StringComparison.Ordinal)
            );
            if (text.Length + escaped.Length > room)
                break;
            text.Append(text.Length == 0 ? "" : ",").Append(escaped);
        }
        return text.ToString();
    }

    /// <summary>Ids; null in the place of one that can't be read.</summary>
    private static IEnumerable<MovieId?> ReadIds(string text)
    {
        if (!text.StartsWith('~'))
        {
            foreach (string part in text.Split(','))
                yield return MovieId.TryParse(Uri.UnescapeDataString(part), null, out MovieId id) ? (MovieId?)id : null;
            yield break;
        }
        if (!Base64Url.IsValid(text.AsSpan(1)))
            yield break;
        byte[] bytes = Base64Url.DecodeFromChars(text.AsSpan(1));
        ulong value = 0;
        long sum = 0;
        int shift = 0;
        foreach (byte b in bytes)
        {
            value |= (ulong)(b & 127) << shift;
            shift = b >= 128 ? shift + 7 : 0;
            if (shift > 56)
                yield break;
            if (b >= 128)
                continue;
            yield return sum += (long)value;
            value = 0;
        }
    }
}

/// <summary>What somebody said of a movie.</summary>
public enum Said
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>They have seen it.</summary>
    Seen,

    /// <summary>It is not for them.</summary>
    NotForMe,

    /// <summary>They have seen it and loved it: five stars.</summary>
    Loved,

    /// <summary>They want to see it.</summary>
    Wanted,

    /// <summary>Not this evening.</summary>
    Later,
}

/// <summary>The order of a list of recommendations.</summary>
public enum PickOrder
{
    /// <summary>What fits best first.</summary>
    Fit,

    /// <summary>The latest first.</summary>
    Newest,

    /// <summary>The earliest first.</summary>
    Oldest,

    /// <summary>The most watched first.</summary>
    Known,
}
