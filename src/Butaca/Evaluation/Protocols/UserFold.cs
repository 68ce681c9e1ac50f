using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// The rounds of protocols that fold users: trained on those outside a fold, asked about those inside.
/// </summary>
internal static class UserFold
{
    /// <summary>The rounds, one a fold.</summary>
    /// <param name="data">The users.</param>
    /// <param name="options">Folds and seed.</param>
    /// <param name="ask">What is asked about a fold's users, given by their rows.</param>
    public static IEnumerable<Round> Rounds(
        Dataset data,
        ProtocolOptions options,
        Func<int[], IReadOnlyList<Group>> ask
    )
    {
        int[] fold = Folds.Assign(data.Users.Count, options.Folds, options.Seed, "users");
        for (int f = 0; f < options.Folds; f++)
        {
            int[] inside = [.. Enumerable.Range(0, fold.Length).Where(user => fold[user] == f)];
            int[] outside = [.. Enumerable.Range(0, fold.Length).Where(user => fold[user] != f)];
            yield return new Round($"fold {f + 1} of {options.Folds}", data.SelectUsers(outside), ask(inside));
        }
    }
}
