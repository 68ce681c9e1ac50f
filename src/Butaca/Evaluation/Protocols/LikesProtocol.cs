using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// Folds over users, as <see cref="NewUsersProtocol"/>, but what is to be found is what they like: of the movies that
/// are hidden, those rated 4 of 5 stars and more count as found, those rated 2.5 and less as dislikes. A part of what
/// they rated goes in, with its ratings.
/// </summary>
public sealed class LikesProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "likes";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over users: a part of what they rated goes in; what they like of the rest is to be found.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        RatingScale scale = Cases.ScaleOf(data, Name);
        return UserFold.Rounds(data, options, users => [Ask(data, users, scale, options)]);
    }

    /// <summary>The questions about some users.</summary>
    internal static Group Ask(Dataset data, int[] users, RatingScale scale, ProtocolOptions options)
    {
        Group all = Cases.OutOfSample("new users, what they like", data, users, options);
        List<Case> cases = [];
        HashSet<Id> leftOut = [.. all.LeftOut];
        foreach (Case question in all.Cases)
        {
            History history = data.Interactions.HistoryOf(data.Users.RowOf(question.User));
            int[] liked = Where(history, question.Relevant, rating => rating >= scale.Liked);
            if (liked.Length == 0)
                leftOut.Add(question.User);
            else
                cases.Add(
                    question with
                    {
                        Relevant = liked,
                        Liked = liked,
                        Disliked = Where(history, question.Relevant, rating => rating <= scale.Disliked),
                    }
                );
        }
        return all with
        {
            Cases = cases,
            LeftOut = [.. leftOut.Except(cases.Select(question => question.User))],
            Note = FormattableString.Invariant(
                $"Ratings from {scale.Liked} on are likes, up to {scale.Disliked} dislikes."
            ),
        };
    }

    /// <summary>Those of some movies whose rating passes.</summary>
    internal static int[] Where(in History history, int[] movies, Func<float, bool> passes)
    {
        List<int> found = [];
        foreach (int movie in movies)
            if (passes(history.Ratings[history.Movies.BinarySearch(movie)]))
                found.Add(movie);
        return [.. found];
    }
}
