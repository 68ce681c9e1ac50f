using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="PopularRecent"/>.</summary>
public sealed class PopularRecentOptions
{
    /// <summary>How many days before the asked time count. Default 30.</summary>
    [Description("days before the asked time that count"), Range(1, 36_500), SearchSpace(7, 30, 90, 365)]
    public int Days { get; set; } = 30;
}

/// <summary>
/// What was watched most in the days before: the baseline by the calendar (Ji, Sun, Shan, Yu 2020,
/// "A re-visit of the popularity baseline in recommender systems", doi:10.1145/3397271.3401233).
/// </summary>
public sealed class PopularRecent : Model<PopularRecentOptions>
{
    /// <inheritdoc/>
    public override string Name => "popular-recent";

    /// <inheritdoc/>
    public override string Summary => "What was watched most in the days before, the same for everyone who asks then.";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, PopularRecentOptions options, TrainContext context)
    {
        context.Report("sorting by time", 1);
        return new PopularRecentScorer(data.Interactions, options.Days);
    }
}
