using System.Text.Json;

namespace Butaca.Data.Exports;

/// <summary>
/// JSON exports, such as Trakt's and Simkl's: lists of objects, in which a movie's title and ids may stand in objects
/// of their own. They become a table with a column for each name that occurs.
/// </summary>
internal static class ExportJson
{
    private const string Kind = "type";
    private const int MostColumns = 200;
    private const int MostDepth = 32;

    /// <summary>
    /// Objects whose members are told of the row itself; others are told of what they are named after.
    /// </summary>
    private static readonly HashSet<string> Transparent = new(StringComparer.OrdinalIgnoreCase)
    {
        "movie",
        "film",
        "ids",
        "item",
        "media",
        "node",
        "meta",
        "uniqueids",
        "providerids",
        "userdata",
    };

    /// <summary>Names of lists and objects of what are no movies.</summary>
    private static readonly HashSet<string> NoMovies = new(StringComparer.OrdinalIgnoreCase)
    {
        "show",
        "shows",
        "episode",
        "episodes",
        "season",
        "seasons",
        "series",
        "anime",
        "person",
        "people",
        "list",
    };

    /// <summary>Reads an export.</summary>
    /// <exception cref="ButacaException">It is no JSON, or has too many rows.</exception>
    public static ExportTable Read(string name, byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                content.AsMemory(content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0),
                new JsonDocumentOptions { MaxDepth = MostDepth, AllowTrailingCommas = true }
            );
            Rows rows = new(name);
            rows.Add(document.RootElement, list: null);
            return rows.ToTable();
        }
        catch (JsonException exception)
        {
            throw new ButacaException(
                $"{name}, line {exception.LineNumber + 1 ?? 1}: found text that is no JSON, expected a list of movies.",
                exception
            )
            {
                Line = exception.LineNumber + 1 ?? 1,
                Problem = FileProblem.NotJson,
            };
        }
    }

    private sealed class Rows(string file)
    {
        private readonly List<string> _columns = [];
        private readonly Dictionary<string, int> _columnOf = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<Dictionary<int, string>> _rows = [];

        /// <summary>Goes through lists, also lists in an object, to the objects in them.</summary>
        public void Add(JsonElement element, string? list)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement item in element.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Object)
                        AddRow(item, list);
                    else if (item.ValueKind == JsonValueKind.Array)
                        Add(item, list);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                    Add(property.Value, property.Name);
            }
        }

        public ExportTable ToTable() =>
            new(
                file,
                _columns,
                [
                    .. _rows.Select(
                        (row, i) =>
                            new ExportLine(
                                i + 1,
                                [.. Enumerable.Range(0, _columns.Count).Select(c => row.GetValueOrDefault(c, ""))]
                            )
                    ),
                ],
                []
            );

        private void AddRow(JsonElement item, string? list)
        {
            Dictionary<int, string> row = [];
            if (list is not null && NoMovies.Contains(list))
                Set(row, Kind, list);
            if (list is not null && ExportKinds.IsWatchlist(list))
                Set(row, "status", "watchlist");
            AddMembers(row, item);
            if (row.Count == 0)
                return;
            _rows.Add(row);
            ExportTable.Check(file, _rows.Count);
        }

        private void AddMembers(Dictionary<int, string> row, JsonElement item)
        {
            bool hasMovie = item.EnumerateObject().Any(member => member.NameEquals("movie"));
            foreach (JsonProperty member in item.EnumerateObject())
            {
                switch (member.Value.ValueKind)
                {
                    case JsonValueKind.Object when Transparent.Contains(member.Name):
                        AddMembers(row, member.Value);
                        break;
                    case JsonValueKind.Object when NoMovies.Contains(member.Name) && !hasMovie:
                        Set(row, Kind, member.Name);
                        if (member.Value.TryGetProperty("title", out JsonElement title))
                            Set(row, "title", title.ToString());
                        break;
                    case JsonValueKind.String:
                        Set(row, member.Name, member.Value.GetString() ?? "");
                        break;
                    case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                        Set(row, member.Name, member.Value.GetRawText());
                        break;
                    default:
                        break; // lists and what tells nothing of the movie
                }
            }
        }

        /// <summary>The outer object's word counts: its rating is the person's.</summary>
        private void Set(Dictionary<int, string> row, string name, string text)
        {
            if (!_columnOf.TryGetValue(name, out int column))
            {
                if (_columns.Count == MostColumns)
                    return;
                column = _columns.Count;
                _columnOf.Add(name, column);
                _columns.Add(name);
            }
            row.TryAdd(column, text.Trim());
        }
    }
}
