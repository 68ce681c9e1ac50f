namespace Butaca.Data.Files;

/// <summary>
/// <c>translations.LANG.csv</c>, such as <c>translations.es.csv</c>: <c>movieId,title,synopsis</c>, several titles
/// between bars, the one to show first. One of the last two columns may be left out.
/// </summary>
internal static class TranslationsFile
{
    private const string Start = "translations.";
    private const string End = ".csv";

    /// <summary>The name of a language's file.</summary>
    public static string NameOf(string language) => Start + language + End;

    /// <summary>Whether a file name is one of such a file, of whatever language.</summary>
    public static bool IsName(string name) =>
        name.Length > Start.Length + End.Length
        && name.StartsWith(Start, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(End, StringComparison.OrdinalIgnoreCase);

    /// <summary>The files of a folder, by language.</summary>
    /// <exception cref="ButacaException">A file's name has no language in it, or two are of one language.</exception>
    public static SortedDictionary<string, string> In(string folder)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (!IsName(name))
                continue;
            string language = name[Start.Length..^End.Length];
            if (!LanguageTag.TryParse(language, out string? tag))
                Throw.File(path, $"the language '{language}' in the file's name", LanguageTag.Expected);
            if (!files.TryAdd(tag, path))
                Throw.File(
                    path,
                    $"a second file of the language '{tag}' beside {Path.GetFileName(files[tag])}",
                    "one for each language"
                );
        }
        return files;
    }

    public static Dictionary<Id, (MovieTranslation Translation, long Line)> Read(
        string path,
        string language,
        ReadContext context
    )
    {
        Dictionary<Id, (MovieTranslation, long)> entries = [];
        NameLists lists = new();
        using CsvTable table = CsvTable.Open(path, context);
        int id = table.Require("movieId");
        int title = table.Find("title");
        int synopsis = title < 0 ? table.Require("synopsis") : table.Find("synopsis");
        table.ForEach(() =>
        {
            MovieTranslation translation = new(language)
            {
                Titles = lists.Names(table, title, "titles"),
                Synopsis = table.Text(synopsis),
            };
            if (!entries.TryAdd(table.Id(id), (translation, table.Line)))
                context.Skipped.Add("movie translated a second time; the first counts", path, table.Line);
        });
        return entries;
    }

    public static void Write(string path, string language, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                writer.WriteRow("movieId", "title", "synopsis");
                foreach (Movie movie in catalog.Movies)
                {
                    if (movie.Translations.FirstOrDefault(t => t.Language == language) is { } translation)
                        writer.WriteRow(movie.Id, NameList.Format(translation.Titles), translation.Synopsis);
                }
            }
        );
}
