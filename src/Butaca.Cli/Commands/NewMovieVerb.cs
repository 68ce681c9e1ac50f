using System.Collections.Immutable;
using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;
using Spectre.Console;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca new-movie --model DIR</c> for a movie told of in options, or for a file of many.</summary>
internal sealed class NewMovieVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Use;

    private readonly Option<string?> _model = SharedOptions.Model();
    private readonly Option<string[]> _assembly = SharedOptions.Assembly();
    private readonly Option<string?> _title = new("--title")
    {
        Description = "The movie's title, for you to read",
        HelpName = "TITLE",
    };
    private readonly Option<int?> _year = new("--year")
    {
        Description =
            $"Year of release [default: the year at the title's end; of MovieNet's models, {NewMovie.DefaultYear} else]",
        HelpName = "YEAR",
    };
    private readonly Option<string?> _origin = new("--origin")
    {
        Description =
            $"Where it comes from, such as British-American [default of MovieNet's models: {NewMovie.DefaultOrigin}]",
        HelpName = "ORIGIN",
    };
    private readonly Option<string?> _directors = new("--director")
    {
        Description = "Who directed it, separated by |",
        HelpName = "NAME|NAME",
    };
    private readonly Option<string?> _cast = new("--cast")
    {
        Description = "Who acts in it, separated by |",
        HelpName = "NAME|NAME",
    };
    private readonly Option<string?> _genres = new("--genres")
    {
        Description = $"Its genres, separated by | [default: {Movie.NoGenres}]",
        HelpName = "G|G",
    };
    private readonly Option<string?> _synopsis = new("--synopsis")
    {
        Description = "What happens in it, as prose",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _file = new("--file")
    {
        Description = "csv of many movies: title and, optional, year, origin, director, cast, genres, synopsis",
        HelpName = "IN.csv",
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "csv to write: title,rank,movieId,similarity",
        HelpName = "OUT.csv",
    };
    private readonly Option<int> _count = SharedOptions.Count();
    private readonly Option<int> _users = new("--users")
    {
        Description = "How many users likely to like it",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    };
    private readonly Option<string?> _lang = SharedOptions.Lang();
    private readonly Option<bool> _json = SharedOptions.Json();

    public Command Create(Terminal terminal) =>
        new Command(
            "new-movie",
            SharedOptions.WithExample(
                "What a movie that nobody has watched yet is like, and who may like it. Needs a model that knows what "
                    + $"movies are: {SharedOptions.Models.NamesOf(model => model.TakesNewMovies)}",
                "butaca new-movie --year 2021 --genres \"Action|Adventure|Fantasy\" --synopsis \"A hero sets out.\"",
                "butaca new-movie --file movies.csv --output similar.csv"
            )
        )
        {
            _model,
            _assembly,
            _title,
            _year,
            _origin,
            _directors,
            _cast,
            _genres,
            _synopsis,
            _file,
            _output,
            _count,
            _users,
            _lang,
            _json,
        }.Does((parsed, cancellation) => Run(terminal, parsed, cancellation));

    /// <summary>What was found of one movie.</summary>
    private sealed record Finding(Movie Movie, IReadOnlyList<Recommendation> Similar, IReadOnlyList<LikelyUser> Users);

    private void Run(Terminal terminal, ParseResult parsed, CancellationToken cancellation)
    {
        if (
            parsed.GetValue(_file) is not null
            && new Option[] { _title, _year, _origin, _directors, _cast, _genres, _synopsis }.FirstOrDefault(o =>
                parsed.GetResult(o) is not null
            )
                is { } both
        )
            throw new ButacaException(
                $"Found --file and {both.Name}, expected one of them: the file tells of each movie."
            );
        int count = SharedOptions.CountOf(parsed, _count);
        int users = parsed.GetValue(_users);
        if (users < 0)
            Throw.Option("--users", $"{users}", "at least 0");
        if (parsed.GetValue(_year) is { } year && !Movie.IsYear(year))
            Throw.Option("--year", $"{year}", Movie.ExpectedYear);

        TrainedModel model = SharedOptions.ModelOf(terminal, parsed, _model, _assembly);
        SharedOptions.CheckTakesNewMovies(model, parsed, _assembly);
        MovieSpace space = new(model);
        MovieNames names = SharedOptions.NamesOf(terminal, parsed, _lang, space.Catalog);
        ImmutableArray<string> genres = space.Catalog.Genres;
        ImmutableArray<string> origins = space.Origins;
        IReadOnlyList<Movie> movies = parsed.GetValue(_file) is { } file
            ? NewMoviesFile.Read(file, genres, space.NeedsDefaults, cancellation)
            : [Described(parsed, space)];
        foreach (
            string origin in movies.Select(m => m.Origin).OfType<string>().Distinct().Where(o => !origins.Contains(o))
        )
            terminal.Note(
                $"The model knows no movies from '{origin}': {(space.NeedsDefaults ? "it counts as \"other\"" : "it tells the model nothing")}.{(origins.IsEmpty ? "" : $" Known: {string.Join(", ", origins)}")}"
            );

        string? output = parsed.GetValue(_output);
        bool shows = output is null || parsed.GetValue(_json);
        List<Finding> findings = [];
        foreach (Movie movie in movies)
        {
            cancellation.ThrowIfCancellationRequested();
            PlacedMovie placed = space.Place(movie);
            findings.Add(
                new Finding(movie, placed.Similar(count), shows ? placed.Users(users, cancellation: cancellation) : [])
            );
        }
        if (output is not null)
        {
            SimilarMoviesFile.Write(output, findings.Select(f => (f.Movie, f.Similar)));
            terminal.Note($"Wrote what {findings.Count} new movies are like: {output}");
        }
        if (!shows)
            return;
        if (!parsed.GetValue(_json))
            foreach (Finding finding in findings)
                Show(terminal, finding, names, ScoreColumns.Of(model.Scorer, isPersonal: true, Goal.Watch));
        else if (parsed.GetValue(_file) is null)
            terminal.WriteJson(Json(findings[0], names));
        else
            terminal.WriteJson(findings.Select(finding => Json(finding, names)));
    }

    private Movie Described(ParseResult parsed, MovieSpace space)
    {
        ImmutableArray<string> known = space.Catalog.Genres;
        if (!NewMovie.TryGenres(parsed.GetValue(_genres), known, out ImmutableArray<string> genres, out string unknown))
            Throw.Option(
                "--genres",
                unknown,
                $"genres that the model knows, separated by |: {string.Join(", ", known)}"
            );
        return NewMovie.Of(
            parsed.GetValue(_title),
            parsed.GetValue(_year),
            parsed.GetValue(_origin),
            genres,
            parsed.GetValue(_synopsis),
            space.NeedsDefaults,
            NewMovie.Names(parsed.GetValue(_directors)),
            NewMovie.Names(parsed.GetValue(_cast))
        );
    }

    private static object Json(Finding finding, MovieNames names) =>
        new
        {
            Movie = new
            {
                finding.Movie.Title,
                finding.Movie.Year,
                finding.Movie.Origin,
                finding.Movie.Directors,
                finding.Movie.Cast,
                finding.Movie.Genres,
                finding.Movie.Synopsis,
            },
            Similar = finding.Similar.Select(item => RecommendationJson.Of(item, names)),
            finding.Users,
        };

    private static void Show(Terminal terminal, Finding finding, MovieNames names, ScoreColumn scores)
    {
        Movie movie = finding.Movie;
        string genres = movie.Genres.IsEmpty ? Movie.NoGenres : string.Join(", ", movie.Genres);
        string[] told =
        [
            .. new[]
            {
                $"{movie.Year}",
                movie.Origin ?? "",
                movie.Directors.IsEmpty ? "" : $"directed by {string.Join(", ", movie.Directors)}",
                movie.Cast.IsEmpty ? "" : $"with {string.Join(", ", movie.Cast)}",
                genres,
                movie.Synopsis is null ? "without synopsis" : "",
            }.Where(part => part.Length > 0),
        ];
        terminal.WriteLine($"{movie.Title}: {string.Join(", ", told)}");
        if (finding.Similar.Count > 0)
            Tables.Write(terminal, $"Most like {movie.Title}", finding.Similar, names, ScoreColumn.Relative);
        else
            terminal.Note(
                $"The model finds no movie more like {movie.Title} than any other: what it is told of it says nothing to it."
            );
        if (finding.Users.Count == 0)
            return;
        Table table = new Table().SimpleBorder().Title("Who may like it");
        foreach (string column in (string[])["", "User", ScoreColumns.HeadingOf(scores)])
            table.AddColumn(new TableColumn(column).RightAligned());
        float best = finding.Users.Max(user => user.Score);
        foreach (LikelyUser user in finding.Users)
            table.AddRow($"{user.Rank}", $"{user.UserId}", ScoreColumns.Format(scores, user.Score, best));
        terminal.Out.Write(table);
    }
}
