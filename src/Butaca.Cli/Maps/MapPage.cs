using System.Text.Json;

namespace Butaca.Cli.Maps;

/// <summary>
/// Writes a map as a page of its own: one file that asks the network for nothing. Texts reach it as JSON in which &lt;,
/// &gt; and &amp; are escaped, and the script shows them as text, never as markup.
/// </summary>
internal static class MapPage
{
    private const string Template = "Butaca.Cli.Maps.map.html";
    private const string Place = "/*map*/null";

    /// <summary>The serializer's strict encoder escapes whatever could end a script element.</summary>
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web);

    public static string Write(MovieMap map)
    {
        using Stream stream = typeof(MapPage).Assembly.GetManifestResourceStream(Template)!;
        using StreamReader reader = new(stream);
        string json = JsonSerializer.Serialize(
            new
            {
                map.Caption,
                Genres = map.Genres.Select((name, i) => new { Name = name, Color = MovieMap.Colors[i] }),
                Other = MovieMap.OtherColor,
                Movies = map.Movies.Select(m =>
                    new object?[]
                    {
                        m.Movie.Title,
                        m.Movie.Year,
                        string.Join(", ", m.Movie.Genres),
                        m.Audience,
                        m.Genre,
                        Round(m.X),
                        Round(m.Y),
                        m.Name,
                        string.Join(' ', m.Movie.Translations.SelectMany(translation => translation.Titles)),
                    }
                ),
            },
            Strict
        );
        return reader.ReadToEnd().Replace(Place, json, StringComparison.Ordinal);
    }

    private static double Round(float value) => Math.Round(value, 5);
}
