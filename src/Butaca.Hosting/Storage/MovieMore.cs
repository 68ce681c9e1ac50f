using System.Text.Json;
using System.Text.Json.Serialization;
using Butaca.Data;

namespace Butaca.Hosting.Storage;

/// <summary>
/// What the table of movies keeps in one column: directors, cast, languages, translations and external ids.
/// </summary>
internal sealed record MovieMore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    public string[] Directors { get; init; } = [];
    public string[] Cast { get; init; } = [];
    public string[] Languages { get; init; } = [];
    public Translation[] Translations { get; init; } = [];
    public Dictionary<string, string> ExternalIds { get; init; } = [];

    /// <summary>What is kept of a movie; null for nothing.</summary>
    public static string? Text(Movie movie)
    {
        bool isPlain =
            movie is { Directors.Length: 0, Cast.Length: 0, Languages.Length: 0 }
            && movie is { Translations.Length: 0, ExternalIds.Length: 0 };
        return isPlain
            ? null
            : JsonSerializer.Serialize(
                new MovieMore
                {
                    Directors = [.. movie.Directors],
                    Cast = [.. movie.Cast],
                    Languages = [.. movie.Languages],
                    Translations =
                    [
                        .. movie.Translations.Select(t => new Translation(t.Language, [.. t.Titles], t.Synopsis)),
                    ],
                    ExternalIds = movie.ExternalIds.ToDictionary(id => id.Source, id => id.Value),
                },
                Json
            );
    }

    /// <summary>The movie with what was kept of it; null where that can't be read.</summary>
    public static Movie? Of(Movie movie, string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<MovieMore>(text, Json) is not { } more)
                return null;
            ExternalId[] ids = [.. more.ExternalIds.Select(pair => new ExternalId(pair.Key, pair.Value))];
            if (!ids.All(id => ExternalId.IsSource(id.Source) && ExternalId.IsValue(id.Source, id.Value)))
                return null;
            return movie with
            {
                Directors = [.. more.Directors],
                Cast = [.. more.Cast],
                Languages = [.. more.Languages],
                Translations =
                [
                    .. more.Translations.Select(t => new MovieTranslation(t.Language)
                    {
                        Titles = [.. t.Titles],
                        Synopsis = t.Synopsis,
                    }),
                ],
                ExternalIds = ExternalId.InOrder(ids),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public sealed record Translation(string Language, string[] Titles, string? Synopsis);
}
