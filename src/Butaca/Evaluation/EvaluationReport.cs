using System.Reflection;
using System.Text.Json.Serialization;
using Butaca.Data;

namespace Butaca.Evaluation;

/// <summary>
/// What an evaluation found. Plain data: it serialises to JSON as it stands, where <c>"NaN"</c> is a figure that there
/// is none of.
/// </summary>
/// <param name="Protocol">The protocol's name.</param>
/// <param name="K">The cut-off of the metrics.</param>
/// <param name="Seed">The seed of folds, masks and models.</param>
/// <param name="Draws">Masks a user, in groups that draw any.</param>
/// <param name="Baseline">The model that the others are compared with; null for none.</param>
/// <param name="DataHash">Identifies the data set.</param>
/// <param name="Groups">The results.</param>
public sealed record EvaluationReport(
    string Protocol,
    int K,
    long Seed,
    int Draws,
    string? Baseline,
    string DataHash,
    IReadOnlyList<GroupReport> Groups
)
{
    /// <summary>
    /// The version of Butaca that measured, with the commit that it was built from where that is known.
    /// </summary>
    public string Version { get; init; } =
        typeof(EvaluationReport)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

    /// <summary>
    /// Threads that the trainings used; with another number networks differ from training to training.
    /// </summary>
    public required int Threads { get; init; }
}

/// <summary>The results of one group of questions.</summary>
/// <param name="Name">Such as <c>new users, out-of-sample</c>.</param>
/// <param name="Note">What a reader must know; null for nothing.</param>
/// <param name="Users">Users who were asked.</param>
/// <param name="Draws">The most questions that a user was asked: the masks drawn, or 1 where all that is known goes
/// in.</param>
/// <param name="Skipped">Users who were never asked, since there was nothing to give or nothing to find.</param>
/// <param name="Models">A result for each model.</param>
public sealed record GroupReport(
    string Name,
    string? Note,
    int Users,
    int Draws,
    int Skipped,
    IReadOnlyList<ModelReport> Models
)
{
    /// <summary>The metric that leads, by which models are compared: precision, or of predicted ratings RMSE.</summary>
    [JsonIgnore]
    public string Lead => Models[0].Metrics[0].Metric;

    /// <summary>The result of a model.</summary>
    public ModelReport this[string model] => Models.First(m => m.Model == model);
}

/// <summary>The results of one model in one group.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Options">Its options.</param>
/// <param name="Metrics">Each metric that says something of the group, in the order of the registry.</param>
public sealed record ModelReport(
    string Model,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyList<MetricReport> Metrics
)
{
    /// <summary>
    /// What each user got: of the metrics that are measured user by user, their figures are the means over these.
    /// Not part of the JSON, which would be too long; null where a report was read from there.
    /// </summary>
    [JsonIgnore]
    public UserFigures? PerUser { get; init; }

    /// <summary>The result of a metric.</summary>
    public MetricReport this[string metric] => Metrics.First(m => m.Metric == metric);
}

/// <summary>One figure.</summary>
/// <param name="Metric">The metric's name, without the cut-off.</param>
/// <param name="Mean">Over users and draws.</param>
/// <param name="StandardError">Over users; by a jackknife for figures of the whole catalogue; NaN where they are too
/// few to tell.</param>
/// <param name="Difference">Against the baseline, on the same masks; null for the baseline itself.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record MetricReport(string Metric, double Mean, double StandardError, Difference? Difference)
{
    /// <summary>Whether a lower mean is better, as of errors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LessIsBetter { get; init; }
}

/// <summary>The figures of one model for each user of a group, as columns of one length.</summary>
/// <param name="Users">The users' ids, in order.</param>
/// <param name="Questions">How many questions each was asked.</param>
/// <param name="Metrics">By the metric's name: each user's mean over the questions; NaN where it says nothing of a
/// user.</param>
public sealed record UserFigures(
    IReadOnlyList<Id> Users,
    IReadOnlyList<int> Questions,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics
);
