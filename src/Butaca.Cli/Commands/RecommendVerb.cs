using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Cli.Commands;

/// <summary>
/// <c>butaca recommend --model DIR</c> for one user, known by titles, id or export, or for a file of many.
/// </summary>
internal sealed class RecommendVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Use;

    /// <summary>Watched movies that are named with a recommendation.</summary>
    private const int Reasons = 3;

    private readonly Option<string?> _model = SharedOptions.Model();
    private readonly Option<string[]> _assembly = SharedOptions.Assembly();
    private readonly Option<string[]> _watched = new("--watched")
    {
        Description = "Titles of watched movies, or parts of them",
        HelpName = "TITLE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _user = new("--user")
    {
        Description = "Id of a user that the model was trained on",
        HelpName = "ID",
    };
    private readonly Option<string?> _histories = new("--histories")
    {
        Description = "csv or Parquet file of many users, userId,movieId[,rating][,timestamp]; needs --output",
        HelpName = "IN.csv",
    };
    private readonly Option<bool> _lenient = SharedOptions.Lenient();
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "csv to write for --histories: userId,rank,movieId,score",
        HelpName = "OUT.csv",
    };
    private readonly Option<string?> _letterboxd = new("--letterboxd")
    {
        Description = "A user's export from Letterboxd: a .csv, the .zip or a folder",
        HelpName = "FILE",
    };
    private readonly Option<string?> _imdb = new("--imdb")
    {
        Description = "A user's ratings exported from IMDb",
        HelpName = "FILE",
    };
    private readonly Option<string?> _export = new("--export")
    {
        Description = "A user's export from Trakt, TMDB, Netflix or another service: see docs/guide/your-data.md",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _together = new("--together")
    {
        Description = "One list for two to six users: an export or a csv of userId,movieId for each",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<double> _fairness = new("--fairness")
    {
        Description =
            "For --together: how much whoever gets least counts, 0, the average alone, to 1, the least happy alone",
        HelpName = "0-1",
        DefaultValueFactory = _ => new GroupOptions().Fairness,
    };
    private readonly Option<bool> _seen = new("--seen")
    {
        Description = "For --together: also movies that some of them have seen, marked; none that all have",
    };
    private readonly Option<string?> _watchlist = new("--watchlist")
    {
        Description = "Only movies of this export: which of those that somebody wants to see?",
        HelpName = "FILE",
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "csv to write of what each row of the exports became",
        HelpName = "OUT.csv",
    };
    private readonly Option<int> _count = SharedOptions.Count();
    private readonly Option<string[]> _genre = new("--genre")
    {
        Description = "Only movies of this genre, or of one of several",
        HelpName = "G",
    };
    private readonly Option<string?> _years = new("--years")
    {
        Description = "Only movies of these years, such as 1990-2010, 1999, 2010- or -1960",
        HelpName = "A-B",
    };
    private readonly Option<string[]> _origin = new("--origin")
    {
        Description = "Only movies from there, or from one of several",
        HelpName = "O",
    };
    private readonly Option<string[]> _language = new("--language")
    {
        Description = "Only movies in which this language is spoken, or one of several",
        HelpName = "L",
    };
    private readonly Option<string[]> _director = new("--director")
    {
        Description = "Only movies by this director, or by one of several; a part of the name will do",
        HelpName = "NAME",
    };
    private readonly Option<string[]> _cast = new("--cast")
    {
        Description = "Only movies with this actor, or with one of several; a part of the name will do",
        HelpName = "NAME",
    };
    private readonly Option<bool> _unknown = new("--unknown")
    {
        Description = "Also movies whose origin, language, director or cast is asked for but not known",
    };
    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Never this movie",
        HelpName = "ID",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _candidates = new("--candidates")
    {
        Description = "Only the movies of a csv with a column movieId",
        HelpName = "FILE",
    };
    private readonly Option<double> _diversity = new("--diversity")
    {
        Description = "0, the most accurate, to 1, the most varied",
        HelpName = "0-1",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<double> _novelty = new("--novelty")
    {
        Description = "0, the most accurate, to 1, hidden gems: the little watched among the fitting",
        HelpName = "0-1",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<string[]> _lessLike = new("--less-like")
    {
        Description = "Titles of disliked movies: fewer like them, and none of them",
        HelpName = "TITLE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _goal = new Option<string?>("--goal")
    {
        Description =
            "watch, what they are likely to watch, or like, what they are likely to watch and to like "
            + "[default: like, where ratings are known and the model knows them]",
        HelpName = "watch|like",
    }.Suggesting("watch", "like");
    private readonly Option<string?> _at = new("--at")
    {
        Description =
            "The day to recommend for, such as 2005-12-31, with a model that knows time [default: when the movies were watched]",
        HelpName = "DATE",
    };
    private readonly Option<bool> _explain = new("--explain")
    {
        Description = "Say which watched movies speak for each recommendation",
    };
    private readonly Option<string?> _lang = SharedOptions.Lang();
    private readonly Option<int?> _threads = SharedOptions.Threads();
    private readonly Option<bool> _json = SharedOptions.Json();

    public Command Create(Terminal terminal) =>
        new SectionedCommand(
            "recommend",
            SharedOptions.WithExample(
                "Recommend movies for a user, or for a file of users",
                "butaca recommend --watched \"Alien (1979)\" \"Heat (1995)\" --explain",
                "butaca recommend --watched \"Alien (1979)\" --less-like \"Titanic (1997)\" --novelty 0.5",
                "butaca recommend --letterboxd watched.csv --years 1990-2010 --genre Comedy",
                "butaca recommend --letterboxd ratings.csv --watchlist watchlist.csv -n 3",
                "butaca recommend --together ana.zip luis.csv"
            ),
            [
                ("Who it is for", [_watched, _user, _letterboxd, _imdb, _export, _together, _histories]),
                ("What they want", [_goal, _lessLike, _diversity, _novelty, _at, _fairness, _seen]),
                (
                    "Which movies",
                    [_genre, _years, _origin, _language, _director, _cast, _unknown, _exclude, _candidates, _watchlist]
                ),
                ("What is shown", [_count, _explain, _lang, _json]),
                ("Files and model", [_model, _assembly, _output, _lenient, _report, _threads]),
            ]
        ).Does((parsed, cancellation) => Run(terminal, parsed, cancellation));

    private void Run(Terminal terminal, ParseResult parsed, CancellationToken cancellation)
    {
        bool[] given =
        [
            parsed.GetValue(_watched) is { Length: > 0 },
            parsed.GetValue(_user) is not null,
            parsed.GetValue(_histories) is not null,
            parsed.GetValue(_letterboxd) is not null,
            parsed.GetValue(_imdb) is not null,
            parsed.GetValue(_export) is not null,
            parsed.GetValue(_together) is { Length: > 0 },
        ];
        if (given.Count(g => g) != 1)
            throw new ButacaException(
                $"Found {given.Count(g => g)} ways to say what was watched, expected one of --watched, --user, "
                    + "--histories, --letterboxd, --imdb, --export, --together."
            );
        if (parsed.GetValue(_report) is { } written)
        {
            if ((ExportOf(parsed) ?? parsed.GetValue(_watchlist)) is null && !given[^1])
                throw new ButacaException(
                    "--report tells what each row of an export became: give one with --letterboxd, --imdb, --export, "
                        + "--together or --watchlist."
                );
            AtomicFile.CheckFile(written);
        }
        foreach (Option option in (Option[])[_fairness, _seen])
            if (!given[^1] && parsed.GetResult(option) is { Implicit: false })
                throw new ButacaException(
                    $"{option.Name} belongs to --together FILE FILE …: leave it out, or give these."
                );
        if (parsed.GetValue(_histories) is not null != parsed.GetValue(_output) is not null)
            throw new ButacaException(
                "--histories IN.csv and --output OUT.csv go together: the one is read, the other written."
            );

        if (parsed.GetValue(_histories) is not null && (parsed.GetValue(_explain) || parsed.GetValue(_json)))
            throw new ButacaException(
                "--histories writes userId,rank,movieId,score to --output: --explain and --json have no place there. Leave them out."
            );

        if (parsed.GetValue(_histories) is null && parsed.GetValue(_lenient))
            throw new ButacaException(
                "--lenient is for --histories: odd rows of an export are passed over anyway. Leave it out."
            );

        RecommendOptions options = new()
        {
            Count = parsed.GetValue(_count),
            Filter = FilterOf(parsed, cancellation),
            Diversity = parsed.GetValue(_diversity),
            Novelty = parsed.GetValue(_novelty),
            At = parsed.GetValue(_at) is { } day
                ? new DateTimeOffset(SharedOptions.DayOf("--at", day), TimeOnly.MinValue, TimeSpan.Zero)
                : null,
            Goal = parsed.GetValue(_goal) is { } goal ? GoalOf(goal) : null,
            Reasons = parsed.GetValue(_explain) ? Reasons : 0,
        };
        TrainedModel model = SharedOptions.ModelOf(terminal, parsed, _model, _assembly);
        Recommender recommender = new(model.Data, model.Scorer);
        if (options.At is not null && !recommender.KnowsTime)
            terminal.Note($"{model.Manifest.Model} knows nothing of time: --at changes nothing.");
        if (options.Goal is not null && !recommender.KnowsRatings)
            terminal.Note($"{model.Manifest.Model} knows nothing of ratings: --goal changes nothing.");
        TitleIndex titles = TitleIndex.Of(model.Data);
        MovieNames names = SharedOptions.NamesOf(terminal, parsed, _lang, model.Data.Catalog);
        TitleChooser chooser = new(terminal, titles, names) { SaysYears = true };
        options = options with { LessLike = DislikedIn(parsed, model, chooser, cancellation) };
        ExportHistory? watchlist = parsed.GetValue(_watchlist) is { } list ? ExportHistory.Read(list, titles) : null;
        if (watchlist is not null)
            options = options with { Filter = Within(watchlist, options.Filter, model.Data.Catalog) };
        if (parsed.GetValue(_histories) is { } users)
        {
            BatchRecommendations.Write(
                terminal,
                recommender,
                users,
                new ReadOptions { Lenient = parsed.GetValue(_lenient) },
                parsed.GetValue(_output)!,
                options,
                SharedOptions.ThreadsOf(parsed, _threads),
                cancellation
            );
            return;
        }
        if (parsed.GetValue(_together) is { Length: > 0 } files)
        {
            RecommendTogether(
                terminal,
                parsed,
                model,
                recommender,
                titles,
                names,
                watchlist,
                files,
                options,
                cancellation
            );
            return;
        }
        ExportHistory? export = ExportOf(parsed) is { } file ? ReadWatched(file, titles) : null;
        StoredHistory history = export?.History ?? HistoryOf(parsed, model, chooser, cancellation);
        TellLeftOut(terminal, options, model.Data.Catalog);
        ImportReport report = new(terminal, model.Data.Catalog);
        report.Tell(export);
        report.Tell(watchlist, isWatchlist: true);
        if (parsed.GetValue(_report) is { } output)
            report.Write(output);
        IReadOnlyList<Recommendation> ranked = recommender.Recommend(history.AsHistory(), options, out bool isPersonal);
        if (model.Scorer.IsPersonal && !isPersonal && ranked.Count > 0)
            terminal.Note("The model knows nothing of these movies: the most watched movies stand in.");
        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(
                new
                {
                    Watched = WatchedJson(history, model.Data.Catalog, names),
                    Unmatched = report.Unmatched,
                    Rows = report.Rows,
                    report.Notes,
                    Recommendations = ranked.Select(item => RecommendationJson.Of(item, names)),
                }
            );
        }
        else if (ranked.Count == 0)
        {
            TellNothing(terminal, watchlist, options);
        }
        else
        {
            ScoreColumn scores = ScoreColumns.Of(
                model.Scorer,
                isPersonal,
                options.Goal ?? recommender.GoalFor(history.AsHistory())
            );
            Tables.Write(terminal, $"Recommended by {model.Manifest.Model}", ranked, names, scores);
        }
    }

    private void RecommendTogether(
        Terminal terminal,
        ParseResult parsed,
        TrainedModel model,
        Recommender recommender,
        TitleIndex titles,
        MovieNames names,
        ExportHistory? watchlist,
        string[] files,
        RecommendOptions options,
        CancellationToken cancellation
    )
    {
        IReadOnlyDictionary<string, string> users = TogetherRecommendations.NamesOf(files);
        ImportReport report = new(terminal, model.Data.Catalog);
        GroupMember[] members =
        [
            .. files.Select(file => TogetherRecommendations.Read(file, users, titles, report, cancellation)),
        ];
        report.Tell(watchlist, isWatchlist: true);
        if (parsed.GetValue(_report) is { } output)
            report.Write(output);
        TellLeftOut(terminal, options, model.Data.Catalog);
        bool explains = parsed.GetValue(_explain);
        IReadOnlyList<GroupRecommendation> list = recommender.RecommendTogether(
            members,
            options with
            {
                Reasons = explains ? Reasons : 1,
            },
            new GroupOptions { Fairness = parsed.GetValue(_fairness), KeepSeen = parsed.GetValue(_seen) },
            out IReadOnlyList<bool> arePersonal
        );
        if (model.Scorer.IsPersonal)
            foreach ((GroupMember member, bool isPersonal) in members.Zip(arePersonal))
                if (!isPersonal)
                    terminal.Note(
                        $"The model knows nothing of what {member.Name} has watched: for them the most watched movies "
                            + "stand in."
                    );
        if (parsed.GetValue(_json))
            terminal.WriteJson(
                new
                {
                    Users = members.Select(
                        (member, i) =>
                            new
                            {
                                member.Name,
                                Watched = WatchedJson(member.History, model.Data.Catalog, names),
                                Personal = arePersonal[i],
                            }
                    ),
                    report.Unmatched,
                    report.Rows,
                    report.Notes,
                    Recommendations = list.Select(item => GroupRecommendationJson.Of(item, names)),
                }
            );
        else if (list.Count == 0)
            TellNothing(terminal, watchlist, options);
        else
            TogetherRecommendations.Write(
                terminal,
                $"Recommended by {model.Manifest.Model} for {string.Join(" and ", members.Select(member => member.Name))}",
                list,
                names,
                explains
            );
    }

    private string? ExportOf(ParseResult parsed) =>
        parsed.GetValue(_letterboxd) ?? parsed.GetValue(_imdb) ?? parsed.GetValue(_export);

    private static Goal GoalOf(string text)
    {
        if (text is not ("watch" or "like"))
            Throw.Option("--goal", text, "watch or like");
        return text == "like" ? Goal.Like : Goal.Watch;
    }

    private static void TellLeftOut(Terminal terminal, RecommendOptions options, Catalog catalog)
    {
        int leftOut = options.Filter.On(catalog).UnknownLeftOut;
        if (leftOut > 0)
            terminal.Note(
                $"{leftOut} movies are left out since what is asked for is not known of them. --unknown lets them in."
            );
    }

    private static void TellNothing(Terminal terminal, ExportHistory? watchlist, RecommendOptions options) =>
        terminal.Note(
            watchlist is not null
                ? "No movie of the watchlist is left to recommend: none was found, or all are watched, disliked or filtered out."
            : options.Filter.AllowsAll ? "No movie is left to recommend: all are watched or disliked."
            : "No movie is left that passes the filters. Leave one out."
        );

    private static IEnumerable<object> WatchedJson(StoredHistory history, Catalog catalog, MovieNames names) =>
        history.Movies.Select(
            (row, i) =>
                new
                {
                    MovieId = catalog[row].Id,
                    catalog[row].Title,
                    Name = names.Of(catalog[row]),
                    Rating = history.Ratings.Length > 0 && !float.IsNaN(history.Ratings[i])
                        ? history.Ratings[i]
                        : (float?)null,
                    Time = history.Times.Length > 0 && history.Times[i] != 0
                        ? DateTimeOffset.FromUnixTimeSeconds(history.Times[i])
                        : (DateTimeOffset?)null,
                }
        );

    /// <summary>A watchlist is no history: taken for one, it would never be recommended.</summary>
    private static ExportHistory ReadWatched(string file, TitleIndex titles)
    {
        ExportHistory export = ExportHistory.Read(file, titles);
        if (export.Rows.Count > 0 && export.Rows.All(row => !row.IsWatched))
            throw new ButacaException(
                $"{file}: found a watchlist, expected what was watched. Give it with --watchlist, and what was watched with --letterboxd, --imdb, --export or --watched."
            );
        return export;
    }

    /// <summary>The movies of a watchlist; of a list that doesn't say so, all of its movies.</summary>
    private static MovieFilter Within(ExportHistory watchlist, MovieFilter filter, Catalog catalog)
    {
        IEnumerable<int> wanted = watchlist.Watchlist.Count > 0 ? watchlist.Watchlist : watchlist.History.Movies;
        ImmutableArray<Id> ids = [.. wanted.Select(row => catalog[row].Id)];
        return filter with { CandidateIds = filter.CandidateIds is { } others ? [.. ids.Intersect(others)] : ids };
    }

    private StoredHistory HistoryOf(
        ParseResult parsed,
        TrainedModel model,
        TitleChooser chooser,
        CancellationToken cancellation
    )
    {
        if (parsed.GetValue(_user) is { } id)
        {
            int user = model.Data.Users.RowOf(SharedOptions.IdOf("--user", id));
            if (user < 0)
                Throw.Option(
                    "--user",
                    id,
                    $"one of the {model.Data.Users.Count} users that the model was trained on. Give what they watched with --watched or --histories"
                );
            return StoredHistory.Of(model.Data.Interactions.HistoryOf(user));
        }
        return StoredHistory.Of(parsed.GetValue(_watched)!.Select(title => chooser.Choose(title, cancellation)));
    }

    private ImmutableArray<Id> DislikedIn(
        ParseResult parsed,
        TrainedModel model,
        TitleChooser chooser,
        CancellationToken cancellation
    )
    {
        if (parsed.GetValue(_lessLike) is not { Length: > 0 } disliked)
            return [];
        return [.. disliked.Select(title => model.Data.Catalog[chooser.Choose(title, cancellation)].Id)];
    }

    private MovieFilter FilterOf(ParseResult parsed, CancellationToken cancellation)
    {
        (int? from, int? to) = parsed.GetValue(_years) is { } years ? ParseYears(years) : (null, null);
        return new MovieFilter
        {
            Genres = [.. parsed.GetValue(_genre) ?? []],
            FromYear = from,
            ToYear = to,
            Origins = [.. parsed.GetValue(_origin) ?? []],
            Languages = [.. parsed.GetValue(_language) ?? []],
            Directors = [.. parsed.GetValue(_director) ?? []],
            Cast = [.. parsed.GetValue(_cast) ?? []],
            AllowUnknown = parsed.GetValue(_unknown),
            ExcludedIds = [.. (parsed.GetValue(_exclude) ?? []).Select(id => SharedOptions.IdOf("--exclude", id))],
            CandidateIds = parsed.GetValue(_candidates) is { } file
                ? ParquetTables.Read(file, CandidatesFile.Read, cancellation)
                : (ImmutableArray<Id>?)null,
        };
    }

    private static (int? From, int? To) ParseYears(string text)
    {
        string[] ends = text.Split('-', StringSplitOptions.TrimEntries);
        int? from = null;
        int? to = null;
        bool fits =
            ends.Length is 1 or 2
            && TryYear(ends[0], out from)
            && TryYear(ends[^1], out to)
            && (from ?? to) is not null;
        if (!fits)
            Throw.Option("--years", text, "years such as 1990-2010, 1999, 2010- or -1960");
        return (from, to);

        static bool TryYear(string end, out int? year)
        {
            bool isYear = int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
            year = isYear ? value : null;
            return isYear || end.Length == 0;
        }
    }
}
