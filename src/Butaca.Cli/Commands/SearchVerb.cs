using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Recommending;
using Spectre.Console;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca search "slow, sad, in space"</c>.</summary>
internal sealed class SearchVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Use;

    public Command Create(Terminal terminal)
    {
        Argument<string> text = new("TEXT")
        {
            Description = "A title or a part of one, somebody's name, an id, or what a movie is about",
        };
        Option<string?> data = SharedOptions.Data();
        Option<int> count = SharedOptions.Count();
        Option<string?> lang = SharedOptions.Lang();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "search",
            SharedOptions.WithExample(
                "Find movies by title, by people, or by what is told of them",
                "butaca search \"slow, sad, in space\""
            )
        )
        {
            text,
            data,
            count,
            lang,
            json,
        }.Does(
            (parsed, cancellation) =>
            {
                int n = SharedOptions.CountOf(parsed, count);
                Dataset read = ProgressBars.Read(
                    terminal,
                    SharedOptions.DataOf(parsed, data),
                    new ReadOptions(),
                    cancellation
                );
                MovieNames names = SharedOptions.NamesOf(terminal, parsed, lang, read.Catalog);
                string asked = parsed.GetRequiredValue(text);
                IReadOnlyList<TitleCandidate> found = new MovieSearch(
                    TitleIndex.Of(read),
                    new DescriptionIndex(read, names)
                ).Find(asked, n);
                if (parsed.GetValue(json))
                    terminal.WriteJson(
                        found.Select(candidate => FoundMovieJson.Of(read.Catalog[candidate.Row], candidate, names))
                    );
                else if (found.Count == 0)
                    terminal.Note($"No movie found for '{asked}': no title, name, id or synopsis has it.");
                else
                    Write(terminal, read.Catalog, found, names);
            }
        );
    }

    private static void Write(Terminal terminal, Catalog catalog, IReadOnlyList<TitleCandidate> found, MovieNames names)
    {
        Table table = new Table().SimpleBorder();
        table.AddColumn(new TableColumn("").RightAligned());
        table.AddColumn("Movie");
        table.AddColumn("Found by");
        table.AddColumn("Genres");
        for (int i = 0; i < found.Count; i++)
        {
            Movie movie = catalog[found[i].Row];
            table.AddRow(
                $"{i + 1}",
                Markup.Escape(names.WithYear(movie)),
                Markup.Escape(Describe(found[i])),
                Markup.Escape(string.Join(", ", movie.Genres))
            );
        }
        terminal.Out.Write(table);
    }

    private static string Describe(TitleCandidate found) =>
        found.Field switch
        {
            MatchedField.Director => $"directed by {found.Matched}",
            MatchedField.Cast => $"with {found.Matched}",
            MatchedField.Description => $"tells of {found.Matched}",
            _ => found.Matched,
        };

    /// <summary>A found movie as JSON; the title is the data set's, the name what people call it.</summary>
    private sealed record FoundMovieJson(
        Id MovieId,
        string Title,
        string Name,
        int? Year,
        IReadOnlyList<string> Genres,
        string? Origin,
        string Field,
        string Matched
    )
    {
        public static FoundMovieJson Of(Movie movie, TitleCandidate found, MovieNames names) =>
            new(
                movie.Id,
                movie.Title,
                names.Of(movie),
                movie.Year,
                movie.Genres,
                movie.Origin,
                System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{found.Field}"),
                found.Matched
            );
    }
}
