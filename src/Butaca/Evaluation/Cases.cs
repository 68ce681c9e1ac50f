using System.Globalization;
using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation;

/// <summary>The questions that protocols share.</summary>
internal static class Cases
{
    /// <summary>A part of each user's movies goes in; the rest is to be found.</summary>
    public static Group OutOfSample(
        string name,
        Dataset data,
        IReadOnlyList<int> users,
        ProtocolOptions options,
        string? note = null
    )
    {
        Check(options);
        List<Case> cases = [];
        List<Id> leftOut = [];
        foreach (int user in users)
        {
            History history = data.Interactions.HistoryOf(user);
            if (history.Movies.Length < 2)
            {
                leftOut.Add(data.Users.IdOf(user));
                continue;
            }
            Id id = data.Users.IdOf(user);
            for (int draw = 0; draw < options.Draws; draw++)
            {
                (StoredHistory given, int[] hidden) = Mask.Draw(history, options.Given, options.Seed, id, draw);
                cases.Add(new Case(id, draw, given, hidden));
            }
        }
        return new Group(name, cases) { Note = note, LeftOut = leftOut };
    }

    /// <summary>The scale of the data's ratings, for a protocol that asks for ratings.</summary>
    /// <exception cref="ButacaException">The data has no ratings that differ.</exception>
    public static RatingScale ScaleOf(Dataset data, string protocol)
    {
        RatingScale scale = RatingScale.Of(data.Interactions.Ratings);
        if (!scale.Tells)
            throw new ButacaException(
                $"The protocol '{protocol}' needs ratings that differ, and found none in the data. Take a data set with ratings, or ask what users watch: --protocol new-users."
            );
        return scale;
    }

    /// <summary>Checks the given share and the draws.</summary>
    /// <exception cref="ButacaException">One is out of its range.</exception>
    public static void Check(ProtocolOptions options)
    {
        if (options.Given is not (> 0 and < 1))
            Throw.Option("given", $"{options.Given}", "a share above 0 and below 1");
        if (options.Draws < 1)
            Throw.Option("draws", $"{options.Draws}", "at least 1");
    }

    /// <summary>How much of what is to be found no model can have seen in training.</summary>
    public static string UnseenNote(int unseen, int all) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Of what is to be found, {unseen / (double)Math.Max(1, all):0.000} are movies unseen in training."
        );

    /// <summary>All of each user's movies go in, and the same are to be found.</summary>
    public static Group InSample(string name, Dataset data, IReadOnlyList<int> users, string? note = null)
    {
        List<Case> cases = [];
        List<Id> leftOut = [];
        foreach (int user in users)
        {
            History history = data.Interactions.HistoryOf(user);
            if (history.Movies.IsEmpty)
                leftOut.Add(data.Users.IdOf(user));
            else
                cases.Add(new Case(data.Users.IdOf(user), 0, StoredHistory.Of(history), history.Movies.ToArray()));
        }
        return new Group(name, cases)
        {
            Note = note,
            KeepWatched = true,
            LeftOut = leftOut,
        };
    }
}
