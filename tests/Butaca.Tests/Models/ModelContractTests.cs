using Butaca.Cli;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Recommending;
using static Butaca.Tests.Models.ModelFacts;

namespace Butaca.Tests.Models;

/// <summary>
/// What every model owes. Models find themselves: a new one needs one line in <see cref="ModelFacts"/>, which says what
/// to expect of it.
/// </summary>
public sealed class ModelContractTests
{
    [Fact]
    public void EveryEntryBelongsToAModel() =>
        Assert.Empty(All.Keys.Except(SharedOptions.Models.All.Select(model => model.Name)));

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void SaysWhatItIs(string name)
    {
        IModel model = SharedOptions.Models.Get(name);
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", model.Name);
        Assert.EndsWith(".", model.Summary, StringComparison.Ordinal);
        Assert.All(
            model.Options,
            option =>
            {
                Assert.NotEmpty(option.Description);
                Assert.DoesNotContain(option.Name, ModelOption.Of<Reranking>().Select(setting => setting.Name)); // evaluate takes both in one list
                object options = model.CreateOptions();
                option.Set(options, option.Get(options)); // a default is in the option's own range
                foreach (double value in option.SearchSpace)
                    option.Set(options, $"{value}");
            }
        );
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void SaysWhatItsScorersCan(string name)
    {
        IModel model = SharedOptions.Models.Get(name);
        Scorer scorer = Trained(name);
        Assert.Equal(scorer is IMovieVectors, model.PlacesMovies);
        Assert.Equal(MovieSpace.Takes(scorer), model.TakesNewMovies);
    }

    [Fact]
    public void OneModelIsTheBaseline() => Assert.Equal("popularity", SharedOptions.Models.NamesOf(m => m.IsBaseline));

    /// <summary>
    /// User i watched the movies of i's parity, but for movie i: what everyone alike has watched and i has not is
    /// movie i. After implicit's recommender_base_test.
    /// </summary>
    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void SolvesTheCheckerboard(string name)
    {
        if (!Of(name).IsPersonal || Of(name).ReadsContentAlone)
            return;
        const int size = 50;
        Dataset board = Toy.Of(
            Movies(size),
            [
                .. Enumerable
                    .Range(0, size)
                    .Select(i => Enumerable.Range(0, size).Where(j => (i + j) % 2 == 0 && i != j).ToArray()),
            ]
        );
        Scorer scorer = Train(name, board);
        for (int user = 0; user < size; user++)
            Assert.Equal(
                [user],
                Toy.Rank(board, scorer, 1, new RankOptions(), board.Interactions.MoviesOf(user).ToArray())
            );
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void ScoresAreFiniteAndRankedByScoreThenId(string name)
    {
        Scorer scorer = Trained(name);
        Recommender recommender = new(ToyData, scorer);
        foreach (int[] watched in NewHistories())
        {
            Assert.All(Toy.Scores(scorer, watched), score => Assert.True(float.IsFinite(score)));
            IReadOnlyList<Recommendation> list = recommender.Recommend(new History(watched));
            Assert.Equal(Math.Min(10, 40 - watched.Length), list.Count);
            Assert.Equal(
                list.OrderByDescending(item => item.Score).ThenBy(item => item.Movie.Id).Select(item => item.Movie.Id),
                list.Select(item => item.Movie.Id)
            );
            Assert.Empty(list.Select(item => item.Movie.Id).Intersect(watched.Select(row => (Id)Toy.IdOf(row))));
        }
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void ManyAtOnceEqualsOneByOne(string name)
    {
        Recommender recommender = new(ToyData, Trained(name));
        StoredHistory[] histories =
        [
            .. NewHistories().Select(watched => StoredHistory.Of(watched)),
            StoredHistory.Of([]),
        ];
        IReadOnlyList<Recommendation>[] many = recommender.RecommendMany(
            histories,
            threads: 2,
            cancellation: TestContext.Current.CancellationToken
        );
        for (int i = 0; i < histories.Length; i++)
        {
            IReadOnlyList<Recommendation> one = recommender.Recommend(histories[i].AsHistory());
            Assert.Equal(
                one.Select(r => (r.Movie.Id, BitConverter.SingleToInt32Bits(r.Score))),
                many[i].Select(r => (r.Movie.Id, BitConverter.SingleToInt32Bits(r.Score)))
            );
        }
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void ThreadsChangeNoRanking(string name)
    {
        Scorer one = Trained(name);
        Scorer three = Train(name, ToyData, new TrainContext { Threads = 3 });
        foreach (int[] watched in NewHistories())
            Assert.Equal(
                Toy.Rank(ToyData, one, 10, new RankOptions(), watched),
                Toy.Rank(ToyData, three, 10, new RankOptions(), watched)
            );
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void ASeedDecidesEveryBit(string name)
    {
        Scorer first = Train(name, ToyData, new TrainContext { Threads = 2 });
        Scorer again = Train(name, ToyData, new TrainContext { Threads = 2 });
        foreach (int[] watched in NewHistories())
            Assert.Equal(Bits(Toy.Scores(first, watched)), Bits(Toy.Scores(again, watched)));
        Scorer other = Train(name, ToyData, new TrainContext { Seed = 6, Threads = 1 }); // may differ, must work
        Assert.All(Toy.Scores(other, 1, 2), score => Assert.True(float.IsFinite(score)));
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void WhatIsSavedReadsBackBitByBit(string name)
    {
        using TemporaryFolder folder = new();
        IModel model = SharedOptions.Models.Get(name);
        Scorer scorer = Trained(name);
        ModelFolder.Save(
            folder["model"],
            new TrainedModel(ModelManifest.Of(model, OptionsOf(model), 42, ToyData), ToyData, scorer)
        );
        TrainedModel loaded = ModelFolder.Load(folder["model"]);
        Assert.Equal(name, loaded.Manifest.Model);
        Assert.Equal(DatasetHash.Of(ToyData), DatasetHash.Of(loaded.Data));
        float[] similar = new float[40];
        float[] similarAgain = new float[40];
        foreach (int[] watched in NewHistories())
        {
            Assert.Equal(Bits(Toy.Scores(scorer, watched)), Bits(Toy.Scores(loaded.Scorer, watched)));
            scorer.Similar(watched[0], similar);
            loaded.Scorer.Similar(watched[0], similarAgain);
            Assert.Equal(Bits(similar), Bits(similarAgain));
        }
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void AnEmptyHistoryGetsTheMostWatched(string name)
    {
        Recommender recommender = new(ToyData, Trained(name));
        int[] byAudience =
        [
            .. Enumerable.Range(0, 40).OrderByDescending(ToyData.Interactions.AudienceOf).ThenBy(row => row).Take(10),
        ];
        Assert.Equal(
            byAudience.Select(Toy.IdOf),
            recommender.Recommend([], new RecommendOptions(), out bool isPersonal).Select(item => item.Movie.Id.Number)
        );
        Assert.False(isPersonal);
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void UnknownIdsAreIgnored(string name)
    {
        Recommender recommender = new(ToyData, Trained(name));
        IReadOnlyList<Recommendation> known = recommender.Recommend([7, 27]);
        IReadOnlyList<Recommendation> with = recommender.Recommend([-1, 27, 8, long.MaxValue, 7, 7]);
        Assert.Equal(known.Select(r => (r.Movie.Id, r.Score)), with.Select(r => (r.Movie.Id, r.Score)));
        Assert.Equal(
            recommender.Recommend([]).Select(r => r.Movie.Id),
            recommender.Recommend([8, 9]).Select(r => r.Movie.Id)
        );
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void OneMovieIsEnoughToBePersonal(string name)
    {
        Recommender recommender = new(ToyData, Trained(name));
        recommender.Recommend([Toy.IdOf(3)], new RecommendOptions(), out bool isPersonal);
        Assert.Equal(Of(name).IsPersonal, isPersonal);
        if (!Of(name).IsPersonal || Of(name).ReadsContentAlone)
            return;
        // Tastes go by parity: over all movies, more of the recommendations are of the one movie's parity than not.
        int own = Enumerable
            .Range(0, 40)
            .Sum(row =>
                recommender
                    .Recommend([Toy.IdOf(row)])
                    .Count(r => ToyData.Catalog.Vocabulary.RowOf(r.Movie.Id) % 2 == row % 2)
            );
        Assert.True(own > 40 * 10 * 0.6, $"found {own} of {40 * 10} recommendations of the same taste");
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void WhoHasWatchedEverythingGetsNothing(string name)
    {
        Recommender recommender = new(ToyData, Trained(name));
        Assert.Empty(recommender.Recommend([.. ToyData.Catalog.Vocabulary.Ids]));
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void MoviesThatNobodyWatchedInTrainingSayNothing(string name)
    {
        bool[] withheld = [.. Enumerable.Range(0, 40).Select(movie => movie >= 36)];
        Dataset data = ToyData.WithoutMovies(withheld);
        Recommender recommender = new(data, Train(name, data));
        Assert.Equal(
            recommender.Recommend([]).Select(r => r.Movie.Id),
            recommender
                .Recommend([Toy.IdOf(36), Toy.IdOf(39)], new RecommendOptions(), out bool isPersonal)
                .Select(r => r.Movie.Id)
        );
        Assert.False(isPersonal);
        // and they are scored like any other movie: last, but there
        Assert.Equal(39, recommender.Recommend([7], new RecommendOptions { Count = 40 }).Count);
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void MoreThanThereIsGivesAllThereIs(string name)
    {
        Recommender recommender = new(ToyData, Trained(name));
        IReadOnlyList<Recommendation> list = recommender.Recommend([7, 17], new RecommendOptions { Count = 1_000_000 });
        Assert.Equal(38, list.Select(r => r.Movie.Id).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 38), list.Select(r => r.Rank));
        int alike = SharedOptions.Models.Get(name).IsForLists ? 39 : 0; // without ratings those of ratings find no movies alike
        Assert.Equal(alike, recommender.Similar(Toy.IdOf(0), 1_000_000).Count);
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void PartsAreTheScore(string name)
    {
        Scorer scorer = Trained(name);
        foreach (int[] watched in NewHistories())
        {
            float[] scores = Toy.Scores(scorer, watched);
            float[] contributions = new float[watched.Length];
            float scale = scores.Max(Math.Abs);
            for (int movie = 0; movie < scores.Length; movie++)
            {
                Array.Fill(contributions, float.NaN);
                ScoreParts parts = scorer.Explain(new History(watched), movie, contributions);
                Assert.Equal(scores[movie], parts.Sum, 2e-5f * scale + 1e-7f);
                Assert.Equal(contributions.Sum(), parts.Watched, 2e-5f * scale + 1e-7f);
            }
        }
    }

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
