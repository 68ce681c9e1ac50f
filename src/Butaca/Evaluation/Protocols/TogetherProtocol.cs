using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// One list for two or three users of whom nothing was learned. Folds over users, as <see cref="NewUsersProtocol"/>; of
/// each user of the fold a part goes in, and the list is to hold what each has in the rest. Each is asked together with
/// others of the fold: drawn ones, and those whose histories are most alike (cosine). What is reported is the mean of
/// the users' figures, and the figure of whoever has the lowest.
/// </summary>
public sealed class TogetherProtocol : IProtocol
{
    private static readonly (int Size, string Name)[] Sizes = [(2, "pairs"), (3, "threes")];

    /// <inheritdoc/>
    public string Name => "together";

    /// <inheritdoc/>
    public string Summary =>
        "One list for pairs and threes of new users, drawn or alike: the mean of the users' figures, and the lowest; "
        + "models also take grouping=merged, grouping=averaged and fairness=0.5.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        Cases.Check(options);
        RatingScale scale = RatingScale.Of(data.Interactions.Ratings);
        double like = scale.Tells ? scale.Liked : double.NaN;
        return UserFold.Rounds(data, options, users => Ask(data, users, like, options));
    }

    /// <summary>What is asked about a fold's users.</summary>
    private static List<Group> Ask(Dataset data, int[] users, double like, ProtocolOptions options)
    {
        int[] asked = [.. users.Where(user => data.Interactions.MoviesOf(user).Length >= 2)];
        Id[] leftOut = [.. users.Except(asked).Select(data.Users.IdOf)];
        Case[][] alone = // (draw, user)
        [
            .. Enumerable
                .Range(0, options.Draws)
                .Select(draw => asked.Select(user => Ask(data, user, like, draw, options)).ToArray()),
        ];
        int[][] alike = [.. asked.Select(user => Alike(data.Interactions, user, asked))];
        List<Group> groups = [];
        foreach ((int size, string name) in Sizes.Where(size => size.Size <= asked.Length))
        {
            Case[] drawn = Join(alone, (user, draw) => Drawn(options.Seed, alone[draw], user, draw, size));
            Case[] nearest = Join(alone, (user, draw) => Nearest(alike[user], draw, size));
            foreach ((string kind, Case[] cases) in new[] { ("drawn", drawn), ("alike", nearest) })
            {
                string group = $"{name} of new users, {kind}";
                groups.Add(new Group($"{group}: the mean", cases) { LeftOut = leftOut });
                groups.Add(new Group($"{group}: the lowest", cases) { LeftOut = leftOut, IsOfLowest = true });
            }
        }
        return groups;
    }

    /// <summary>Each user's questions, asked together with others'.</summary>
    /// <param name="alone">(draw, user): what each is asked.</param>
    /// <param name="othersOf">Positions of the others, by user and draw.</param>
    private static Case[] Join(Case[][] alone, Func<int, int, int[]> othersOf)
    {
        List<Case> cases = [];
        for (int draw = 0; draw < alone.Length; draw++)
        {
            for (int user = 0; user < alone[draw].Length; user++)
            {
                Case own = alone[draw][user];
                IEnumerable<Case> others = othersOf(user, draw).Select(other => alone[draw][other]);
                cases.Add(own with { Members = [own, .. others] });
            }
        }
        return [.. cases];
    }

    /// <summary>Positions of others, drawn.</summary>
    private static int[] Drawn(long seed, Case[] users, int user, int draw, int size) =>
        [
            .. Seeds
                .Create(seed, $"together {size} {draw}", users[user].User.SeedIndex)
                .Sample(users.Length - 1, size - 1)
                .Select(other => other < user ? other : other + 1),
        ];

    private static Case Ask(Dataset data, int user, double like, int draw, ProtocolOptions options)
    {
        History history = data.Interactions.HistoryOf(user);
        Id id = data.Users.IdOf(user);
        (StoredHistory given, int[] hidden) = Mask.Draw(history, options.Given, options.Seed, id, draw);
        int[]? liked = null;
        if (!double.IsNaN(like))
        {
            int[] movies = history.Movies.ToArray();
            float[] ratings = history.Ratings.ToArray();
            liked = [.. hidden.Where(movie => ratings[Array.BinarySearch(movies, movie)] >= like)];
        }
        return new Case(id, draw, given, hidden) { Liked = liked };
    }

    /// <summary>Positions of the others, the most alike by the cosine of their histories first.</summary>
    private static int[] Alike(Interactions x, int user, int[] users)
    {
        int[] own = x.MoviesOf(user).ToArray();
        double[] likeness =
        [
            .. users.Select(other =>
            {
                ReadOnlySpan<int> movies = x.MoviesOf(other);
                int both = 0;
                foreach (int movie in movies)
                    if (Array.BinarySearch(own, movie) >= 0)
                        both++;
                return both / Math.Sqrt((double)own.Length * movies.Length);
            }),
        ];
        return
        [
            .. Enumerable
                .Range(0, users.Length)
                .Where(other => users[other] != user)
                .OrderByDescending(other => likeness[other]),
        ];
    }

    /// <summary>The most alike for the first draw, the next ones for the second, …</summary>
    private static int[] Nearest(int[] alike, int draw, int size) =>
        [.. Enumerable.Range(draw * (size - 1), size - 1).Select(place => alike[place % alike.Length])];
}
