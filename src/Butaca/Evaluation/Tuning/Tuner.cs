using System.Globalization;
using Butaca.Data;
using Butaca.Evaluation.Protocols;
using Butaca.Models;

namespace Butaca.Evaluation.Tuning;

/// <summary>How a search goes about.</summary>
public sealed record TuneOptions
{
    /// <summary>Settings to try at most, the defaults included; at least 1. Default 20.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>Fifths of the users to validate on, each training anew, 1 … 5. Default 1.</summary>
    public int ValidationFolds { get; init; } = 1;

    /// <summary>
    /// The metric to better, by its name; those of ratings by <see cref="RatingsProtocol"/>. Default P.
    /// </summary>
    public string Metric { get; init; } = "P";

    /// <summary>Decides folds, masks and which settings are tried. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Masks drawn for each validation user. Default 5.</summary>
    public int Draws { get; init; } = 5;

    /// <summary>The share of a validation user's movies that goes in, above 0 and below 1. Default 0.2.</summary>
    public double Given { get; init; } = new ProtocolOptions().Given;
}

/// <summary>One setting that was tried.</summary>
/// <param name="Options">All options.</param>
/// <param name="Score">The metric over the validation users.</param>
public sealed record Trial(IReadOnlyDictionary<string, string> Options, Estimate Score);

/// <summary>
/// Searches a model's options on validation users taken from the data set it is given, which should be the training
/// users alone. Random search without repeats over the grid of <see cref="SearchSpaceAttribute"/> (Bergstra and Bengio
/// 2012), the whole grid where it is small.
/// </summary>
public static class Tuner
{
    private const int Fifths = 5;

    /// <summary>Runs a search.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The users to train and to validate on.</param>
    /// <param name="options">How.</param>
    /// <param name="context">Threads, cancellation.</param>
    /// <param name="progress">
    /// Told of each trial as it starts, with how much is done, and of the training within.
    /// </param>
    /// <returns>The trials, best first.</returns>
    /// <exception cref="ButacaException">The model has nothing to search, or an option cannot be used.</exception>
    public static IReadOnlyList<Trial> Run(
        IModel model,
        Dataset data,
        TuneOptions options,
        TrainContext context,
        IProgress<EvaluationProgress>? progress = null
    )
    {
        IMetric? sought = Evaluator.Metrics.FirstOrDefault(metric => metric.Name == options.Metric);
        if (sought is null)
            Throw.Option(
                "metric",
                options.Metric,
                $"one of {string.Join(", ", Evaluator.Metrics.Select(metric => metric.Name))}"
            );
        if (options.ValidationFolds is < 1 or > Fifths)
            Throw.Option("folds", $"{options.ValidationFolds}", $"1 to {Fifths}");
        if (options.Trials < 1)
            Throw.Option("trials", $"{options.Trials}", "at least 1");
        List<object> settings = Settings(model, options);
        ProtocolOptions asked = new()
        {
            Seed = options.Seed,
            Draws = options.Draws,
            Given = options.Given,
            Folds = Fifths,
            MostRounds = options.ValidationFolds,
        };
        IProtocol protocol = sought is IRatingMetric ? new RatingsProtocol() : new NewUsersProtocol();
        List<Trial> trials = [];
        for (int i = 0; i < settings.Count; i++)
        {
            Counter? counter = progress is null ? null : new Counter(progress, i, settings.Count);
            EvaluationReport report = new Evaluator().Run(
                protocol,
                data,
                "",
                [new Contender(model.Name, model, settings[i])],
                asked,
                null,
                context,
                counter
            );
            MetricReport metric = report.Groups[0].Models[0][options.Metric];
            trials.Add(
                new Trial(ModelOption.Values(model, settings[i]), new Estimate(metric.Mean, metric.StandardError))
            );
        }
        return
        [
            .. sought.LessIsBetter
                ? trials.OrderBy(trial => trial.Score.Mean)
                : trials.OrderByDescending(trial => trial.Score.Mean),
        ];
    }

    private static List<object> Settings(IModel model, TuneOptions options)
    {
        ModelOption[] searched = [.. model.Options.Where(option => option.SearchSpace.Count > 0)];
        if (searched.Length == 0)
            throw new ButacaException($"{model.Name} has no options to search.");
        long grid = searched.Aggregate(1L, (product, option) => product * option.SearchSpace.Count);
        List<object> settings = [model.CreateOptions()];
        HashSet<string> seen = [Key(model, settings[0])];
        int[] order = [.. Enumerable.Range(0, (int)Math.Min(grid, int.MaxValue))];
        Seeds.Create(options.Seed, "tune").Shuffle(order);
        foreach (int index in order)
        {
            if (settings.Count == options.Trials)
                break;
            object setting = model.CreateOptions();
            int rest = index;
            foreach (ModelOption option in searched)
            {
                option.Set(
                    setting,
                    option.SearchSpace[rest % option.SearchSpace.Count].ToString(CultureInfo.InvariantCulture)
                );
                rest /= option.SearchSpace.Count;
            }
            if (seen.Add(Key(model, setting)))
                settings.Add(setting);
        }
        return settings;
    }

    private static string Key(IModel model, object setting) =>
        string.Join(' ', ModelOption.Values(model, setting).Select(o => $"{o.Key}={o.Value}"));

    private sealed class Counter(IProgress<EvaluationProgress> to, int trial, int trials)
        : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) =>
            to.Report(
                value with
                {
                    Round = $"trial {trial + 1} of {trials}",
                    Fraction = (trial + value.Fraction) / trials,
                }
            );
    }
}
