using System.Globalization;
using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// One day for everybody: trained on what was watched before it, asked about what was watched from it on. Of the users
/// whom the training knows, all that they had watched by then goes in; of those who began later, the share that they
/// watched first.
/// </summary>
public sealed class CalendarProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "calendar";

    /// <inheritdoc/>
    public string Summary =>
        "One day for everybody: trained on what was watched before it, asked about what was watched from it on, known and new users.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        Cases.Check(options);
        uint day = options.Day is { } asked ? WatchTimes.Seconds(asked) : DayOf(data.Interactions.Times, options.Folds);
        List<StoredHistory> kept = [];
        List<int> trained = [];
        List<Case> known = [];
        List<Case> @new = [];
        List<Id> leftOut = [];
        for (int user = 0; user < data.Users.Count; user++)
        {
            Id id = data.Users.IdOf(user);
            History history = data.Interactions.HistoryOf(user);
            (StoredHistory before, int[] after) = Mask.Before(history, day);
            if (before.Movies.Length > 0)
            {
                trained.Add(user);
                kept.Add(before);
                if (after.Length > 0)
                    known.Add(new Case(id, 0, before with { At = day }, after));
                continue;
            }
            if (after.Length < 2)
            {
                leftOut.Add(id);
                continue;
            }
            (StoredHistory given, int[] hidden) = Mask.Latest(history, options.Given);
            @new.Add(new Case(id, 0, given with { At = WatchTimes.Span(given.Times).Latest }, hidden));
        }
        string at = DateTimeOffset.FromUnixTimeSeconds(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (kept.Count == 0 || known.Count + @new.Count == 0)
            throw new ButacaException(
                $"The protocol '{Name}' found nobody to {(kept.Count == 0 ? "train on before" : "ask from")} {at}{(kept.Count == 0 ? "" : " on")}: it needs a data set with timestamps. Give another --day, or such a data set."
            );
        Dataset train = new(
            data.Catalog,
            data.SelectUsers([.. trained]).Users,
            Interactions.Of(data.Catalog.Count, kept)
        );
        yield return new Round(
            $"train on what was watched before {at}",
            train,
            [
                .. new[]
                {
                    Ask("known users, from the day on", known, []),
                    Ask("new users, from the day on", @new, leftOut),
                }.Where(group => group.Cases.Count > 0),
            ]
        );

        Group Ask(string name, List<Case> cases, List<Id> nobody) =>
            new(name, cases)
            {
                Note =
                    $"The day is {at}. "
                    + Cases.UnseenNote(
                        cases.Sum(question =>
                            question.Relevant.Count(movie => train.Interactions.AudienceOf(movie) == 0)
                        ),
                        cases.Sum(question => question.Relevant.Length)
                    ),
                LeftOut = nobody,
            };
    }

    /// <summary>The first day of the last fold of what was watched; 0 where no time is known.</summary>
    private static uint DayOf(ReadOnlySpan<uint> times, int folds)
    {
        if (folds < 2)
            Throw.Option("folds", $"{folds}", "at least 2");
        uint[] known = [.. times.ToArray().Where(time => time > 0).Order()];
        if (known.Length == 0)
            return 0;
        uint time = known[(int)((folds - 1L) * known.Length / folds)];
        return time - time % WatchTimes.SecondsPerDay;
    }
}
