using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Butaca.Client.Contracts;
using Butaca.Data;
using Microsoft.AspNetCore.WebUtilities;

namespace Butaca.Server.Web.Services;

/// <summary>
/// Everything that somebody told the page, which is everything that it shows follows from. It lives in the address alone:
/// it can be shared, kept as a bookmark, taken back with the browser's button, and is forgotten with the address.
/// </summary>
public sealed record Taste
{
    /// <summary>Movies beyond this many are not read: the address would be longer than servers take.</summary>
    public const int MostMovies = 2_500;

    /// <summary>Disliked movies that one address may hold.</summary>
    public const int MostDisliked = 250;

    /// <summary>Up to so many movies are written as numbers that people can read.</summary>
    private const int MostReadable = 60;

    /// <summary>Characters of ids that are texts: servers take addresses of 8,000.</summary>
    private const int LongestTexts = 2_500;

    private const int MostChoices = 20;

    /// <summary>Ids of movies that were seen.</summary>
    public ImmutableArray<MovieId> Seen { get; init; } = [];

    /// <summary>Ids of movies that are not for them.</summary>
    public ImmutableArray<MovieId> No { get; init; } = [];

    /// <summary>Ids of movies of which they want more, seen or not.</summary>
    public ImmutableArray<MovieId> More { get; init; } = [];

    /// <summary>Only movies of one of these genres.</summary>
    public ImmutableArray<string> Genres { get; init; } = [];

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

    /// <summary>Which dozen of movies is offered to be ticked.</summary>
    public int Strip { get; init; }

    /// <summary>What recommendations follow from.</summary>
    public ImmutableArray<MovieId> Watched => More.IsEmpty ? Seen : [.. Seen.Union(More)];

    /// <summary>Whether nothing was said of any movie.</summary>
    public bool IsBlank => Seen.IsEmpty && No.IsEmpty && More.IsEmpty;

    /// <summary>Whether anything narrows what is recommended.</summary>
    public bool Filters => !Genres.IsEmpty || AsksFacts || From is not null || To is not null;

    /// <summary>Whether anything is asked of what a data set may not know of all movies.</summary>
    public bool AsksFacts => !Origins.IsEmpty || !Languages.IsEmpty || !Directors.IsEmpty || !Cast.IsEmpty;

    /// <summary>The same without filters.</summary>
    public Taste Unfiltered =>
        this with
        {
            Genres = [],
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
        ImmutableArray<MovieId> no = Ids("no", MostDisliked, []);
        ImmutableArray<MovieId> more = Ids("more", MostDisliked, no);
        return new Taste
        {
            Seen = Ids("seen", MostMovies, [.. no, .. more]),
            No = no,
            More = more,
            Genres = Words("genre"),
            Origins = Words("origin"),
            Languages = Words("language"),
            Directors = Words("director", '|'), // names may hold a comma
            Cast = Words("cast", '|'),
            Unknown = Text("unknown") == "1",
            From = from > to ? to : from,
            To = from > to ? from : to,
            Gems = Number("gems", 0, 100) ?? 0,
            Variety = Number("variety", 0, 100) ?? 0,
            Strip = Number("strip", 0, 1000) ?? 0,
        };

        string Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : "";
        ImmutableArray<MovieId> Ids(string name, int most, IEnumerable<MovieId> otherwise) =>
            [.. ReadIds(Text(name)).Except(otherwise).Take(most)]; // a movie is one thing
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
    public string Query()
    {
        StringBuilder text = new();
        Add("seen", WriteIds(Seen));
        Add("no", WriteIds(No));
        Add("more", WriteIds(More));
        Add("genre", string.Join(',', Genres.Select(Uri.EscapeDataString)));
        Add("origin", string.Join(',', Origins.Select(Uri.EscapeDataString)));
        Add("language", string.Join(',', Languages.Select(Uri.EscapeDataString)));
        Add("director", Uri.EscapeDataString(string.Join('|', Directors)));
        Add("cast", Uri.EscapeDataString(string.Join('|', Cast)));
        Add("unknown", Unknown ? "1" : "");
        Add("from", $"{From}");
        Add("to", $"{To}");
        Add("gems", Gems == 0 ? "" : $"{Gems}");
        Add("variety", Variety == 0 ? "" : $"{Variety}");
        Add("strip", Strip == 0 ? "" : $"{Strip}");
        return text.ToString();

        void Add(string name, string value)
        {
            if (value.Length > 0)
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
        }
    }

    /// <summary>A path with this taste in its query.</summary>
    public string At(string path) => path + Query();

    /// <summary>The same with a movie said to be something, and nothing else any more; saying it again takes it back.</summary>
    public Taste Tell(MovieId movie, Said said)
    {
        Said before = Of(movie);
        Taste without = this with { Seen = Seen.Remove(movie), No = No.Remove(movie), More = More.Remove(movie) };
        return said == before
            ? without
            : said switch
            {
                Said.Seen => without with { Seen = without.Seen.Add(movie) },
                Said.NotForMe => without with { No = without.No.Add(movie) },
                Said.MoreLikeThis => without with { More = without.More.Add(movie) },
                _ => without,
            };
    }

    /// <summary>The same with what a history tells; what was said by hand stays as it is.</summary>
    /// <param name="watched">Ids of watched movies, those to be kept first.</param>
    /// <param name="disliked">Those of them that were disliked.</param>
    public Taste With(IEnumerable<MovieId> watched, IReadOnlySet<MovieId> disliked)
    {
        MovieId[] unsaid = [.. watched.Where(movie => Of(movie) == Said.Nothing)];
        return this with
        {
            Seen = [.. Seen.Union(unsaid.Where(movie => !disliked.Contains(movie))).Take(MostMovies)],
            No = [.. No.Union(unsaid.Where(disliked.Contains)).Take(MostDisliked)],
        };
    }

    /// <summary>What was said of a movie.</summary>
    public Said Of(MovieId movie) =>
        Seen.Contains(movie) ? Said.Seen
        : No.Contains(movie) ? Said.NotForMe
        : More.Contains(movie) ? Said.MoreLikeThis
        : Said.Nothing;

    /// <summary>The request that it makes.</summary>
    /// <param name="n">How many movies.</param>
    public RecommendationSettings Settings(int n) =>
        new()
        {
            N = n,
            Genres = Genres,
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
            Reasons = TellingReasons.Asked,
        };

    /// <summary>Few as <c>1,260</c>; many numbers, sorted, as the differences in base 128 and those in base64.</summary>
    private static string WriteIds(ImmutableArray<MovieId> ids)
    {
        Id[] parsed = [.. ids.Select(id => Id.Parse(id))];
        if (ids.Length <= MostReadable || !Array.TrueForAll(parsed, id => id.IsNumber && id.Number >= 0))
            return WriteTexts(ids);
        List<byte> bytes = [];
        long before = 0;
        foreach (long id in parsed.Select(id => id.Number).Order())
        {
            ulong rest = (ulong)(id - before);
            for (; rest >= 128; rest >>= 7)
                bytes.Add((byte)(rest | 128));
            bytes.Add((byte)rest);
            before = id;
        }
        return "~" + Base64Url.EncodeToString([.. bytes]);
    }

    /// <summary>As many as an address has room for. A comma of an id is escaped twice: once between ids, once in the query.</summary>
    private static string WriteTexts(ImmutableArray<MovieId> ids)
    {
        StringBuilder text = new();
        foreach (MovieId id in ids)
        {
            string escaped = Uri.EscapeDataString(
                Uri.EscapeDataString(id).Replace("~", "%7E", StringComparison.Ordinal)
            );
            if (text.Length + escaped.Length > LongestTexts)
                break;
            text.Append(text.Length == 0 ? "" : ",").Append(escaped);
        }
        return text.ToString();
    }

    private static IEnumerable<MovieId> ReadIds(string text)
    {
        if (!text.StartsWith('~'))
        {
            foreach (string part in text.Split(','))
                if (MovieId.TryParse(Uri.UnescapeDataString(part), null, out MovieId id))
                    yield return id;
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

    /// <summary>They want more like it.</summary>
    MoreLikeThis,
}
