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
        RatingScale scale = RatingScale.Of(data.Interactions.Ratings);
        double like = scale.Tells ? scale.Liked : double.NaN;
        return PeopleFold.Rounds(data, options, people => Ask(data, people, like, options));
    }

    /// <summary>What is asked about a fold's people.</summary>
    private static List<Group> Ask(Dataset data, int[] people, double like, ProtocolOptions options)
    {
        int[] asked = [.. people.Where(user => data.Interactions.MoviesOf(user).Length >= 2)];
        Id[] leftOut = [.. people.Except(asked).Select(data.Users.IdOf)];
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
            Case[] drawn = Join(alone, (person, draw) => Drawn(options.Seed, alone[draw], person, draw, size));
            Case[] nearest = Join(alone, (person, draw) => Nearest(alike[person], draw, size));
            foreach ((string kind, Case[] cases) in new[] { ("drawn", drawn), ("alike", nearest) })
            {
                string group = $"{name} of new users, {kind}";
                groups.Add(new Group($"{group}: the mean", cases) { LeftOut = leftOut });
                groups.Add(new Group($"{group}: the lowest", cases) { LeftOut = leftOut, IsOfLowest = true });
            }
        }
        return groups;
    }

    /// <summary>Each person's questions, asked together with others'.</summary>
    /// <param name="alone">(draw, person): what each is asked.</param>
    /// <param name="othersOf">Positions of the others, by person and draw.</param>
    private static Case[] Join(Case[][] alone, Func<int, int, int[]> othersOf)
    {
        List<Case> cases = [];
        for (int draw = 0; draw < alone.Length; draw++)
        {
            for (int person = 0; person < alone[draw].Length; person++)
            {
                Case own = alone[draw][person];
                IEnumerable<Case> others = othersOf(person, draw).Select(other => alone[draw][other]);
                cases.Add(own with { Members = [own, .. others] });
            }
        }
        return [.. cases];
    }

    /// <summary>Positions of others, drawn.</summary>
    private static int[] Drawn(long seed, Case[] people, int person, int draw, int size) =>
        [
            .. Seeds
                .Create(seed, $"together {size} {draw}", people[person].Person.SeedIndex)
                .Sample(people.Length - 1, size - 1)
                .Select(other => other < person ? other : other + 1),
        ];

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
}
