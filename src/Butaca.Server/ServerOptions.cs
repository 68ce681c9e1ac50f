using System.ComponentModel.DataAnnotations;
using Butaca.Hosting;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Storage;

namespace Butaca.Server;

/// <summary>
/// How the server runs: the section <c>Butaca</c> of the configuration (appsettings.json, environment variables such as
/// <c>Butaca__Folder</c>, flags such as <c>--Butaca:Folder=DIR</c>).
/// </summary>
public sealed class ServerOptions : HostingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Butaca";

    /// <summary>Options with the server's defaults.</summary>
    public ServerOptions()
    {
        Folder = "butaca-server";
    }

    /// <summary>
    /// Data set folder: who watched what, and the movies. Default: empty, the data set that Butaca ships.
    /// </summary>
    public string Data { get; set; } = "";

    /// <summary>Memory for answers that have not changed since they were last asked for, in MB. Default 64.</summary>
    [Range(1, 65536)]
    public int AnswersMegabytes { get; set; } = 64;

    /// <summary>
    /// The language of the movies' synopses, as a tag of BCP 47 such as <c>es</c> or <c>pt-BR</c>: the page tells it to
    /// what reads them aloud, translates them or checks their spelling. Default <c>en</c>, as in the data set that
    /// Butaca ships.
    /// </summary>
    [
        Required,
        RegularExpression(
            "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*",
            ErrorMessage = "{0}: expected a language tag such as en or pt-BR."
        )
    ]
    public string SynopsisLanguage { get; set; } = "en";

    /// <summary>The endpoint for assistants.</summary>
    public McpOptions Mcp { get; set; } = new();

    /// <summary>
    /// Pages elsewhere about a movie, by their names: addresses with <c>{title}</c>, <c>{original}</c>, <c>{year}</c>,
    /// <c>{imdb}</c>, <c>{tmdb}</c>, <c>{country}</c> or <c>{language}</c> in them, with a blank between several, of
    /// which the
    /// first counts whose places are known. An empty one takes a page away. The server asks none of them; who clicks
    /// does.
    /// </summary>
    public Dictionary<string, string> Links { get; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["JustWatch"] = "https://www.justwatch.com/{country}/search?q={title}",
            ["YouTube"] =
                "https://www.youtube.com/results?search_query={title}%20{year}%20trailer https://www.youtube.com/results?search_query={title}%20trailer",
            ["Letterboxd"] =
                "https://letterboxd.com/tmdb/{tmdb}/ https://letterboxd.com/imdb/{imdb}/ https://letterboxd.com/search/films/{original}/",
            ["IMDb"] =
                "https://www.imdb.com/title/{imdb}/ https://www.imdb.com/find/?s=tt&q={original}%20{year} https://www.imdb.com/find/?s=tt&q={original}",
            ["TMDB"] =
                "https://www.themoviedb.org/movie/{tmdb}?language={language} https://www.themoviedb.org/search/movie?query={original}%20y%3A{year} https://www.themoviedb.org/search/movie?query={original}",
        };

    /// <summary>Who may do what without a key.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>Which pages of other sites may use the API.</summary>
    public CorsOptions Cors { get; set; } = new();

    /// <summary>What a request may cost.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>Other servers on the same store.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext)
            .Concat(
                from link in Links
                from template in link.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                let problem = LinkTemplate.ProblemOf(template)
                where problem is not null
                select new ValidationResult($"Butaca:{nameof(Links)}:{link.Key}: {problem}.", [nameof(Links)])
            );
}

/// <summary>The endpoint for assistants, which speaks the Model Context Protocol.</summary>
public sealed class McpOptions
{
    /// <summary>Whether <c>/mcp</c> is there; it needs a key to read. Default: not.</summary>
    public bool Enabled { get; set; }
}

/// <summary>Who may do what without a key.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// Who may read what names no user without a key: <c>Nobody</c>, <c>Loopback</c> (requests from this machine, the
    /// default) or <c>Everybody</c>. What names users, such as histories, needs a key, but for
    /// <c>LoopbackWithUsers</c>: then requests from this machine read that, too, and so does whoever comes through a
    /// proxy on it that leaves no trace in the headers.
    /// </summary>
    [EnumDataType(typeof(AnonymousAccess))]
    public AnonymousAccess AnonymousRead { get; set; } = AnonymousAccess.Loopback;
}

/// <summary>Who needs no key.</summary>
public enum AnonymousAccess
{
    /// <summary>Everybody needs one.</summary>
    Nobody,

    /// <summary>Requests from this machine need none for what names no user.</summary>
    Loopback,

    /// <summary>Requests from this machine need none for what names users either.</summary>
    LoopbackWithUsers,

    /// <summary>Nobody needs one for what names no user.</summary>
    Everybody,
}

/// <summary>Which pages of other sites may use the API from a browser (CORS).</summary>
public sealed class CorsOptions : IValidatableObject
{
    /// <summary>Stands for every site.</summary>
    internal const string Any = "*";

    /// <summary>
    /// The origins of these pages, such as <c>https://shop.example.com</c>, with a blank between several, or <c>*</c>
    /// for all. Default: none, so that browsers let no other site read answers.
    /// </summary>
    public string Origins { get; set; } = "";

    /// <summary>The origins, each.</summary>
    internal string[] All => Origins.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        All.Where(origin => origin != Any && !IsOrigin(origin))
            .Select(origin => new ValidationResult(
                $"Butaca:Cors:Origins: found '{origin}', expected * or a scheme and a host without a path, such as https://shop.example.com or http://localhost:3000.",
                [nameof(Origins)]
            ));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && text.Equals($"{address.Scheme}://{address.Authority}", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a request may cost.</summary>
public sealed class LimitOptions
{
    /// <summary>The name of the timeout of requests that may take ten times as long as others.</summary>
    internal const string LongTimeout = "long";

    /// <summary>
    /// Requests that a key, or an address without one, may send a second over time; 0: no limit. Default 100.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>Requests that may come at once after a pause. Default 200.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 200;

    /// <summary>The largest request body, in bytes. Default 1 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int BodyBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The largest body of lines (NDJSON), in bytes; each line is one of <see cref="BodyBytes"/> at most. Default 64
    /// MiB.
    /// </summary>
    [Range(1024, 1 << 30)]
    public int LinesBytes { get; set; } = 64 << 20;

    /// <summary>
    /// After how many seconds a request is given up, and a command of PostgreSQL; a batch has ten times as long.
    /// Default 10.
    /// </summary>
    [Range(1, 3600)]
    public int Seconds { get; set; } = Stores.DefaultSeconds;
}
