using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;

namespace Butaca.Server.Apis;

/// <summary>
/// Many movies that are sent at once: those that can be used are stored together, of each is told what became of it.
/// </summary>
internal sealed class MovieLines
{
    private readonly List<ReadLine<CatalogMovie>> _lines = [];

    /// <summary>Takes a line.</summary>
    public void Add(ReadLine<CatalogMovie> line) => _lines.Add(line);

    /// <summary>Stores the movies of all lines that can be used, in one step.</summary>
    /// <returns>What became of each line.</returns>
    /// <exception cref="RequestException">There are no lines.</exception>
    public async Task<MovieOutcome[]> PutAsync(LiveState state, CancellationToken cancellation)
    {
        JsonLines.CheckCount(_lines.Count);
        MovieOutcome[] outcomes = new MovieOutcome[_lines.Count];
        List<int> places = [];
        IReadOnlyList<(Movie Movie, bool IsNew)> put = await state.PutMoviesAsync(
            catalog => MoviesOf(catalog, outcomes, places),
            cancellation
        );
        for (int i = 0; i < put.Count; i++)
            if (!put[i].IsNew)
                outcomes[places[i]] = outcomes[places[i]] with { Outcome = "unchanged" };
        return outcomes;
    }

    /// <param name="catalog">The movies of now.</param>
    /// <param name="outcomes">Receives what becomes of each line.</param>
    /// <param name="places">Receives the place among the lines of each movie.</param>
    private List<Movie> MoviesOf(LiveCatalog catalog, MovieOutcome[] outcomes, List<int> places)
    {
        List<Movie> movies = [];
        places.Clear();
        Dictionary<Id, int> numbers = []; // of the lines, by id
        HashSet<Movie> unnamed = []; // without their ids
        ILookup<string, int> byTitle = Enumerable
            .Range(0, catalog.Catalog.Count)
            .ToLookup(row => catalog.Catalog[row].Title, StringComparer.Ordinal);
        long next = catalog.Catalog.NextId;
        // Ids that are given come first: those of the others must not be among them.
        foreach (int i in Enumerable.Range(0, _lines.Count).OrderBy(i => _lines[i].Value?.Id is null))
        {
            ReadLine<CatalogMovie> line = _lines[i];
            try
            {
                CatalogMovie sent = line.Value ?? throw line.Problem!;
                Annotations.Checked(sent);
                for (int t = 0; t < sent.Translations.Count; t++)
                    if (sent.Translations[t] is { } text)
                        Annotations.Checked(text, $"translations[{t}].");
                Movie movie = MovieOf(sent);
                bool isKnown = catalog.Catalog.Vocabulary.RowOf(movie.Id) >= 0;
                if (!isKnown)
                    MovieChecks.NewId(movie.Id);
                if (!numbers.TryAdd(movie.Id, line.Number))
                    throw RequestException.Field(
                        "id",
                        $"found {movie.Id}, which line {numbers[movie.Id]} has, expected each id once"
                    );
                movies.Add(movie);
                places.Add(i);
                outcomes[i] = new MovieOutcome(line.Number, isKnown ? "changed" : "added") { Id = movie.Id.ToString() };
            }
            catch (RequestException exception)
            {
                outcomes[i] = new MovieOutcome(line.Number, "refused")
                {
                    Field = exception.FieldName,
                    Error = exception.Message,
                };
            }
        }
        return movies;

        Movie MovieOf(CatalogMovie sent)
        {
            if (sent.Id is { } id)
                return MovieChecks.Movie(catalog, Id.Parse(id), sent);
            Movie movie = MovieChecks.Movie(catalog, next, sent);
            if (MovieChecks.Like(catalog, movie, byTitle[movie.Title]) is { } known)
                return known;
            while (numbers.ContainsKey(next) || catalog.Catalog.Vocabulary.RowOf(next) >= 0)
                next++;
            if (!unnamed.Add(movie with { Id = 0 }))
                throw RequestException.Field("title", $"found {movie.Title}, as in a line before, expected each once");
            return movie with { Id = next };
        }
    }
}
