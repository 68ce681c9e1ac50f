using Butaca.Data;
using Butaca.Models;

namespace Butaca.Cli;

/// <summary>How a list tells a user how much its movies promise; the model's own scores stand in JSON.</summary>
internal enum ScoreColumn
{
    /// <summary>How probable it is that the user watches the movie.</summary>
    Chance,

    /// <summary>The score as a share of the best movie's of the list: the model's scores have no unit.</summary>
    Relative,

    /// <summary>How many users have watched it: the most watched movies stand in.</summary>
    Audience,

    /// <summary>Nothing: ratings in stars stand beside it.</summary>
    None,
}

/// <summary>What the columns are called, and what stands in them.</summary>
internal static class ScoreColumns
{
    /// <summary>What a list of recommendations tells.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="isPersonal">Whether the list follows from what the user watched.</param>
    /// <param name="goal">What it was ranked for.</param>
    public static ScoreColumn Of(Scorer scorer, bool isPersonal, Goal goal) =>
        scorer.IsPersonal && !isPersonal ? ScoreColumn.Audience
        : goal == Goal.Like && scorer.KnowsRatings ? ScoreColumn.None // a mean of two logits, less what a dislike costs: no probability
        : scorer.ScoresAreLogits ? ScoreColumn.Chance
        : ScoreColumn.Relative;

    /// <summary>The heading.</summary>
    public static string HeadingOf(ScoreColumn column) =>
        column switch
        {
            ScoreColumn.Chance => "Chance",
            ScoreColumn.Audience => "Watched by",
            _ => "Fit",
        };

    /// <summary>What stands in the column for a score.</summary>
    /// <param name="column">The column.</param>
    /// <param name="score">The score.</param>
    /// <param name="best">The best of the list.</param>
    public static string Format(ScoreColumn column, float score, float best) =>
        column switch
        {
            ScoreColumn.Chance => Percent(1 / (1 + Math.Exp(-score))),
            ScoreColumn.Audience => $"{score:0}",
            _ => best > 0 ? Percent(Math.Max(0, score) / best) : "",
        };

    /// <summary>Whole percents, but for what would be none of them.</summary>
    private static string Percent(double share) => share is > 0 and < 0.005 ? "< 1 %" : $"{100 * share:0} %";
}
