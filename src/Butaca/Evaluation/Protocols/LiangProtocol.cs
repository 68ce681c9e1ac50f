using System.Globalization;
using Butaca.Data;
using Butaca.Evaluation.Metrics;
using Butaca.Recommending;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// Strong generalisation as in the public table of MovieLens 20M, after the notebook of Liang, Krishnan, Hoffman,
/// Jebara 2018, "Variational Autoencoders for Collaborative Filtering" (doi:10.1145/3178876.3186150): ratings of 4
/// stars and more count as watched, and nothing else is known of them; users with at least 5 stay. Some of these are
/// held out to validate and as many to test: 10,000 each, or a tenth of the users where those are fewer than 100,000.
/// The others are trained on, and their movies are all that is ranked. Of a held-out user's movies among these int(n /
/// 5), drawn at random, are to be found, and the others go in; who has fewer than 5 there is not asked.
/// </summary>
public sealed class LiangProtocol : IProtocol
{
    private const int LeastMovies = 5;
    private const int MostHeldOut = 10_000;
    private const int LeastShareHeldOut = 10;
    private const int HiddenShare = 5;

    /// <inheritdoc/>
    public string Name => "liang";

    /// <inheritdoc/>
    public string Summary =>
        "As the public table of MovieLens 20M: 4 stars and more count, four fifths of a new user's movies go in; Recall@20, Recall@50, NDCG@100.";

    IReadOnlyList<AtCutOff> IProtocol.Measures =>
        [
            new AtCutOff(TruncatedRecall.Instance, 20),
            new AtCutOff(TruncatedRecall.Instance, 50),
            new AtCutOff(new Ndcg(), 100),
        ];

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        RatingScale scale = RatingScale.Of(data.Interactions.Ratings);
        Dataset liked = Binarised(data, scale);
        int[] users =
        [
            .. Enumerable
                .Range(0, liked.Users.Count)
                .Where(user => liked.Interactions.MoviesOf(user).Length >= LeastMovies),
        ];
        int heldOut = Math.Min(MostHeldOut, users.Length / LeastShareHeldOut);
        if (heldOut == 0)
            throw new ButacaException(
                $"The protocol '{Name}' found {users.Length} users with {LeastMovies} movies or more that count, expected at least {LeastShareHeldOut}. Give a larger data set."
            );
        Seeds.Create(options.Seed, "liang people").Shuffle(users);
        int[] trained = [.. users[..^(2 * heldOut)].Order()];
        Dataset train = liked.SelectUsers(trained);
        bool[] unseen =
        [
            .. Enumerable.Range(0, train.Catalog.Count).Select(movie => train.Interactions.AudienceOf(movie) == 0),
        ];
        Dataset known = liked.WithoutMovies(unseen);
        AllowedMovies candidates = AllowedMovies.Only(unseen.Length, train.Interactions.WatchedMovies());
        string note = string.Create(
            CultureInfo.InvariantCulture,
            $"{(scale.Tells ? $"Ratings from {scale.Liked} on count" : "All that was watched counts, as ratings do not differ")}: {trained.Length} users are trained on, {train.Interactions.WatchedMovies().Length} movies ranked."
        );
        yield return new Round(
            $"train on {trained.Length} users",
            train,
            [
                Ask("new users to validate on", users[^(2 * heldOut)..^heldOut]),
                Ask("new users to test on", users[^heldOut..]),
            ]
        );

        Group Ask(string name, int[] asked)
        {
            List<Case> cases = [];
            List<Id> leftOut = [];
            foreach (int user in asked.Order())
            {
                Id id = known.Users.IdOf(user);
                History history = known.Interactions.HistoryOf(user);
                int hidden = history.Movies.Length / HiddenShare;
                if (hidden == 0)
                {
                    leftOut.Add(id);
                    continue;
                }
                (StoredHistory given, int[] relevant) = Mask.DrawSome(
                    history,
                    history.Movies.Length - hidden,
                    options.Seed,
                    id,
                    draw: 0
                );
                cases.Add(new Case(id, 0, given, relevant));
            }
            return new Group(name, cases)
            {
                Note = note,
                Candidates = candidates,
                LeftOut = leftOut,
            };
        }
    }

    /// <summary>Who liked what, without ratings and times; where ratings don't differ, who watched what.</summary>
    private static Dataset Binarised(Dataset data, RatingScale scale)
    {
        Interactions x = scale.Tells
            ? data.Interactions.WhereRating(rating => rating >= scale.Liked)
            : data.Interactions;
        return new Dataset(
            data.Catalog,
            data.Users,
            new Interactions(x.MovieCount, [.. x.UserStarts], [.. x.Movies], [], [])
        );
    }
}
