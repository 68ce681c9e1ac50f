using System.CommandLine;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Cli;

/// <summary>Options and arguments that several commands spell alike. Each call makes a new one.</summary>
internal static class SharedOptions
{
    /// <summary>All models that can be trained.</summary>
    public static ModelRegistry Models { get; } = new(typeof(Popularity).Assembly);

    /// <summary>The models that train in seconds: what is measured where nobody names any.</summary>
    public static IEnumerable<IModel> QuickModels => Models.All.Where(model => !model.KeepsCheckpoints);

    /// <summary>All protocols.</summary>
    public static IReadOnlyList<IProtocol> Protocols { get; } = Registry.Find<IProtocol>(typeof(IProtocol).Assembly);

    /// <summary>The protocol of a name.</summary>
    /// <param name="option">Where it was asked for, for an error.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="ButacaException">There is none.</exception>
    public static IProtocol Protocol(string option, string name) => Protocols.FirstOrDefault(protocol => protocol.Name == name)
        ?? throw new ButacaException($"{option}: found '{name}', expected one of {string.Join(", ", Protocols.Select(protocol => protocol.Name))}.");

    public static Option<string> Data() => new("--data")
    {
        Description = "Data set folder: ratings.csv and, optionally, movies.csv and synopses.csv",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<float?> MinRating() => new("--min-rating")
    {
        Description = "Count only ratings from here up as watched [default: all]",
        HelpName = "RATING",
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "Model folder, as 'butaca train' writes it",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Decides everything random",
        HelpName = "N",
        DefaultValueFactory = _ => 42,
    };

    public static Option<int?> Threads() => new("--threads")
    {
        Description = "Threads to compute with; another count changes results by rounding only [default: all]",
        HelpName = "N",
    };

    /// <summary>The threads that a command line asks for: all where it says nothing.</summary>
    /// <exception cref="ButacaException">It asks for none.</exception>
    public static int ThreadsOf(ParseResult parsed, Option<int?> option)
    {
        int threads = parsed.GetValue(option) ?? Environment.ProcessorCount;
        return threads >= 1 ? threads : throw new ButacaException($"--threads: found '{threads}', expected at least 1.");
    }

    public static Option<int> Count() => new("-n", "--count")
    {
        Description = "How many movies",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON to standard output" };

    public static Option<string?> Users(string description) => new("--users") { Description = description, HelpName = "IDS" };

    /// <summary>Adds an example to a command's help.</summary>
    public static string WithExample(string description, params string[] examples) =>
        $"{description}\n\nExample:\n{string.Join('\n', examples.Select(example => "  " + example))}";
}
