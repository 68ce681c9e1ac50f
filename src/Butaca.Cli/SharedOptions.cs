using System.CommandLine;
using System.Globalization;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Cli;

/// <summary>Options and arguments that several commands spell alike. Each call makes a new one.</summary>
internal static class SharedOptions
{
    /// <summary>All models of Butaca's own that can be trained.</summary>
    public static ModelRegistry Models => Parts.Own.Models;

    public static Option<string[]> Assembly() =>
        new("--assembly")
        {
            Description = "Assembly with models, metrics, protocols or scorers of your own",
            HelpName = "FILE.dll",
        };

    /// <summary>Butaca's own parts and those of the assemblies that a command line names.</summary>
    /// <exception cref="ButacaException">One can't be used.</exception>
    public static Parts PartsOf(ParseResult parsed, Option<string[]> option) =>
        Parts.Of(option.Name, parsed.GetValue(option) ?? []);

    public static Option<string?> Data() =>
        new("--data", "-d")
        {
            Description =
                "Data set folder: ratings.csv and, optionally, movies.csv, synopses.csv, translations.LANG.csv and links.csv [default: the data set that Butaca ships]",
            HelpName = "DIR",
        };

    /// <summary>The data set folder that a command line asks for: the shipped one where it says nothing.</summary>
    public static string DataOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? ShippedData.Find();

    public static Option<float?> MinRating() =>
        new("--min-rating")
        {
            Description = "Count only ratings from here up as watched [default: all]",
            HelpName = "RATING",
        };

    public static Option<bool> Lenient() =>
        new("--lenient")
        {
            Description = "Pass over rows that can't be read, and say which [default: they are an error]",
        };

    /// <summary>How the data that a command line asks for is to be read.</summary>
    public static ReadOptions ReadOptionsOf(ParseResult parsed, Option<float?> minRating, Option<bool> lenient) =>
        new() { MinRating = parsed.GetValue(minRating), Lenient = parsed.GetValue(lenient) };

    public static Option<string?> Model()
    {
        Option<string?> option = new("--model", "-m")
        {
            Description =
                $"Model folder, as 'butaca train' writes it [default: the last trained of those in {ModelsFolder.Name}]",
            HelpName = "DIR",
        };
        option.CompletionSources.Add(_ => ModelsFolder.All());
        return option;
    }

    /// <summary>
    /// The model that a command line asks for: the last trained one where it says nothing, and then says which.
    /// </summary>
    /// <exception cref="ButacaException">It says nothing, and none is there.</exception>
    public static TrainedModel ModelOf(
        Terminal terminal,
        ParseResult parsed,
        Option<string?> option,
        Option<string[]> assembly
    )
    {
        Parts parts = PartsOf(parsed, assembly);
        if (parsed.GetValue(option) is { } folder)
            return ModelFolder.Load(folder, parts.Others);
        string last = ModelsFolder.Last();
        TrainedModel model = ModelFolder.Load(last, parts.Others);
        terminal.Note($"Model: {last}");
        return model;
    }

    /// <summary>
    /// Checks that a trained model can do what a command needs it for, or tells which models can, those of
    /// <c>--assembly</c> among them.
    /// </summary>
    /// <exception cref="ButacaException">It can't.</exception>
    public static void CheckPlacesMovies(TrainedModel model, ParseResult parsed, Option<string[]> assembly)
    {
        if (model.Scorer is not IMovieVectors)
            throw new ButacaException(
                $"{model.Manifest.Model} places movies in no space, expected a model that does: "
                    + $"{PartsOf(parsed, assembly).Models.NamesOf(one => one.PlacesMovies)}."
            );
    }

    /// <inheritdoc cref="CheckPlacesMovies"/>
    public static void CheckTakesNewMovies(TrainedModel model, ParseResult parsed, Option<string[]> assembly)
    {
        if (!MovieSpace.Takes(model.Scorer))
            throw new ButacaException(
                $"{model.Manifest.Model} knows movies by their audience alone, expected a model that takes new movies: "
                    + $"{PartsOf(parsed, assembly).Models.NamesOf(one => one.TakesNewMovies)}."
            );
    }

    public static Option<long> Seed() =>
        new("--seed")
        {
            Description = "Decides everything random",
            HelpName = "N",
            DefaultValueFactory = _ => 42,
        };

    public static Option<int?> Threads() =>
        new("--threads")
        {
            Description = "Threads to compute with; another count changes results by rounding only [default: all]",
            HelpName = "N",
        };

    /// <summary>The threads that a command line asks for: all where it says nothing.</summary>
    /// <exception cref="ButacaException">It asks for none.</exception>
    public static int ThreadsOf(ParseResult parsed, Option<int?> option)
    {
        int threads = parsed.GetValue(option) ?? Environment.ProcessorCount;
        if (threads < 1)
            Throw.Option("--threads", $"{threads}", "at least 1");
        return threads;
    }

    public static Option<int> Count() =>
        new("-n", "--count")
        {
            Description = "How many movies",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };

    /// <summary>The movies that a command line asks for.</summary>
    /// <exception cref="ButacaException">It asks for none.</exception>
    public static int CountOf(ParseResult parsed, Option<int> option)
    {
        int count = parsed.GetValue(option);
        if (count < 1)
            Throw.Option("-n", $"{count}", "at least 1");
        return count;
    }

    public static Option<string?> Lang() =>
        new("--lang")
        {
            Description =
                "The language of titles, such as es, where the data set has it [default: the locale's, else the data set's own]",
            HelpName = "LANG",
        };

    /// <summary>What movies are called for who gave a command line.</summary>
    /// <exception cref="ButacaException">The language is no language tag.</exception>
    public static MovieNames NamesOf(Terminal terminal, ParseResult parsed, Option<string?> option, Catalog catalog)
    {
        if (parsed.GetValue(option) is not { } asked)
            return new MovieNames(terminal.Language);
        if (!LanguageTag.TryParse(asked, out string? language))
            Throw.Option("--lang", asked, LanguageTag.Expected);
        string[] known =
        [
            .. catalog
                .Movies.ToArray()
                .SelectMany(movie => movie.Translations.Select(translation => translation.Language))
                .Append(MovieNames.UsualLanguage)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        if (!known.Any(other => LanguageTag.AreAlike(other, language)))
            terminal.Note($"--lang: the data set has no titles in {language}. It has {string.Join(", ", known)}.");
        return new MovieNames(language);
    }

    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON to standard output" };

    /// <summary>The id that a command line gives.</summary>
    /// <exception cref="ButacaException">The text can't be an id.</exception>
    public static Id IdOf(string option, string text)
    {
        if (!Id.TryParse(text, out Id id))
            Throw.Option(option, text, Id.Expected);
        return id;
    }

    /// <summary>The day that a command line gives.</summary>
    /// <exception cref="ButacaException">The text is no day.</exception>
    public static DateOnly DayOf(string option, string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out DateOnly day))
            Throw.Option(option, text, "a day such as 2005-12-31");
        return day;
    }

    public static Option<string?> Users(string description) =>
        new("--users") { Description = description, HelpName = "IDS" };

    /// <summary>Tells the shell which values an option takes.</summary>
    public static Option<T> Suggesting<T>(this Option<T> option, params string[] values)
    {
        option.CompletionSources.Add(values);
        return option;
    }

    /// <summary>Tells the shell that an option takes names of models, between commas.</summary>
    public static Option<string?> SuggestingModels(this Option<string?> option)
    {
        option.CompletionSources.Add(context =>
        {
            string word = context.WordToComplete;
            string before = word[..(word.LastIndexOf(',') + 1)];
            return Models
                .All.Select(model => before + model.Name)
                .Where(each => each.StartsWith(word, StringComparison.Ordinal));
        });
        return option;
    }

    /// <summary>Tells the shell that an argument takes the name of a model.</summary>
    public static Argument<string> SuggestingModels(this Argument<string> argument)
    {
        argument.CompletionSources.Add([.. Models.All.Select(model => model.Name)]);
        return argument;
    }

    /// <summary>Tells the shell that an option takes a model's own options, such as <c>lambda=</c>.</summary>
    /// <param name="option">The option.</param>
    /// <param name="name">The model's name.</param>
    public static Option<string[]> SuggestingOptionsOf(this Option<string[]> option, Argument<string> name)
    {
        option.CompletionSources.Add(context =>
            Models.All.FirstOrDefault(model => model.Name == context.ParseResult.GetValue(name)) is { } model
                ? model.Options.Select(each => $"{each.Name}=")
                : []
        );
        return option;
    }

    /// <summary>Adds an example to a command's help.</summary>
    public static string WithExample(string description, params string[] examples) =>
        $"{description}\n\nExample:\n{string.Join('\n', examples.Select(example => "  " + example))}";
}
