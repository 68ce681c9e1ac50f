using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Splits;

namespace Butaca.Tests.Evaluation;

/// <summary>That no protocol lets a model see what it is asked for. Protocols find themselves.</summary>
public sealed class ProtocolTests
{
    private static readonly IReadOnlyList<IProtocol> Protocols = Registry.Find<IProtocol>(typeof(IProtocol).Assembly);

    private const uint Day = 24 * 3600;
    private const uint Start = 30 * 365 * Day;

    private static readonly Dataset Data = Dated(Toy.Tastes(users: 60, movies: 40), user => user);

    private static readonly ProtocolOptions Options = SplitOptions(Data) with
    {
        Existing = IdRanges.Parse("existing", "100-139"),
        Draws = 2,
    };

    /// <summary>Each user watches a movie every so many hours from a day on.</summary>
    private static Dataset Dated(Dataset data, Func<int, int> dayOf, int hours = 1)
    {
        Interactions x = data.Interactions;
        int[] starts =
        [
            0,
            .. Enumerable
                .Range(0, x.UserCount)
                .Select(user => Enumerable.Range(0, user + 1).Sum(before => x.MoviesOf(before).Length)),
        ];
        int[] movies = [.. Enumerable.Range(0, x.UserCount).SelectMany(user => x.MoviesOf(user).ToArray())];
        uint[] times =
        [
            .. Enumerable
                .Range(0, x.UserCount)
                .SelectMany(user =>
                    Enumerable
                        .Range(0, x.MoviesOf(user).Length)
                        .Select(i => Start + (uint)dayOf(user) * Day + (uint)(i * hours) * 3600)
                ),
        ];
        return new Dataset(data.Catalog, data.Users, new Interactions(x.MovieCount, starts, movies, [], times));
    }

    /// <summary>The same, each rated as its user and its movie have it.</summary>
    private static Dataset Rated(Dataset data)
    {
        StoredHistory[] histories =
        [
            .. Enumerable
                .Range(0, data.Users.Count)
                .Select(user =>
                {
                    StoredHistory history = StoredHistory.Of(data.Interactions.HistoryOf(user));
                    return history with
                    {
                        Ratings = [.. history.Movies.Select(movie => Stars(data.Users.IdOf(user), movie))],
                    };
                }),
        ];
        return new Dataset(data.Catalog, data.Users, Interactions.Of(data.Catalog.Count, histories));
    }

    private static float Stars(Id user, int movie) => 0.5f + (user.Number * 7 + movie * 3) % 10 / 2f;

    public static TheoryData<string> NamesOfRated =>
        [.. Protocols.Select(protocol => protocol.Name).Where(name => name != "liang")];

    /// <summary>What goes in is rated as in the data, with every protocol but the one that binarises.</summary>
    [Theory, MemberData(nameof(NamesOfRated))]
    public void HistoriesKeepTheirRatings(string name)
    {
        Dataset data = Rated(Data);
        Dataset?[] lists = PairLists.Align(
            data.Catalog,
            Rated(Options.Train!),
            Options.History is { } history ? Rated(history) : null,
            Options.Validation is { } validation ? Rated(validation) : null,
            Rated(Options.Test!)
        );
        ProtocolOptions options = Options with
        {
            Train = lists[0],
            History = lists[1],
            Validation = lists[2],
            Test = lists[3],
        };
        int rated = 0;
        foreach (Round round in Get(name).Rounds(data, options))
        {
            foreach (Case asked in round.Groups.SelectMany(group => group.Cases))
            {
                rated += asked.Given.Movies.Length;
                Assert.Equal(
                    asked.Given.Movies.Select(movie => Stars(asked.User, OriginalRow(round, movie))),
                    asked.Given.Ratings
                );
            }
        }
        Assert.True(rated > 0);

        int OriginalRow(Round round, int movie) => data.Catalog.Vocabulary.RowOf(round.Train.Catalog[movie].Id);
    }

    public static TheoryData<string> Names => [.. Protocols.Select(protocol => protocol.Name)];

    private static IProtocol Get(string name) => Protocols.Single(protocol => protocol.Name == name);

    /// <summary>
    /// Lists for the protocol that takes its split from outside: each user's movies are dealt out in turn.
    /// </summary>
    private static ProtocolOptions SplitOptions(Dataset data)
    {
        Dataset Part(Func<int, bool> takes) =>
            Toy.Of(
                data.Catalog.Movies.ToArray(),
                [
                    .. Enumerable
                        .Range(0, data.Users.Count)
                        .Select(user => data.Interactions.MoviesOf(user).ToArray().Where((_, i) => takes(i)).ToArray()),
                ]
            );
        return new ProtocolOptions
        {
            Train = Part(i => i % 4 < 2),
            Validation = Part(i => i % 4 == 2),
            Test = Part(i => i % 4 == 3),
        };
    }

    [Theory, MemberData(nameof(Names))]
    public void NothingThatIsAskedForWasShown(string name)
    {
        int rounds = 0;
        foreach (Round round in Get(name).Rounds(UsersFor(name), Options))
        {
            rounds++;
            Assert.NotEmpty(round.Groups);
            foreach (Group group in round.Groups)
            {
                Assert.NotEmpty(group.Cases);
                foreach (Case question in group.Cases)
                    CheckCase(round, group, question);
            }
        }
        Assert.True(rounds > 0);
    }

    /// <summary>The users, rated where a protocol asks for that.</summary>
    private static Dataset UsersFor(string name) => name is "likes" or "ratings" or "dislikes" ? Rated(Data) : Data;

    [Fact]
    public void OfLikesThoseOfTheHighestRatingsAreToBeFoundAndTheLowestAreTold()
    {
        Dataset rated = Rated(Data);
        RatingScale scale = RatingScale.Of(rated.Interactions.Ratings);
        int likes = 0;
        int dislikes = 0;
        foreach (
            Case question in Get("likes").Rounds(rated, Options).SelectMany(r => r.Groups).SelectMany(g => g.Cases)
        )
        {
            History history = rated.Interactions.HistoryOf(rated.Users.RowOf(question.User));
            int[] disliked = question.Disliked!;
            foreach (int movie in question.Relevant)
                Assert.True(history.Ratings[history.Movies.BinarySearch(movie)] >= scale.Liked);
            foreach (int movie in disliked)
                Assert.True(history.Ratings[history.Movies.BinarySearch(movie)] <= scale.Disliked);
            Assert.Empty(disliked.Intersect(question.Given.Movies));
            Assert.Equal(question.Given.Movies.Length, question.Given.Ratings.Length);
            likes += question.Relevant.Length;
            dislikes += disliked.Length;
        }
        Assert.True(likes > 0 && dislikes > 0, $"{likes} likes and {dislikes} dislikes");
        ButacaException refused = Assert.Throws<ButacaException>(() => Get("likes").Rounds(Data, Options).First());
        Assert.Contains("needs ratings", refused.Message);
    }

    [Fact]
    public void RatingsAreAskedOfUnseenMoviesApart()
    {
        Dataset rated = Rated(Data);
        List<(Id, int)> asked = [];
        foreach (Round round in Get("ratings").Rounds(rated, Options with { Existing = null, Draws = 1 }))
        {
            Assert.Equal(2, round.Groups.Count);
            foreach (Group group in round.Groups)
            {
                Assert.True(group.AsksRatings);
                foreach (Case question in group.Cases)
                {
                    Assert.True(round.Train.Users.RowOf(question.User) < 0);
                    Assert.Equal(question.Relevant.Select(movie => Stars(question.User, movie)), question.Ratings!);
                    Assert.All(
                        question.Given.Movies,
                        movie => Assert.True(round.Train.Interactions.AudienceOf(movie) > 0)
                    );
                    asked.AddRange(question.Relevant.Select(movie => (question.User, movie)));
                    bool isUnseen = ReferenceEquals(group, round.Groups[1]);
                    Assert.All(
                        question.Relevant,
                        movie => Assert.Equal(isUnseen, round.Train.Interactions.AudienceOf(movie) == 0)
                    );
                }
            }
        }
        Assert.Equal(asked.Distinct().Count(), asked.Count);
        Assert.Contains(
            "The protocol 'ratings' needs ratings",
            Assert.Throws<ButacaException>(() => Get("ratings").Rounds(Data, Options).First()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void DislikesAreToldOrOnlyExcluded()
    {
        Dataset rated = Rated(Data);
        RatingScale scale = RatingScale.Of(rated.Interactions.Ratings);
        int asked = 0;
        foreach (Round round in Get("dislikes").Rounds(rated, Options with { Given = 0.5 }))
        {
            Assert.Equal([0], Enumerable.Range(0, round.Groups.Count).Where(i => round.Groups[i].IsAfterNo));
            for (int i = 1; i < round.Groups.Count; i += 2)
            {
                Assert.Equal(round.Groups[i].Cases.Count, round.Groups[i + 1].Cases.Count);
                foreach ((Case excluded, Case told) in round.Groups[i].Cases.Zip(round.Groups[i + 1].Cases))
                {
                    Assert.Equal((excluded.User, excluded.Draw), (told.User, told.Draw));
                    Assert.Null(excluded.Told);
                    Assert.Equal(i == 1 ? 1 : 5, told.Told!.Length);
                    Assert.Equal(excluded.Given.Movies, told.Given.Movies);
                    Assert.Empty(told.Told.Except(told.AlsoWatched!));
                    Assert.All(told.Given.Ratings, rating => Assert.True(rating > scale.Disliked));
                    asked++;
                }
            }
        }
        Assert.True(asked > 20);
    }

    private static void CheckCase(Round round, Group group, Case question)
    {
        int[] all = Data.Interactions.MoviesOf(Data.Users.RowOf(question.User)).ToArray();
        Assert.NotEmpty(question.Relevant);
        Assert.Equal(question.Relevant.Distinct().Order(), question.Relevant);
        Assert.Empty(question.Relevant.Except(all));
        Assert.Empty(question.Given.Movies.Except(all));
        if (group.KeepWatched)
            Assert.Equal(question.Given.Movies, question.Relevant);
        else
            Assert.Empty(question.Relevant.Intersect(question.Given.Movies));
        Assert.Empty(question.Relevant.Intersect(question.AlsoWatched ?? []));
        Assert.Equal(group.KeepWatched, group.Name.Contains("in-sample", StringComparison.Ordinal));

        bool isNew = group.Name.Contains("new users", StringComparison.Ordinal);
        if (isNew)
            Assert.True(
                round.Train.Users.RowOf(question.User) < 0,
                $"{group.Name}: user {question.User} was trained on"
            );
        if (group.Name.Contains("existing", StringComparison.Ordinal))
            Assert.True(round.Train.Users.RowOf(question.User) >= 0);
        if (group.Name.Contains("known users", StringComparison.Ordinal))
            Assert.Equal(
                question.Given.Movies,
                round.Train.Interactions.MoviesOf(round.Train.Users.RowOf(question.User)).ToArray()
            );
        if (group.Candidates is not { } candidates)
            return;
        Assert.All(question.Relevant, movie => Assert.True(candidates.Flags[movie]));
        if (!group.Name.Contains("new movies", StringComparison.Ordinal))
            return;
        for (int movie = 0; movie < candidates.Flags.Length; movie++)
        {
            if (!candidates.Flags[movie])
                continue;
            Assert.Equal(0, round.Train.Interactions.AudienceOf(movie)); // unseen in training …
            Assert.DoesNotContain(movie, question.Given.Movies); // … and in the history
        }
    }

    [Fact]
    public void LaterUsersMeetAModelThatKnowsNothingOfTheirTime()
    {
        Round round = new LaterUsersProtocol().Rounds(Data, Options).Single();
        Id[] asked = [.. round.Groups[0].Cases.Select(question => question.User).Distinct()];
        Assert.Equal(Enumerable.Range(148, 12).Select(id => (Id)id), asked);
        uint start = Start + 48 * Day;
        for (int user = 0; user < round.Train.Users.Count; user++)
        {
            foreach (uint time in round.Train.Interactions.HistoryOf(user).Times)
                Assert.InRange(time, 1u, start - 1);
        }
        Assert.InRange(round.Train.Users.Count, 40, 48);
        Assert.Equal("Of what is to be found, 0.000 are movies unseen in training.", round.Groups[0].Note);
    }

    [Fact]
    public void LiangAsksForAFifthOfWhatIsLikedAndTrainedOn()
    {
        Dataset rated = Rated(Toy.Tastes(users: 200, movies: 60));
        Round round = new LiangProtocol().Rounds(rated, Options).Single();
        int Liked(Id user) =>
            rated.Interactions.MoviesOf(rated.Users.RowOf(user)).ToArray().Count(movie => Stars(user, movie) >= 4);
        int counted = rated.Users.Ids.ToArray().Count(user => Liked(user) >= 5);
        Assert.InRange(counted, 60, 199); // some rate too low to be there at all
        int heldOut = counted / 10;
        Assert.Equal(counted - 2 * heldOut, round.Train.Users.Count);
        Assert.False(round.Train.Interactions.HasRatings || round.Train.Interactions.HasTimes);
        Assert.All(
            round.Train.Users.Ids.ToArray(),
            user => Assert.Equal(Liked(user), round.Train.Interactions.MoviesOf(round.Train.Users.RowOf(user)).Length)
        );
        Assert.Equal(["new users to validate on", "new users to test on"], round.Groups.Select(group => group.Name));
        Assert.Empty(UsersOf(round.Groups[0]).Intersect(UsersOf(round.Groups[1])));
        int unknown = 0;
        foreach (Group group in round.Groups)
        {
            Assert.Equal(heldOut, group.Cases.Count + group.LeftOut.Count);
            foreach (Case question in group.Cases)
            {
                int[] all = [.. question.Given.Movies, .. question.Relevant];
                Assert.Empty(question.Given.Ratings);
                Assert.All(all, movie => Assert.True(Stars(question.User, movie) >= 4));
                Assert.All(all, movie => Assert.True(round.Train.Interactions.AudienceOf(movie) > 0));
                Assert.True(all.Length >= 5);
                Assert.Equal(all.Length / 5, question.Relevant.Length);
                unknown += Liked(question.User) - all.Length;
            }
        }
        Assert.True(unknown >= 0);

        static IEnumerable<Id> UsersOf(Group group) =>
            group.Cases.Select(question => question.User).Concat(group.LeftOut);
    }

    [Fact]
    public void OfLiangsUsersWhoLikedLittleThatIsTrainedOnAreLeftOut()
    {
        // Ten users have the same five movies, ten others four of these and one that nobody else has.
        Dataset data = Toy.Of(
            25,
            [.. Enumerable.Range(0, 20).Select(user => new[] { 0, 1, 2, 3, user < 10 ? 4 : 5 + user - 10 })]
        );
        Round round = new LiangProtocol().Rounds(data, Options).Single();
        Assert.Equal(16, round.Train.Users.Count);
        foreach (Group group in round.Groups)
        {
            Assert.All(group.Cases, question => Assert.True((long)question.User.Number < 110));
            Assert.All(group.LeftOut, user => Assert.True(user.Number >= 110));
            Assert.Equal(2, group.Cases.Count + group.LeftOut.Count);
        }
        Assert.Contains(
            "found 9 users with 5 movies or more",
            Assert
                .Throws<ButacaException>(() =>
                    new LiangProtocol().Rounds(data.SelectUsers([.. Enumerable.Range(0, 9)]), Options).Single()
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void KnownUsersAreTrainedOnWithWhatIsNotHidden()
    {
        Round[] rounds = [.. new KnownUsersProtocol().Rounds(Data, Options with { Given = 0.7 })];
        Assert.Equal(2, rounds.Length);
        foreach (Round round in rounds)
        {
            Assert.Equal(Data.Users.Ids, round.Train.Users.Ids);
            Assert.Equal(Data.Users.Count, round.Groups.Single().Cases.Count);
            foreach (Case question in round.Groups.Single().Cases)
            {
                int all = Data.Interactions.MoviesOf(Data.Users.RowOf(question.User)).Length;
                Assert.Equal((int)(0.7 * all), question.Given.Movies.Length);
                Assert.Equal(all, question.Given.Movies.Length + question.Relevant.Length);
            }
        }
    }

    [Fact]
    public void TheLatestOfKnownUsersAreHidden()
    {
        Round round = new KnownUsersProtocol()
            .Rounds(Dated(Data, _ => 3), Options with { Given = 0.5, Hide = Hide.Latest })
            .Single();
        foreach (Case question in round.Groups.Single().Cases)
            Assert.True(question.Given.Movies[^1] < question.Relevant[0]); // watched in the order of their rows
        Assert.Contains(
            "timestamps",
            Assert
                .Throws<ButacaException>(() =>
                    new KnownUsersProtocol().Rounds(Toy.Tastes(60, 40), Options with { Hide = Hide.Latest }).ToArray()
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ByTheCalendarNothingIsTrainedOnFromTheDayOn()
    {
        DateOnly day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(Start + 30 * Day));
        uint first = Start + 30 * Day;
        Dataset data = Dated(Data, user => user % 2 == 0 ? user : 29, hours: 12);
        Round round = new CalendarProtocol().Rounds(data, Options with { Day = day }).Single();
        Assert.All(round.Train.Interactions.Times.ToArray(), time => Assert.InRange(time, 1u, first - 1));
        Group known = round.Groups[0];
        Group later = round.Groups[1];
        Assert.Equal(
            Enumerable.Range(0, 60).Where(user => user % 2 == 0 && user >= 30).Select(user => (Id)(100L + user)),
            later.Cases.Select(question => question.User)
        );
        Assert.True(known.Cases.Count >= 30);
        foreach (Case question in known.Cases)
        {
            History history = data.Interactions.HistoryOf(data.Users.RowOf(question.User));
            Assert.Equal(first, question.Given.At);
            for (int i = 0; i < history.Movies.Length; i++)
                Assert.Equal(history.Times[i] >= first, question.Relevant.Contains(history.Movies[i]));
        }
        Assert.StartsWith(
            $"The day is {day:yyyy-MM-dd}. Of what is to be found, 0.",
            known.Note,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void TheCalendarsOwnDayLeavesTheLastFold()
    {
        Round round = new CalendarProtocol().Rounds(Data, Options with { Folds = 4 }).Single();
        double share = round.Train.Interactions.Count / (double)Data.Interactions.Count;
        Assert.InRange(share, 0.7, 0.75);
        Assert.StartsWith(
            "day: found",
            Assert
                .Throws<ButacaException>(() =>
                    new CalendarProtocol().Rounds(Data, Options with { Day = new DateOnly(1969, 1, 1) }).ToArray()
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "timestamps",
            Assert
                .Throws<ButacaException>(() => new CalendarProtocol().Rounds(Toy.Tastes(60, 40), Options).ToArray())
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-2)]
    public void LaterUsersAreAtMostHalf(int folds) =>
        Assert.StartsWith(
            "folds: found",
            Assert
                .Throws<ButacaException>(() =>
                    new LaterUsersProtocol().Rounds(Data, Options with { Folds = folds }).ToArray()
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void LaterUsersNeedTimes()
    {
        string message = Assert
            .Throws<ButacaException>(() => new LaterUsersProtocol().Rounds(Toy.Tastes(60, 40), Options).ToArray())
            .Message;
        Assert.Contains("timestamps", message, StringComparison.Ordinal);
        Assert.Throws<ButacaException>(() => new LaterUsersProtocol().Rounds(Dated(Data, _ => 0), Options).ToArray());
    }

    [Theory, MemberData(nameof(Names))]
    public void TheSameSeedAsksTheSame(string name)
    {
        string[] first = Describe(name, Options);
        Assert.Equal(first, Describe(name, Options));
        if (name is not ("split" or "calendar")) // nothing is drawn there
            Assert.NotEqual(first, Describe(name, Options with { Seed = 43 }));
    }

    private static string[] Describe(string name, ProtocolOptions options) =>
        [
            .. Get(name)
                .Rounds(UsersFor(name), options)
                .SelectMany(round =>
                    round.Groups.SelectMany(group =>
                        group.Cases.Select(question =>
                            $"{round.Name} {round.Train.Interactions.Count} {group.Name} {question.User} {question.Draw} {string.Join(',', question.Given.Movies)} {string.Join(',', question.Relevant)}"
                        )
                    )
                ),
        ];

    [Fact]
    public void ProtocolsShareTheirMasks()
    {
        Dictionary<(Id, int), int[]> masks = new NewUsersProtocol()
            .Rounds(Data, Options)
            .SelectMany(round => round.Groups[0].Cases)
            .ToDictionary(question => (question.User, question.Draw), question => question.Given.Movies);
        Assert.Equal(60 * 2, masks.Count);
        Round movieNet = new MovieNetProtocol().Rounds(Data, Options).Single();
        foreach (Case question in movieNet.Groups.Where(group => !group.KeepWatched).SelectMany(group => group.Cases))
            Assert.Equal(masks[(question.User, question.Draw)], question.Given.Movies);
    }

    [Fact]
    public void MovieNetGivesAFifthAndSplitsAt530()
    {
        Dataset data = Toy.ShippedCut;
        Round round = new MovieNetProtocol().Rounds(data, new ProtocolOptions { Draws = 1 }).Single();
        Assert.Equal(Enumerable.Range(1, 530).Select(id => (Id)id), round.Train.Users.Ids.ToArray());
        Assert.Equal(
            [
                "existing users, in-sample",
                "existing users, out-of-sample",
                "new users, in-sample",
                "new users, out-of-sample",
            ],
            round.Groups.Select(group => group.Name)
        );
        Assert.All(round.Groups[1].Cases, question => Assert.InRange(question.User.Number, 1, 530));
        Assert.All(round.Groups[3].Cases, question => Assert.InRange(question.User.Number, 531, 671));
        foreach (Case question in round.Groups[1].Cases.Concat(round.Groups[3].Cases))
        {
            int n = data.Interactions.MoviesOf(data.Users.RowOf(question.User)).Length;
            Assert.Equal(Math.Max(1, (int)(0.2 * n)), question.Given.Movies.Length);
            Assert.Equal(n - question.Given.Movies.Length, question.Relevant.Length);
        }
    }

    [Fact]
    public void NewUsersAskEverybodyOnce()
    {
        Id[] asked =
        [
            .. new NewUsersProtocol()
                .Rounds(Data, new ProtocolOptions { Draws = 1 })
                .SelectMany(round => round.Groups[0].Cases)
                .Select(question => question.User),
        ];
        Assert.Equal(Data.Users.Ids.ToArray(), asked.Order());
    }

    [Fact]
    public void MixedMoviesAsksTheSameOfATrainingWithAndOneWithoutTheFoldsMovies()
    {
        Dataset data = Toy.Tastes(users: 60, movies: 40);
        Round[] rounds = [.. new MixedMoviesProtocol().Rounds(data, new ProtocolOptions { Draws = 1 })];
        Assert.Equal(10, rounds.Length);
        for (int i = 0; i < rounds.Length; i += 2)
        {
            Round without = rounds[i];
            Round with = rounds[i + 1];
            Assert.Same(without.Groups[0].Cases, with.Groups[0].Cases);
            Assert.True(
                without.Train.Users.Count == with.Train.Users.Count
                    && without.Train.Interactions.Count < with.Train.Interactions.Count
            );
            bool[] unseen =
            [
                .. Enumerable.Range(0, 40).Select(movie => without.Train.Interactions.AudienceOf(movie) == 0),
            ];
            Assert.Equal(8, unseen.Count(flag => flag));
            foreach (Case question in without.Groups[0].Cases)
            {
                Assert.DoesNotContain(question.Given.Movies, movie => unseen[movie]);
                int[] watched = data.Interactions.MoviesOf(data.Users.RowOf(question.User)).ToArray();
                Assert.Equal(watched, question.Given.Movies.Concat(question.Relevant).Order());
                Assert.True(without.Train.Users.RowOf(question.User) < 0);
            }
        }
        Round[] halves = [.. rounds.Where((_, i) => i % 2 == 0)];
        double all = halves.Sum(round => round.Groups[0].Cases.Sum(question => question.Relevant.Length));
        double unwatched = halves.Sum(round =>
            round
                .Groups[0]
                .Cases.Sum(question =>
                    question.Relevant.Count(movie => round.Train.Interactions.AudienceOf(movie) == 0)
                )
        );
        Assert.Equal(
            $"Of what is to be found, {unwatched / all:0.000} are movies unseen in training.",
            rounds[0].Groups[0].Note
        );
    }

    [Fact]
    public void NewMoviesWithholdEveryWatchedMovieOnce()
    {
        Dataset data = Data.WithoutMovies([.. Enumerable.Range(0, 40).Select(movie => movie == 11)]);
        List<int> withheld = [];
        foreach (Round round in new NewMoviesProtocol().Rounds(data, new ProtocolOptions { Draws = 1 }))
        {
            bool[] flags = round.Groups[0].Candidates!.Flags.ToArray();
            withheld.AddRange(Enumerable.Range(0, 40).Where(movie => flags[movie]));
        }
        Assert.Equal(Enumerable.Range(0, 40).Except([11]), withheld.Order()); // nobody can be asked for 11
    }

    [Fact]
    public void WhoCannotBeAskedIsCounted()
    {
        Dataset data = Toy.Of(4, [0], [0, 1, 2], [], [1, 3]);
        Round[] rounds = [.. new NewUsersProtocol().Rounds(data, new ProtocolOptions { Folds = 2, Draws = 3 })];
        Assert.Equal(2, rounds.Sum(round => round.Groups[0].LeftOut.Count));
        Assert.Equal(
            [101, 103],
            rounds.SelectMany(round => round.Groups[0].Cases).Select(question => question.User).Distinct().Order()
        );
        Assert.Equal(2 * 3, rounds.Sum(round => round.Groups[0].Cases.Count));
    }

    [Theory]
    [InlineData("movienet", "1-50", "existing: found '1-50', expected some, not all, of the data set's 60 user ids.")]
    [InlineData("movienet", "1-500", "existing: found '1-500', expected some, not all, of the data set's 60 user ids.")]
    [InlineData(
        "new-movies",
        "1-500",
        "existing: found '1-500', expected some, not all, of the data set's 60 user ids."
    )]
    public void UsersThatLeaveNobodyAreNamed(string name, string ids, string message) =>
        Assert.Equal(message, ErrorOf(name, Options with { Existing = IdRanges.Parse("existing", ids) }));

    [Fact]
    public void OptionsOutOfRangeAreNamed()
    {
        Assert.Equal(
            "folds: found '1', expected 2 to 60, the number of users.",
            ErrorOf("new-users", Options with { Folds = 1 })
        );
        Assert.Equal(
            "folds: found '41', expected 2 to 40, the number of movies.",
            ErrorOf("new-movies", Options with { Folds = 41 })
        );
        Assert.Equal("draws: found '0', expected at least 1.", ErrorOf("new-users", Options with { Draws = 0 }));
        Assert.Equal(
            "given: found '1', expected a share above 0 and below 1.",
            ErrorOf("new-users", Options with { Given = 1 })
        );
        Assert.Equal(
            "given: found 'NaN', expected a share above 0 and below 1.",
            ErrorOf("movienet", Options with { Given = double.NaN })
        );
        Assert.Equal(
            "The protocol 'split' needs a list to train on and a list to find. Give --train FILE and --test FILE.",
            ErrorOf("split", new ProtocolOptions())
        );
    }

    private static string ErrorOf(string name, ProtocolOptions options) =>
        Assert.Throws<ButacaException>(() => Get(name).Rounds(Data, options).ToList()).Message;

    [Fact]
    public void ASplitGivesTheHistoryAndRanksNothingOfTheOtherLists()
    {
        // user 100 is trained on; 101 is known by a history alone; 102 has only a validation pair and one of training
        ProtocolOptions options = new()
        {
            Train = Toy.Of(6, [0, 1], [], [2]),
            History = Toy.Of(6, [5], [3], []),
            Validation = Toy.Of(6, [2], [], [2]),
            Test = Toy.Of(6, [1, 2, 3], [0, 3, 4], []),
        };
        Round round = new SplitProtocol().Rounds(options.Train, options).Single();
        Assert.Equal([100, 102], round.Train.Users.Ids.ToArray()); // who has nothing in the list is nobody
        Assert.Equal(["validation", "test"], round.Groups.Select(group => group.Name));

        Case validation = Assert.Single(round.Groups[0].Cases);
        Assert.Equal((100L, "0,1", "2", ""), Describe(validation));
        Assert.Equal([102], round.Groups[0].LeftOut); // 102: what is to be found was given
        Assert.Equal([(100L, "0,1", "3", "2"), (101L, "3", "0,4", "")], round.Groups[1].Cases.Select(Describe));
        Assert.Empty(round.Groups[1].LeftOut);

        static (Id, string, string, string) Describe(Case question) =>
            (
                question.User,
                string.Join(',', question.Given.Movies),
                string.Join(',', question.Relevant),
                string.Join(',', question.AlsoWatched ?? [])
            );
    }
}
