using Butaca.Data.Titles;

namespace Butaca.Data.Exports;

/// <summary>Finds the movie that a row of an export means: by id, by title and year, by title alone.</summary>
internal sealed class ExportMatcher
{
    /// <summary>What movies are called in what users are told.</summary>
    private static readonly MovieNames Names = new(null);

    private readonly TitleIndex _titles;

    /// <summary>Prepares to find movies of a catalogue.</summary>
    public ExportMatcher(TitleIndex titles) => _titles = titles;

    /// <summary>What a row became.</summary>
    public ImportedRow Find(ExportRow row)
    {
        if (row.Instead is { } instead)
            return Report(row, ImportOutcome.NoMovie, -1, instead);
        if (ById(row) is { } known)
            return Report(row, ImportOutcome.Id, known, row.Note);
        if (row.Titles.Count == 0)
            return Report(row, ImportOutcome.NotInCatalogue, -1, null);
        TitleFinding found = _titles.Find(row.Titles, row.Year);
        int[] fitting = [.. found.Rows.Where(movie => Contradiction(row, movie) is null)];
        if (fitting.Length == 0 && found.Rows.Count > 0)
            return Report(row, ImportOutcome.OtherMovie, -1, Contradiction(row, found.Rows[0]));
        if (fitting.Length == 0)
            return Report(row, ImportOutcome.NotInCatalogue, -1, null);
        int[] rivals = [.. fitting.DistinctBy(movie => _titles.Catalog[movie].Title, StringComparer.OrdinalIgnoreCase)];
        if (rivals.Length > 1) // data sets list some movies twice, under one title: the more watched one serves
            return Report(row, ImportOutcome.FitsSeveral, -1, string.Join("; ", rivals.Select(Name))) with
            {
                Rivals = [.. rivals],
            };
        ImportOutcome outcome =
            found.IsDoubtful ? ImportOutcome.Doubtful
            : row.Year is null ? ImportOutcome.Title
            : ImportOutcome.TitleAndYear;
        string? detail = found.IsDoubtful ? $"taken for {Name(fitting[0])}" : null;
        return Report(
            row,
            outcome,
            fitting[0],
            detail is null ? row.Note : $"{detail}{(row.Note is null ? "" : $"; {row.Note}")}"
        );
    }

    private int? ById(ExportRow row)
    {
        foreach (ExternalId known in row.ExternalIds)
        {
            if (_titles.RowOf(known) is >= 0 and int found)
                return found;
        }
        // MovieLens's number is a movie of ours where the title says so too: a data set may be another's.
        bool isOurs =
            row.MovieLensId is { } id
            && _titles.Catalog.Vocabulary.RowOf(id) is >= 0 and int movie
            && row.Titles.Any(title => TitleText.Key(title) == TitleText.Key(_titles.Catalog[movie].Title));
        return isOurs ? _titles.Catalog.Vocabulary.RowOf(row.MovieLensId!.Value) : null;
    }

    /// <summary>What speaks against a movie of the right title: another id, or other people who directed it.</summary>
    private string? Contradiction(ExportRow row, int at)
    {
        Movie movie = _titles.Catalog[at];
        string name = Name(at);
        foreach (ExternalId id in row.ExternalIds.Where(id => id.Source is ExternalId.Imdb or ExternalId.Tmdb))
        {
            // Other sources' ids may be written in several ways.
            ExternalId known = TitleIndex.ExternalIdsOf(movie).FirstOrDefault(other => other.Source == id.Source);
            if (known != default && known != id)
                return $"{name} is {known}, not {id.Value}";
        }
        if (row.Directors.Length > 0 && !movie.Directors.IsEmpty && !ShareName(row.Directors, movie.Directors))
            return $"{name} is by {string.Join(", ", movie.Directors)}, not by {row.Directors}";
        // For each blockbuster there is a film for video that is sold under its name; its own title tells.
        bool borrowsName =
            row.IsMinor
            && row.OriginalTitle.Length > 0
            && _titles.Find([row.OriginalTitle], row.Year) is var own
            && (own.IsDoubtful || !own.Rows.Contains(at));
        return borrowsName ? $"{name} isn't called {row.OriginalTitle}" : null;
    }

    /// <summary>Whether a name, or a part of one, is in both: services order and shorten names differently.</summary>
    private static bool ShareName(string directors, IEnumerable<string> others)
    {
        HashSet<string> parts = [.. PartsOf(directors)];
        return parts.Count == 0 || others.SelectMany(PartsOf).Any(parts.Contains);

        static IEnumerable<string> PartsOf(string name) =>
            TitleText.Words(name).Split(' ').Where(part => part.Length > 2 && part.All(char.IsAscii));
    }

    private string Name(int movie) => Names.WithYear(_titles.Catalog[movie]);

    private static ImportedRow Report(ExportRow row, ImportOutcome outcome, int movie, string? detail) =>
        new(row.File, row.Line, row.Name, row.Year, outcome, movie, detail)
        {
            Rating = float.IsNaN(row.Rating) ? null : row.Rating,
            Time = row.Time == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(row.Time),
            IsWatched = row.IsWatched,
        };
}
