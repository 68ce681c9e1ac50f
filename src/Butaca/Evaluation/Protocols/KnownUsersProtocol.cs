using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// Users of the training, as a service asks about those it knows: a part of each user's movies is hidden, everybody is
/// trained on with the rest, and that rest goes in. One training a draw.
/// </summary>
public sealed class KnownUsersProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "known-users";

    /// <inheritdoc/>
    public string Summary =>
        "Users of the training: a part of each user's movies is hidden, at random or the latest, everybody is trained on with the rest; one training a draw.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        Cases.Check(options);
        bool isRandom = options.Hide == Hide.Random;
        if (!isRandom && !data.Interactions.HasTimes)
            throw new ButacaException(
                $"The protocol '{Name}' can't tell which movies were watched last: it needs a data set with timestamps. Give one, or hide movies at random."
            );
        int draws = isRandom ? options.Draws : 1;
        for (int draw = 0; draw < draws; draw++)
        {
            List<StoredHistory> kept = [];
            List<Case> cases = [];
            List<Id> leftOut = [];
            for (int user = 0; user < data.Users.Count; user++)
            {
                Id id = data.Users.IdOf(user);
                History history = data.Interactions.HistoryOf(user);
                if (history.Movies.Length < 2)
                {
                    kept.Add(StoredHistory.Of(history));
                    leftOut.Add(id);
                    continue;
                }
                (StoredHistory given, int[] hidden) = isRandom
                    ? Mask.Draw(history, options.Given, options.Seed, id, draw)
                    : Mask.Latest(history, options.Given);
                kept.Add(given);
                cases.Add(new Case(id, draw, given, hidden));
            }
            Dataset train = new(data.Catalog, data.Users, Interactions.Of(data.Catalog.Count, kept));
            yield return new Round(
                draws == 1 ? "train on what is not hidden" : $"draw {draw + 1} of {draws}",
                train,
                [
                    new Group("known users", cases)
                    {
                        Note = isRandom ? null : "The latest movies of each user are hidden.",
                        LeftOut = leftOut,
                    },
                ]
            );
        }
    }
}
