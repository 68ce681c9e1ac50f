using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="UserKnn"/>.</summary>
public sealed class UserKnnOptions
{
    /// <summary>Users who vote. Default 100.</summary>
    [Description("users who vote"), Range(1, 100_000), SearchSpace(20, 50, 100, 200, 500)]
    public int Neighbours { get; set; } = 100;
}

/// <summary>
/// User-based nearest neighbours on sets: the users most like the history vote for what they watched. Resnick et al.
/// 1994 (doi:10.1145/192844.192905) with the cosine of sets. See <see cref="UserKnnScorer"/> for the equation.
/// </summary>
public sealed class UserKnn : Model<UserKnnOptions>
{
    /// <inheritdoc/>
    public override string Name => "user-knn";

    /// <inheritdoc/>
    public override string Summary =>
        "What the users most like you have watched: cosine of sets (after Resnick et al. 1994).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, UserKnnOptions options, TrainContext context)
    {
        context.Report("keeping the users", 1);
        return new UserKnnScorer(data.Interactions, options.Neighbours);
    }
}
