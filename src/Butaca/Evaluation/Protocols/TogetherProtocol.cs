using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// One list for two or three people of whom nothing was learned. Folds over people, as <see cref="NewUsersProtocol"/>; of each
/// person of the fold a part goes in, and the list is to hold what each has in the rest. Each is asked together with others
/// of the fold: drawn ones, and those whose histories are most alike (cosine). What is reported is the mean of
/// the people's figures, and the figure of whoever has the lowest.
/// </summary>
public sealed class TogetherProtocol : IProtocol
{
    /// <summary>A rating of so much of the data set's highest is a like: 4 of 5 stars.</summary>
    private const double LikeShare = 0.8;

    private static readonly (int Size, string Name)[] Sizes = [(2, "pairs"), (3, "threes")];

    /// <inheritdoc/>
    public string Name => "together";

    /// <inheritdoc/>
    public string Summary =>
        "One list for pairs and threes of new users, drawn or alike: the mean of the people's figures, and the lowest; "
        + "models also take grouping=merged, grouping=averaged and fairness=0.5.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        Cases.Check(options);
        double like = data.Interactions.HasRatings ? LikeShare * Highest(data.Interactions.Ratings) : double.NaN;
        int[] fold = Folds.Assign(data.Users.Count, options.Folds, options.Seed, "people");
        for (int f = 0; f < options.Folds; f++)
        {
            int[] inside = [.. Enumerable.Range(0, fold.Length).Where(user => fold[user] == f)];
            int[] outside = [.. Enumerable.Range(0, fold.Length).Where(user => fold[user] != f)];
            int[] asked = [.. inside.Where(user => data.Interactions.MoviesOf(user).Length >= 2)];
            Id[] leftOut = [.. inside.Except(asked).Select(data.Users.IdOf)];
            Case[][] alone = // (draw, person)
            [
                .. Enumerable
                    .Range(0, options.Draws)
                    .Select(draw => asked.Select(user => Ask(data, user, like, draw, options)).ToArray()),
            ];
            int[][] alike = [.. asked.Select(user => Alike(data.Interactions, user, asked))];
            List<Group> groups = [];
            foreach ((int size, string name) in Sizes.Where(size => size.Size <= asked.Length))
            {
                groups.AddRange(
                    Both(
                        $"{name} of new users, drawn",
                        (person, draw) => Drawn(options.Seed, alone[draw][person].Person, person, draw, size)
                    )
                );
                groups.AddRange(
                    Both($"{name} of new users, alike", (person, draw) => Nearest(alike[person], draw, size))
                );

                IEnumerable<Group> Both(string kind, Func<int, int, int[]> othersOf)
                {
                    Case[] cases =
                    [
                        .. Enumerable
                            .Range(0, options.Draws)
                            .SelectMany(draw =>
                                alone[draw]
                                    .Select(
                                        (question, person) =>
                                            question with
                                            {
                                                Members =
                                                [
                                                    question,
                                                    .. othersOf(person, draw).Select(other => alone[draw][other]),
                                                ],
                                            }
                                    )
                            ),
                    ];
                    yield return new Group($"{kind}: the mean", cases) { LeftOut = leftOut };
                    yield return new Group($"{kind}: the lowest", cases) { LeftOut = leftOut, IsOfLowest = true };
                }
            }
            yield return new Round($"fold {f + 1} of {options.Folds}", data.SelectUsers(outside), groups);

            int[] Drawn(long seed, Id id, int person, int draw, int size) =>
                [
                    .. Seeds
                        .Create(seed, $"together {size} {draw}", id.SeedIndex)
                        .Sample(asked.Length - 1, size - 1)
                        .Select(other => other < person ? other : other + 1),
                ];
        }
    }

    private static Case Ask(Dataset data, int user, double like, int draw, ProtocolOptions options)
    {
        History history = data.Interactions.HistoryOf(user);
        Id person = data.Users.IdOf(user);
        (StoredHistory given, int[] hidden) = Mask.Draw(history, options.Given, options.Seed, person, draw);
        int[]? liked = null;
        if (!double.IsNaN(like))
        {
            int[] movies = history.Movies.ToArray();
            float[] ratings = history.Ratings.ToArray();
            liked = [.. hidden.Where(movie => ratings[Array.BinarySearch(movies, movie)] >= like)];
        }
        return new Case(person, draw, given, hidden) { Liked = liked };
    }

    /// <summary>Positions of the others, the most alike by the cosine of their histories first.</summary>
    private static int[] Alike(Interactions x, int user, int[] people)
    {
        int[] own = x.MoviesOf(user).ToArray();
        double[] likeness =
        [
            .. people.Select(other =>
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
                .Range(0, people.Length)
                .Where(other => people[other] != user)
                .OrderByDescending(other => likeness[other]),
        ];
    }

    /// <summary>The most alike for the first draw, the next ones for the second, …</summary>
    private static int[] Nearest(int[] alike, int draw, int size) =>
        [.. Enumerable.Range(draw * (size - 1), size - 1).Select(place => alike[place % alike.Length])];

    private static float Highest(ReadOnlySpan<float> ratings)
    {
        float highest = 0;
        foreach (float rating in ratings)
            if (rating > highest)
                highest = rating;
        return highest;
    }
}
