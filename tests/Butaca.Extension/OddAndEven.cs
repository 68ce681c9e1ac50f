using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Splits;

namespace Butaca.Extension;

/// <summary>
/// A protocol that somebody wrote outside of Butaca: trained on every other user, asked about the others.
/// </summary>
public sealed class OddAndEven : IProtocol
{
    /// <inheritdoc/>
    public string Name => "odd-and-even";

    /// <inheritdoc/>
    public string Summary => "Trained on every other user, asked about the others.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        int[] all = [.. Enumerable.Range(0, data.Users.Count)];
        yield return new Round(
            "the only one",
            data.SelectUsers([.. all.Where(user => user % 2 == 0)]),
            [new Group("others", [.. all.Where(user => user % 2 == 1).Select(user => Ask(data, user, options))])]
        );
    }

    private static Case Ask(Dataset data, int user, ProtocolOptions options)
    {
        Id id = data.Users.IdOf(user);
        (StoredHistory given, int[] hidden) = Mask.Draw(
            data.Interactions.HistoryOf(user),
            options.Given,
            options.Seed,
            id,
            0
        );
        return new Case(id, 0, given, hidden);
    }
}
