using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// A split given from outside, as published benchmarks have it: trained on the one list, asked to find the other from
/// all that each user has in the first, which is not ranked; for users who are not trained on, a history may be given
/// ("strong generalisation"). A validation list is neither trained on nor ranked when
/// the test list is asked for.
/// </summary>
public sealed class SplitProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "split";

    /// <inheritdoc/>
    public string Summary => "Train, test (and validation) lists given as csv files; training items are not ranked.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        if (options.Train is not { } train || options.Test is not { } test)
            throw new ButacaException(
                "The protocol 'split' needs a list to train on and a list to find. Give --train FILE and --test FILE."
            );
        List<Group> groups = [];
        if (options.Validation is { } validation)
            groups.Add(Ask("validation", options, validation, null));
        groups.Add(Ask("test", options, test, options.Validation));
        int[] trained =
        [
            .. Enumerable.Range(0, train.Users.Count).Where(user => !train.Interactions.MoviesOf(user).IsEmpty),
        ];
        yield return new Round("the given split", train.SelectUsers(trained), groups);
    }

    private static Group Ask(string name, ProtocolOptions options, Dataset asked, Dataset? also)
    {
        List<Case> cases = [];
        List<Id> leftOut = [];
        for (int user = 0; user < asked.Users.Count; user++)
        {
            History given = options.Train!.Interactions.HistoryOf(user);
            if (given.Movies.IsEmpty && options.History is { } history)
                given = history.Interactions.HistoryOf(user);
            ReadOnlySpan<int> known = also is null ? [] : also.Interactions.MoviesOf(user);
            int[] relevant =
            [
                .. asked
                    .Interactions.MoviesOf(user)
                    .ToArray()
                    .Except(given.Movies.ToArray())
                    .Except(known.ToArray())
                    .Order(),
            ];
            if (relevant.Length > 0)
                cases.Add(new Case(asked.Users.IdOf(user), 0, StoredHistory.Of(given), relevant, known.ToArray()));
            else if (!asked.Interactions.MoviesOf(user).IsEmpty)
                leftOut.Add(asked.Users.IdOf(user));
        }
        return new Group(name, cases) { LeftOut = leftOut };
    }
}
