using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Sources;

namespace Butaca.Cli.Commands.Data;

/// <summary><c>butaca data prepare</c>: joins published files into one data set folder.</summary>
internal sealed class PrepareVerb : IDataVerb
{
    private readonly Option<string> _movieLens = new("--movielens")
    {
        Description =
            "MovieLens in any of its layouts (ml-latest*, ml-20m, ml-25m, ml-32m, ml-10m, ml-1m, ml-100k), "
            + "or another data set: a csv or Parquet file of pairs, RecBole's, Gorse's, Kaggle's The Movies Dataset",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string?> _interactions = new("--interactions")
    {
        Description =
            "Take the pairs from this csv file (userId,movieId[,rating][,timestamp]); --movielens then gives the movies alone",
        HelpName = "FILE.csv",
    };

    private readonly Option<string[]> _synopses = new("--synopses")
    {
        Description =
            "Descriptions to join by title and year: Wikipedia movie data (.json, a file or a folder) or Wikipedia Movie Plots (.csv); may be given again, the earlier goes first",
        HelpName = "FILE|DIR",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _lenient = SharedOptions.Lenient();
    private readonly Option<float?> _minRating = new("--min-rating")
    {
        Description = "The lowest rating that counts as watched [default: every rating counts]",
        HelpName = "N",
    };

    private readonly Option<string?> _without = new("--without")
    {
        Description =
            $"Leave out what the data knows, to see how models do without: {string.Join(", ", DatasetCut.Names)}",
        HelpName = "A,B,C",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The data set folder to write; an earlier data set there is replaced",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as JSON" };

    /// <inheritdoc/>
    public Command Create(Terminal terminal)
    {
        Command command = new(
            "prepare",
            """
            Join MovieLens with descriptions of its movies and write one data set folder.

            Example:
              butaca data prepare --movielens ml-latest-small --synopses wikipedia-movies --output my-data
            """
        )
        {
            _movieLens,
            _interactions,
            _synopses,
            _minRating,
            _lenient,
            _without,
            _output,
            _json,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, terminal, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, Terminal terminal, CancellationToken cancellation)
    {
        string movieLens = parse.GetValue(_movieLens)!;
        string output = parse.GetValue(_output)!;
        string[] synopses = parse.GetValue(_synopses) ?? [];
        string[] without =
            parse.GetValue(_without)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [];
        DatasetCut.Check(without);
        DatasetFolder.CheckWritable(output);
        ReadOptions options = SharedOptions.ReadOptionsOf(parse, _minRating, _lenient);
        SkipReport skipped = new();
        List<JoinCoverage> joins = [];
        Dataset dataset = ProgressBars.Run(
            terminal,
            bars =>
            {
                ReadContext context = new(options, skipped, bars.Reading(), cancellation);
                Dataset joined = ParquetTables.Read(
                    movieLens,
                    readable =>
                        Unpacked.Read(
                            readable,
                            DataSources.IsRatings,
                            path => ReadRatings(path, parse.GetValue(_interactions), context),
                            skipped
                        ),
                    cancellation,
                    _ => skipped
                );
                foreach (string path in synopses)
                    joined = Join(joined, path, context, joins);
                cancellation.ThrowIfCancellationRequested();
                return DatasetCut.Without(joined, without);
            }
        );
        DatasetFolder.Write(output, dataset, listWithoutSynopsis: synopses.Length > 0);

        PrepareOutcome outcome = new(output, DatasetDescription.Of(dataset), joins, skipped.Reasons);
        if (parse.GetValue(_json))
            terminal.WriteJson(outcome);
        else
            Print(outcome, terminal);
        return CommandLine.Success;
    }

    private static Dataset ReadRatings(string movieLens, string? interactions, ReadContext context)
    {
        DatasetBuilder builder = new();
        IRatingSource source = DataSources.RatingsAt(movieLens);
        if (interactions is null)
        {
            source.Read(movieLens, builder, context);
        }
        else
        {
            source.ReadCatalog(movieLens, builder, context);
            DataSources.RatingsAt(interactions).Read(interactions, builder, context);
        }
        return builder.BuildReported(context.Skipped).Dataset;
    }

    private static Dataset Join(Dataset dataset, string path, ReadContext context, List<JoinCoverage> joins)
    {
        JoinedSynopses joined = SynopsisJoin.Join(dataset.Catalog, DataSources.SynopsesAt(path).Read(path, context));
        joins.Add(
            new JoinCoverage(
                path,
                joined.Matches.Count,
                joined.Ambiguous,
                dataset.Catalog.Count,
                joined.Matches.Sum(m => (long)dataset.Interactions.AudienceOf(m.Row)),
                dataset.Interactions.Count
            )
        );
        return new Dataset(joined.Catalog, dataset.Users, dataset.Interactions);
    }

    private static void Print(PrepareOutcome outcome, Terminal terminal)
    {
        DatasetDescription data = outcome.Data;
        terminal.WriteLine(
            $"{data.Interactions:N0} interactions of {data.Users:N0} users with {data.WatchedMovies:N0} of {data.Movies:N0} movies"
        );
        foreach (JoinCoverage join in outcome.Joins)
        {
            terminal.WriteLine(
                $"{join.Source}: joined to {join.Movies:N0} of {join.OfMovies:N0} movies ({Percent(join.Movies, join.OfMovies)}), "
                    + $"which hold {Percent(join.Interactions, join.OfInteractions)} of the interactions"
                    + (join.Ambiguous == 0 ? "" : $"; {join.Ambiguous:N0} more fit several descriptions and got none")
            );
        }
        if (outcome.Joins.Count > 0)
            terminal.WriteLine(
                $"The movies without a synopsis are listed in {Path.Combine(outcome.Output, DatasetFolder.WithoutSynopsisName)}"
            );
        foreach (SkippedRows rows in outcome.Skipped)
            terminal.WriteLine($"Skipped: {ProgressBars.Describe(rows)}");
        terminal.WriteLine($"Written to {outcome.Output} (data {data.Hash[..12]})");
    }

    private static string Percent(double part, double whole) => $"{100 * part / Math.Max(1, whole):0.0} %";

    private sealed record PrepareOutcome(
        string Output,
        DatasetDescription Data,
        IReadOnlyList<JoinCoverage> Joins,
        IReadOnlyCollection<SkippedRows> Skipped
    );

    private sealed record JoinCoverage(
        string Source,
        int Movies,
        int Ambiguous,
        int OfMovies,
        long Interactions,
        long OfInteractions
    );
}
