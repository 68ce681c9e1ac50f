using System.Globalization;
using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// What a "no" does. Folds over users, as <see cref="LikesProtocol"/>. First, everybody says "no" to the best of their
/// list: how much of the rest stays? Then, of what somebody rated 2.5 of 5 stars and less in the part that goes in,
/// nothing goes in; k of these movies are told as disliked, or all of them only excluded: what does telling them cost
/// in likes, and save in dislikes?
/// </summary>
public sealed class DislikesProtocol : IProtocol
{
    private static readonly int[] Counts = [1, 5];

    /// <inheritdoc/>
    public string Name => "dislikes";

    /// <inheritdoc/>
    public string Summary =>
        "As likes, after a \"no\" to the best of the list; and with disliked movies told, beside the same only excluded.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        RatingScale scale = Cases.ScaleOf(data, Name);
        return UserFold.Rounds(
            data,
            options,
            users => Ask(LikesProtocol.Ask(data, users, scale, options), scale, options)
        );
    }

    private static List<Group> Ask(Group all, RatingScale scale, ProtocolOptions options)
    {
        List<Group> groups = [all with { Name = "new users, after a \"no\" to the best", IsAfterNo = true }];
        foreach (int count in Counts)
        {
            List<Case> excluded = [];
            List<Case> told = [];
            foreach (Case question in all.Cases)
            {
                History given = question.Given.AsHistory();
                int[] disliked = LikesProtocol.Where(given, question.Given.Movies, rating => rating <= scale.Disliked);
                if (disliked.Length < count || disliked.Length == given.Movies.Length)
                    continue;
                Case without = question with { Given = StoredHistory.Except(given, disliked), AlsoWatched = disliked };
                Random random = Seeds.Create(options.Seed, $"dislikes {question.Draw}", question.User.SeedIndex);
                int[] drawn = [.. random.Sample(disliked.Length, count).Select(i => disliked[i])];
                excluded.Add(without);
                told.Add(without with { Told = drawn });
            }
            if (told.Count == 0)
                continue;
            string name = count == 1 ? "1 dislike" : string.Create(CultureInfo.InvariantCulture, $"{count} dislikes");
            Id[] leftOut =
            [
                .. all.Cases.Select(question => question.User).Except(told.Select(question => question.User)),
            ];
            groups.Add(new Group($"new users, {name} excluded", excluded) { Note = all.Note, LeftOut = leftOut });
            groups.Add(new Group($"new users, {name} told", told) { Note = all.Note, LeftOut = leftOut });
        }
        return groups;
    }
}
