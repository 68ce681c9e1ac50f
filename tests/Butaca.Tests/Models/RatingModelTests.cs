using Butaca.Cli;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Evaluation.Tuning;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Tests.Models;

/// <summary>The models that are made to predict ratings.</summary>
public sealed class RatingModelTests
{
    private static readonly TrainContext Context = new() { Threads = 1 };

    /// <summary>
    /// Movie m is rated 3, half a star more or less by whether a multiple of four and by whether the user's number is
    /// even, and one more or less by whether both have one parity of their halves.
    /// </summary>
    private static readonly Dataset Data = Make();

    private static float RatingOf(int user, int movie) =>
        3 + (movie % 4 == 0 ? 0.5f : 0) + (user % 2 == 0 ? 0.5f : 0) + (user / 2 % 2 == movie / 2 % 2 ? 0.75f : -0.75f);

    private static Dataset Make()
    {
        Random random = Seeds.Create(3, "rated");
        DatasetBuilder builder = new();
        for (int movie = 0; movie < 40; movie++)
            builder.AddMovie(new Movie(Toy.IdOf(movie), $"Movie {movie}"));
        for (int user = 0; user < 100; user++)
        {
            foreach (int movie in random.Sample(38, 20)) // nobody has rated the last two
            {
                float rating = RatingOf(user, movie) + 0.3f * random.NextGaussian();
                builder.AddInteraction(100 + user, Toy.IdOf(movie), Math.Clamp(rating, 0.5f, 5));
            }
        }
        return builder.Build();
    }

    public static TheoryData<string> Names =>
        [.. SharedOptions.Models.All.Where(model => !model.IsForLists).Select(model => model.Name)];

    private static Scorer Train(string name, Dataset data)
    {
        IModel model = SharedOptions.Models.Get(name);
        return model.Train(data, model.CreateOptions(), Context);
    }

    private static EvaluationReport Measure(params string[] names) =>
        new Evaluator().Run(
            new RatingsProtocol(),
            Data,
            "hash",
            [.. names.Select(name => Contender.Parse(SharedOptions.Models, name))],
            new ProtocolOptions { Draws = 1, Given = 0.5 },
            names[0],
            Context
        );

    /// <summary>The mean knows users; biases movies, too; neighbours and factors what goes with what.</summary>
    [Fact]
    public void EachKnowsMoreThanTheOneBefore()
    {
        GroupReport known = Measure("rating-mean", "rating-biases", "rating-knn", "rating-mf:factors=4").Groups[0];
        double[] errors = [.. known.Models.Select(model => model["RMSE"].Mean)];
        Assert.InRange(errors[1], 0.75, errors[0] - 0.01);
        Assert.InRange(errors[2], 0.3, errors[1] - 0.1);
        Assert.InRange(errors[3], 0.3, errors[1] - 0.1);
        foreach (ModelReport model in known.Models)
        {
            Assert.InRange(model["IntervalCoverage"].Mean, 0.7, 0.9);
            Assert.InRange(model["MAE"].Mean, 0.2, model["RMSE"].Mean);
            Assert.Equal(model.Model != "rating-mean", model["RMSE"].Difference is not null);
        }
        Assert.True(known["rating-knn"]["IntervalWidth"].Mean < known["rating-biases"]["IntervalWidth"].Mean);
        Assert.True(known["rating-knn"]["RMSE"].Difference!.Value.High < 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void WhatNobodyHasRatedIsExpectedOfTheUser(string name)
    {
        Scorer scorer = Train(name, Data);
        PredictedRating[] ratings = new PredictedRating[3];
        History history = new([0, 1, 2, 3], [5, 5, 5, 5]);
        Assert.True(scorer.PredictRatings(history, [38, 39, 4], ratings));
        Assert.Equal(ratings[0], ratings[1]);
        Assert.InRange(ratings[0].Mean, 3.2f, 5);
        Assert.All(ratings, rating => Assert.True(rating.From < rating.Mean && rating.Mean <= rating.To));
        Assert.True(scorer.PredictRatings(new History([0, 1], [1, 1]), [38, 39, 4], ratings));
        Assert.InRange(ratings[0].Mean, 0.5f, 3.2f);
        Assert.True(scorer.PredictRatings(new History([0, 1]), [38, 39, 4], ratings)); // nothing is known of the user
        Assert.InRange(ratings[0].Mean, 2.8f, 3.8f);
    }

    [Theory, MemberData(nameof(Names))]
    public void PredictionsReadBackBitByBit(string name)
    {
        using TemporaryFolder folder = new();
        IModel model = SharedOptions.Models.Get(name);
        Scorer scorer = Train(name, Data);
        ModelFolder.Save(
            folder["model"],
            new TrainedModel(ModelManifest.Of(model, model.CreateOptions(), 42, Data), Data, scorer)
        );
        Scorer loaded = ModelFolder.Load(folder["model"]).Scorer;
        int[] movies = [.. Enumerable.Range(4, 36)];
        PredictedRating[] ratings = new PredictedRating[movies.Length];
        PredictedRating[] again = new PredictedRating[movies.Length];
        History history = new([0, 1, 2, 3], [5, 1, float.NaN, 3.5f]);
        Assert.True(scorer.PredictRatings(history, movies, ratings));
        Assert.True(loaded.PredictRatings(history, movies, again));
        Assert.Equal(ratings, again);
        float[] scores = new float[40];
        scorer.Score(history, scores);
        for (int i = 0; i < movies.Length; i++)
            Assert.Equal(Math.Clamp(scores[movies[i]], 0.5f, 5), ratings[i].Mean);
    }

    [Theory, MemberData(nameof(Names))]
    public void WithoutRatingsNothingIsPredicted(string name)
    {
        Scorer scorer = Train(name, Toy.Tastes(20, 16));
        Assert.False(scorer.PredictRatings(new History([0, 1], [5, 4]), [2], new PredictedRating[1]));
        Assert.False(scorer.KnowsRatings);
    }

    /// <summary>
    /// μ = 3; movie 0 is rated 4 and 4, movie 1 is rated 2 and 2; one damping rating draws to the mean.
    /// </summary>
    [Fact]
    public void BiasesAreWhatIsComputedByHand()
    {
        DatasetBuilder builder = new();
        for (int user = 0; user < 2; user++)
        {
            builder.AddInteraction(user, 0, 4);
            builder.AddInteraction(user, 1, 2);
        }
        RatingBiasesOptions options = new() { MovieDamping = 2, UserDamping = 1 };
        Scorer scorer = new RatingBiases().Train(builder.Build(), options, Context);
        PredictedRating[] ratings = new PredictedRating[2];
        Assert.True(scorer.PredictRatings(new History([]), [0, 1], ratings));
        Assert.Equal(3.5f, ratings[0].Mean, 1e-5f); // 3 + (1 + 1) / (2 + 2)
        Assert.Equal(2.5f, ratings[1].Mean, 1e-5f);
        Assert.True(scorer.PredictRatings(new History([0], [4]), [0, 1], ratings));
        Assert.Equal(2.75f, ratings[1].Mean, 1e-5f); // bᵤ = (4 − 3.5) / (1 + 1)
    }

    [Fact]
    public void WhoPredictsNoRatingsIsNamed() =>
        Assert.Equal(
            "models: found 'popularity', expected models that predict ratings: those with PredictsRatings.",
            Assert.Throws<ButacaException>(() => Measure("popularity")).Message
        );

    [Fact]
    public void RatingsAreTunedByTheirError()
    {
        IReadOnlyList<Trial> trials = Tuner.Run(
            new RatingMean(),
            Data,
            new TuneOptions
            {
                Metric = "RMSE",
                Given = 0.5,
                Draws = 1,
                Trials = 3,
            },
            Context
        );
        Assert.Equal(trials.OrderBy(trial => trial.Score.Mean), trials);
        Assert.InRange(trials[0].Score.Mean, 0.5, 1.5);
    }
}
