using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butaca.Data.Sources;

/// <summary>
/// The Wikipedia movie data (github.com/prust/wikipedia-movie-data): arrays of
/// <c>{ title, year, cast, genres, href, extract, … }</c>, one file or a folder with one a decade. Read as a stream.
/// </summary>
public sealed partial class WikipediaJson : ISynopsisSource
{
    private static readonly HashSet<string> NoFilms = new(StringComparer.OrdinalIgnoreCase)
    {
        "novel",
        "novella",
        "book",
        "autobiography",
        "memoir",
        "album",
        "concert",
        "story",
        "title",
        "poem",
    };

    /// <inheritdoc/>
    public string Name => "wikipedia-json";

    /// <inheritdoc/>
    public string Description => "one .json file of the Wikipedia movie data, or a folder of them";

    /// <inheritdoc/>
    public bool Recognises(string path) => FilesAt(path).Length > 0;

    /// <inheritdoc/>
    public IEnumerable<SynopsisRecord> Read(string path, ReadContext context) =>
        FilesAt(path).SelectMany(file => ReadFile(file, context));

    private static string[] FilesAt(string path)
    {
        if (File.Exists(path))
            return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? [path] : [];
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)]
            : [];
    }

    private static IEnumerable<SynopsisRecord> ReadFile(string file, ReadContext context)
    {
        using FileStream stream = File.OpenRead(file);
        using IEnumerator<Article?> articles = JsonSerializer
            .DeserializeAsyncEnumerable(stream, ArticlesJson.Default.Article, context.Cancellation)
            .ToBlockingEnumerable(context.Cancellation)
            .GetEnumerator();
        while (Next(articles, file) is { } article)
        {
            if (string.IsNullOrWhiteSpace(article.Title))
                context.Skipped.Add("article without a title", file);
            else if (string.IsNullOrWhiteSpace(article.Extract))
                context.Skipped.Add("article without a text", file);
            else if (IsAboutSomethingElse(article.Extract))
                context.Skipped.Add("article about a book, an album or the like", file);
            else
                yield return article.ToRecord();
        }
        context.Progress?.Report(new ReadProgress(file, 1));
    }

    /// <summary>A few of the links lead to the novel that a film is made of: "is a 1995 thriller novel by …".</summary>
    private static bool IsAboutSomethingElse(string text)
    {
        string definition = Origins.Definition(text.Trim()) ?? "";
        return NoFilms.Contains(definition[(definition.LastIndexOf(' ') + 1)..]);
    }

    private static Article? Next(IEnumerator<Article?> articles, string file)
    {
        try
        {
            return !articles.MoveNext() ? null : articles.Current ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            // A stream counts elements from the one at hand, so that the path always begins with $[0]: only the rest
            // tells.
            string field =
                exception.Path?.StartsWith("$[0].", StringComparison.Ordinal) == true
                    ? $" at field '{exception.Path[5..]}'"
                    : "";
            Throw.Line(
                file,
                (exception.LineNumber ?? 0) + 1,
                $"malformed JSON{field}",
                "an array of objects with title (text), year (number), cast (array of texts), genres (array of texts), href (text), extract (text)",
                exception
            );
            throw;
        }
    }

    internal sealed record Article(
        string? Title,
        int? Year,
        string?[]? Cast,
        string[]? Genres,
        string? Href,
        string? Extract
    )
    {
        public SynopsisRecord ToRecord()
        {
            string text = Extract!.Trim();
            return new SynopsisRecord(
                Disambiguation.Strip(Title!),
                Year,
                Origins.Of(text),
                Genres?.ToImmutableArray() ?? [],
                text
            )
            {
                Directors = Directors.Of(text),
                Cast = CreditedNames.Of(Cast),
                OtherTitle = Href is null ? null : Disambiguation.Strip(Uri.UnescapeDataString(Href).Replace('_', ' ')),
            };
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultBufferSize = 1 << 16
    )]
    [JsonSerializable(typeof(Article))]
    private sealed partial class ArticlesJson : JsonSerializerContext;
}
