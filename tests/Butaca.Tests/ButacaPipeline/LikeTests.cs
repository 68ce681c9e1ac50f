using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>
/// What users like, by the Butaca model: movies and users go by parity, and what is of the other one is disliked.
/// </summary>
public sealed class LikeTests
{
    private const int Movies = 40;
    private const int Users = 120;

    private static readonly Lazy<(Dataset Data, Scorer Scorer)> Trained = new(() =>
    {
        Dataset data = Rated();
        return (data, new ButacaModel().Train(data, Quick, new TrainContext { Threads = 1 }));
    });

    private static ButacaOptions Quick => new() { Networks = 1, Tune = Tuning.Off };

    /// <summary>An even movie that was liked, an odd one that was not, and one that wasn't rated.</summary>
    private static StoredHistory User => new([0, 1, 6, 7, 12], [5, 1, 4.5f, 1.5f, float.NaN], [], 0, Goal.Like);

    private static Dataset Rated()
    {
        Dataset described = Described.Watched(Described.Movies(Movies, 3), Users, density: 0.4, seed: 3);
        StoredHistory[] histories =
        [
            .. Enumerable
                .Range(0, Users)
                .Select(user =>
                {
                    StoredHistory history = StoredHistory.Of(described.Interactions.HistoryOf(user));
                    return history with { Ratings = [.. history.Movies.Select(movie => Stars(user, movie))] };
                }),
        ];
        return new Dataset(described.Catalog, described.Users, Interactions.Of(Movies, histories));
    }

    private static float Stars(int user, int movie) =>
        (user % 2 == movie % 2 ? 4.5f : 1.5f) + (user % 3 == 0 ? 0.5f : 0);

    [Fact]
    public void WhatIsLikedComesFirstAndWhatWouldBeDislikedLast()
    {
        (Dataset data, Scorer scorer) = Trained.Value;
        Recommender recommender = new(data, scorer);
        Assert.True(recommender.KnowsRatings);
        IReadOnlyList<Recommendation> likes = recommender.Recommend(User.AsHistory());
        IReadOnlyList<Recommendation> watches = recommender.Recommend(
            User.AsHistory(),
            new RecommendOptions { Goal = Goal.Watch }
        );
        Assert.True(Even(likes) >= 9, $"{Even(likes)} of ten");
        Assert.True(Even(likes) > Even(watches), $"{Even(likes)}, and {Even(watches)} by what is watched");
        Assert.All(
            likes,
            item => Assert.InRange(item.Rating!.Value.Mean, item.Rating.Value.From, item.Rating.Value.To)
        );

        int Even(IReadOnlyList<Recommendation> list) =>
            list.Count(item => data.Catalog.Vocabulary.RowOf(item.Movie.Id) % 2 == 0);
    }

    /// <summary>For both goals, what was watched and the other parts add up to the score.</summary>
    [Theory, InlineData(Goal.Like), InlineData(Goal.Watch)]
    public void TheReasonsAddUpToTheScore(Goal goal)
    {
        (_, Scorer scorer) = Trained.Value;
        History history = User.AsHistory().For(goal);
        float[] scores = new float[Movies];
        scorer.Score(history, scores);
        int[] rows = [2, 3, 20, 33];
        int watched = history.Movies.Length;
        float[] contributions = new float[rows.Length * watched];
        ScoreParts[] parts = new ScoreParts[rows.Length];
        scorer.ExplainMany(history, rows, contributions, parts);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(scores[rows[i]], parts[i].Sum, 1e-3f);
            Assert.Equal(parts[i].Watched, contributions[(i * watched)..((i + 1) * watched)].Sum(), 1e-3f);
        }
    }

    /// <summary>What was disliked speaks against what is like it, and is named.</summary>
    [Fact]
    public void WhatWasDislikedSpeaksAgainst()
    {
        (Dataset data, Scorer scorer) = Trained.Value;
        IReadOnlyList<Recommendation> list = new Recommender(data, scorer).Recommend(
            User.AsHistory(),
            new RecommendOptions
            {
                Reasons = 3,
                Filter = new MovieFilter { CandidateIds = [data.Catalog[3].Id, data.Catalog[5].Id] },
            }
        );
        Assert.All(list, item => Assert.NotEmpty(item.Against));
        Assert.All(
            list.SelectMany(item => item.Against),
            reason => Assert.Equal(1, data.Catalog.Vocabulary.RowOf(reason.Watched.Id) % 2)
        );
    }

    /// <summary>
    /// Ratings speak where networks rerank; the first stage alone must not be deaf to a "no" for that.
    /// </summary>
    [Fact]
    public void WithoutNetworksADislikeMovesWhatIsLikeItToo()
    {
        (Dataset data, _) = Trained.Value;
        Scorer scorer = new ButacaModel().Train(
            data,
            new ButacaOptions { Networks = 0, Tune = Tuning.Off },
            new TrainContext { Threads = 1 }
        );
        Assert.True(scorer.KnowsRatings);
        Recommender recommender = new(data, scorer);
        StoredHistory watched = new([0, 1], [3.5f, 4], []);
        Id[] disliked = [data.Catalog[11].Id, data.Catalog[13].Id];
        int Even(RecommendOptions options) =>
            recommender
                .Recommend(watched.AsHistory(), options)
                .Count(item => data.Catalog.Vocabulary.RowOf(item.Movie.Id) % 2 == 0);
        Assert.True(
            Even(new RecommendOptions { LessLike = [.. disliked] })
                > Even(new RecommendOptions { Filter = new MovieFilter { ExcludedIds = [.. disliked] } })
        );
    }

    /// <summary>A "not for me" is read as a low rating, and is told to the model as one.</summary>
    [Fact]
    public void ADislikeMovesWhatIsLikeIt()
    {
        (Dataset data, Scorer scorer) = Trained.Value;
        Recommender recommender = new(data, scorer);
        StoredHistory watched = new([0, 1], [3.5f, 3.5f], []); // of no taste yet
        RecommendOptions options = new() { LessLike = [data.Catalog[11].Id, data.Catalog[13].Id] };
        double before = recommender.Rate(watched.AsHistory(), data.Catalog[15].Id)!.Value.Mean;
        StoredHistory told = StoredHistory.With(watched.AsHistory(), [11, 13], scorer.DislikeRating);
        Assert.True(recommender.Rate(told.AsHistory(), data.Catalog[15].Id)!.Value.Mean < before);
        IReadOnlyList<Recommendation> list = recommender.Recommend(watched.AsHistory(), options);
        Assert.DoesNotContain(list, item => options.LessLike.Contains(item.Movie.Id));
        Assert.Equal(
            list.Select(item => (item.Movie.Id, item.Score)),
            recommender.Recommend(told.AsHistory()).Select(item => (item.Movie.Id, item.Score))
        );
    }

    /// <summary>Without ratings all is as by a model that learned nothing of them.</summary>
    [Fact]
    public void WithoutRatingsNothingChanges()
    {
        (Dataset data, Scorer scorer) = Trained.Value;
        ButacaOptions without = Quick;
        without.Likes = false;
        Scorer plain = new ButacaModel().Train(data, without, new TrainContext { Threads = 1 });
        Assert.False(plain.KnowsRatings);
        History history = new([0, 1, 6]);
        Assert.Equal(Goal.Watch, new Recommender(data, scorer).GoalFor(history));
        Assert.Equal(Scores(plain, history), Scores(scorer, history));
        Assert.Equal(Scores(plain, User.AsHistory()), Scores(scorer, User.AsHistory().For(Goal.Watch)));
    }

    [Fact]
    public void IsReadBackAndExtended()
    {
        (Dataset data, Scorer scorer) = Trained.Value;
        using TemporaryFolder folder = new();
        scorer.Save(new ArrayFolder(Directory.CreateDirectory(folder["scorer"]).FullName));
        Scorer read = ButacaScorer.Load(new ArrayFolder(folder["scorer"]), data);
        Assert.Equal(Scores(scorer, User.AsHistory()), Scores(read, User.AsHistory()));

        Dataset larger = data.WithMovies([data.Catalog[2] with { Id = 9001, Title = "Another" }]);
        Scorer extended = ((ButacaScorer)read).Extend(larger);
        float[] scores = Scores(extended, User.AsHistory());
        Assert.Equal(Movies + 1, scores.Length);
        Assert.Equal(Scores(scorer, User.AsHistory())[2], scores[2], 1e-4f);
        PredictedRating[] rated = new PredictedRating[1];
        Assert.True(extended.PredictRatings(User.AsHistory(), [Movies], rated));
        Assert.InRange(rated[0].Mean, 1.5f, 5);
    }

    /// <summary>In a group, each one's goal is their own: of whom ratings are known, what they like.</summary>
    [Fact]
    public void AGroupsListIsOfWhatTheyLike()
    {
        (Dataset data, Scorer scorer) = Trained.Value;
        Recommender recommender = new(data, scorer);
        GroupMember[] members =
        [
            new("Ana", User with { Goal = Goal.Watch }),
            new("Luis", new StoredHistory([2, 3, 4], [5, 1, 5], [])) { LessLike = [data.Catalog[8].Id] },
        ];
        IReadOnlyList<GroupRecommendation> likes = recommender.RecommendTogether(members);
        IReadOnlyList<GroupRecommendation> watches = recommender.RecommendTogether(
            members,
            new RecommendOptions { Goal = Goal.Watch }
        );
        Assert.True(Even(likes) > Even(watches), $"{Even(likes)}, and {Even(watches)} by what is watched");
        Assert.All(
            likes.Concat(watches),
            item =>
            {
                Assert.NotEqual(data.Catalog[8].Id, item.Movie.Id);
                Assert.All(item.Members, member => Assert.False(member.HasSeen));
            }
        );

        int Even(IReadOnlyList<GroupRecommendation> list) =>
            list.Count(item => data.Catalog.Vocabulary.RowOf(item.Movie.Id) % 2 == 0);
    }

    private static float[] Scores(Scorer scorer, in History history)
    {
        float[] scores = new float[scorer.MovieCount];
        scorer.Score(history, scores);
        return scores;
    }
}
