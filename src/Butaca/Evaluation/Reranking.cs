using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Evaluation;

/// <summary>
/// What orders a model's lists anew, as <see cref="RankOptions"/> does: the same for every model, no part of the
/// training.
/// </summary>
public sealed class Reranking
{
    /// <summary>δ of maximal marginal relevance, 0 (most accurate, the default) … 1 (most varied).</summary>
    [Description("how much variety counts")]
    [Range(0.0, 1.0)]
    public double Diversity { get; set; }

    /// <summary>ν of the popularity discount, 0 (most accurate, the default) … 1 (hidden gems).</summary>
    [Description("how much the size of an audience counts against a movie")]
    [Range(0.0, 1.0)]
    public double Novelty { get; set; }

    /// <summary>How one list for several users is made. Default: shared.</summary>
    [Description("for together: how one list for several users is made")]
    public Grouping Grouping { get; set; }

    /// <summary>How much whoever gets least counts in a shared list: <see cref="GroupOptions.Fairness"/>.</summary>
    [Description("for together: how much whoever gets least counts")]
    [Range(0.0, 1.0)]
    public double Fairness { get; set; } = new GroupOptions().Fairness;

    /// <summary>What is recommended for; models that don't know ratings ignore it. Default: what is watched.</summary>
    [Description("what is recommended for, where the model knows ratings")]
    public Goal Goal { get; set; }

    /// <summary>Takes an assignment, if it is one of these settings.</summary>
    /// <param name="assignment"><c>name=value</c>.</param>
    /// <returns>Whether it is one.</returns>
    /// <exception cref="ButacaException">The value is out of range.</exception>
    public bool TrySet(string assignment)
    {
        string[] sides = assignment.Split('=', 2, StringSplitOptions.TrimEntries);
        if (
            ModelOption
                .Of<Reranking>()
                .FirstOrDefault(option => string.Equals(option.Name, sides[0], StringComparison.OrdinalIgnoreCase))
                is not { } found
            || sides.Length < 2
        )
            return false;
        found.Set(this, sides[1]);
        return true;
    }
}
