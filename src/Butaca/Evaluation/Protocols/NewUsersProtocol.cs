using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>Folds over people: trained on the others, asked about the fold's people from a part of their movies.</summary>
public sealed class NewUsersProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "new-users";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over people: nothing of a fold's people is trained on, a fifth of their movies goes in.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        int[] fold = Folds.Assign(data.Users.Count, options.Folds, options.Seed, "people");
        for (int f = 0; f < options.Folds; f++)
        {
            int[] inside = [.. Enumerable.Range(0, fold.Length).Where(user => fold[user] == f)];
            int[] outside = [.. Enumerable.Range(0, fold.Length).Where(user => fold[user] != f)];
            yield return new Round(
                $"fold {f + 1} of {options.Folds}",
                data.SelectUsers(outside),
                [Cases.OutOfSample("new users, out-of-sample", data, inside, options)]
            );
        }
    }
}
