using System.Collections.Immutable;

namespace Butaca.Data.Files;

/// <summary>
/// What the files beside <c>movies.csv</c> say of movies: <c>synopses.csv</c>, <c>translations.LANG.csv</c>,
/// <c>links.csv</c>.
/// </summary>
internal sealed class CatalogParts
{
    private readonly string _synopsesPath;
    private readonly string _linksPath;
    private readonly Dictionary<Id, SynopsesFile.Entry> _synopses;
    private readonly Dictionary<Id, LinksFile.Entry> _links;
    private readonly List<(
        string Path,
        Dictionary<Id, (MovieTranslation Translation, long Line)> Entries
    )> _languages = [];

    private CatalogParts(string folder, ReadContext context)
    {
        _synopsesPath = Path.Combine(folder, SynopsesFile.Name);
        _linksPath = Path.Combine(folder, LinksFile.Name);
        _synopses = File.Exists(_synopsesPath) ? SynopsesFile.Read(_synopsesPath, context) : [];
        foreach ((string language, string path) in TranslationsFile.In(folder))
            _languages.Add((path, TranslationsFile.Read(path, language, context)));
        _links = File.Exists(_linksPath) ? LinksFile.Read(_linksPath, context) : [];
    }

    /// <summary>Reads those of the files that a folder has.</summary>
    /// <exception cref="ButacaException">A file is malformed; the message says where.</exception>
    public static CatalogParts Read(string folder, ReadContext context) => new(folder, context);

    /// <summary>The ids of movies that are told of and were not completed yet.</summary>
    public IReadOnlyCollection<Id> Left =>
        [
            .. _synopses
                .Keys.Concat(_languages.SelectMany(language => language.Entries.Keys))
                .Concat(_links.Keys)
                .Distinct(),
        ];

    /// <summary>A movie with all that is told of it, which is used up by that.</summary>
    public Movie Complete(Movie movie)
    {
        if (_synopses.Remove(movie.Id, out SynopsesFile.Entry? entry))
            movie = movie with
            {
                Origin = entry.Origin,
                Directors = entry.Directors,
                Cast = entry.Cast,
                Languages = entry.Languages,
                Synopsis = entry.Synopsis,
            };
        ImmutableArray<MovieTranslation> translations = [];
        foreach (var (_, entries) in _languages)
        {
            if (entries.Remove(movie.Id, out (MovieTranslation Translation, long Line) translated))
                translations = translations.Add(translated.Translation);
        }
        if (!translations.IsEmpty)
            movie = movie with { Translations = translations };
        if (_links.Remove(movie.Id, out LinksFile.Entry links))
            movie = movie with { ExternalIds = links.Ids };
        return movie;
    }

    /// <summary>Counts what was told of movies that there aren't as skipped.</summary>
    public void ReportLeft(ReadContext context)
    {
        foreach (SynopsesFile.Entry entry in _synopses.Values)
            context.Skipped.Add("synopsis of a movie that is neither listed nor watched", _synopsesPath, entry.Line);
        foreach (var (path, entries) in _languages)
        {
            foreach ((_, long line) in entries.Values)
                context.Skipped.Add("translation of a movie that is neither listed nor watched", path, line);
        }
        foreach (LinksFile.Entry entry in _links.Values)
            context.Skipped.Add("link of a movie that is neither listed nor watched", _linksPath, entry.Line);
    }
}
