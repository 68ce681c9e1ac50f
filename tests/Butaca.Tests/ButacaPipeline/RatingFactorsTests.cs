using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Training.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>What stars users give.</summary>
public sealed class RatingFactorsTests
{
    private const int Movies = 30;
    private const int Users = 80;

    /// <summary>Who likes even movies dislikes odd ones; who is generous gives half a star more.</summary>
    private static Interactions Rated(float noise = 0.3f)
    {
        Random random = Seeds.Create(7, "rated");
        StoredHistory[] histories =
        [
            .. Enumerable
                .Range(0, Users)
                .Select(user =>
                {
                    int[] movies = [.. random.Sample(Movies, 16).Order()];
                    return new StoredHistory(
                        movies,
                        [.. movies.Select(movie => RatingOf(user, movie) + noise * random.NextGaussian())],
                        []
                    );
                }),
        ];
        return Interactions.Of(Movies, histories);
    }

    private static float RatingOf(int user, int movie) =>
        3 + (movie % 2 == user % 2 ? 1 : -1) + (user % 3 == 0 ? 0.5f : 0);

    private static RatingFactors Train(Interactions interactions) =>
        RatingTraining.Train(interactions, new TrainContext { Threads = 1 });

    [Fact]
    public void ANewUsersTasteIsRead()
    {
        RatingFactors factors = Train(Rated());
        History history = new([0, 1, 4, 5], [5, 1.5f, 4.5f, 2]);
        Rater rater = factors.Read(history, history.Ratings);
        Assert.InRange(factors.Predict(rater, 8).Mean, 3.8f, 5);
        Assert.InRange(factors.Predict(rater, 9).Mean, 1, 2.6f);
        Rater nobody = factors.Read(new History([]), []);
        Assert.InRange(factors.Predict(nobody, 8).Mean, 2.6f, 3.8f);
        Assert.True(factors.DoubtOf(nobody, 8) > factors.DoubtOf(rater, 8));
    }

    /// <summary>The intervals hold what they say: four of five ratings lie within 1.28 standard deviations.</summary>
    [Fact]
    public void TheDoubtIsHonest()
    {
        RatingFactors factors = Train(Rated());
        Random random = Seeds.Create(8, "asked");
        int within = 0;
        int all = 0;
        for (int user = 0; user < 60; user++)
        {
            int[] movies = [.. random.Sample(Movies, 10).Order()];
            float[] ratings = [.. movies.Select(movie => RatingOf(user, movie) + 0.3f * random.NextGaussian())];
            Rater rater = factors.Read(new History(movies, ratings), ratings);
            for (int movie = 0; movie < Movies; movie++)
            {
                if (movies.Contains(movie))
                    continue;
                PredictedRating predicted = factors.Predict(rater, movie);
                float given = RatingOf(user, movie) + 0.3f * random.NextGaussian();
                within += given >= predicted.From && given <= predicted.To ? 1 : 0;
                all++;
            }
        }
        Assert.InRange(within / (double)all, 0.72, 0.9);
    }

    /// <summary>Movies of which nothing but the mean is expected.</summary>
    private static ContentSpace Nowhere(Dataset data, RatingFactors factors) =>
        new(
            data.Catalog,
            [0],
            new float[2 + factors.Dimension],
            new float[Movies],
            new float[Movies],
            new float[Movies * factors.Dimension],
            null
        );

    /// <summary>
    /// Held-out users say how wide intervals must be: where their ratings lie further off, wider, and of unrated movies
    /// apart.
    /// </summary>
    [Fact]
    public void IntervalsAreCalibratedOnHeldOutUsers()
    {
        Interactions loud = Rated(noise: 0.9f);
        Dataset data = new(Toy.Tastes(Users, Movies).Catalog, Toy.Tastes(Users, Movies).Users, loud);
        RatingFactors factors = Train(Rated(noise: 0.3f)); // has learned that users are surer
        RatingCalibration calibration = new();
        Assert.Same(factors, calibration.Calibrate(factors)); // nothing was asked
        calibration.Ask(
            factors,
            Nowhere(data, factors),
            data,
            [.. Enumerable.Range(0, Users)],
            new TrainContext { Threads = 1 }
        );
        RatingFactors calibrated = calibration.Calibrate(factors);
        int within = 0;
        int all = 0;
        for (int user = 0; user < Users; user++)
        {
            History history = loud.HistoryOf(user);
            History half = new(history.Movies[..8], history.Ratings[..8]);
            Rater rater = calibrated.Read(half, half.Ratings);
            for (int i = 8; i < history.Movies.Length; i++)
            {
                PredictedRating narrow = factors.Predict(rater, history.Movies[i]);
                PredictedRating predicted = calibrated.Predict(rater, history.Movies[i]);
                Assert.Equal(narrow.Mean, predicted.Mean);
                within += history.Ratings[i] >= predicted.From && history.Ratings[i] <= predicted.To ? 1 : 0;
                all++;
            }
        }
        Assert.InRange(within / (double)all, 0.74, 0.88);
    }

    [Fact]
    public void WhatSpeaksForAndAgainstAMovieAddsUpToItsAppeal()
    {
        RatingFactors factors = Train(Rated());
        History history = new([0, 1, 4, 5, 6], [5, 1.5f, 4.5f, 2, float.NaN]);
        Rater rater = factors.Read(history, history.Ratings);
        float[] contributions = new float[2 * 5];
        factors.Explain(rater, history, history.Ratings, [8, 9], [1, 2], contributions);
        Assert.Equal(factors.AppealOf(rater, 8), contributions[..5].Sum(), 1e-4f);
        Assert.Equal(2 * factors.AppealOf(rater, 9), contributions[5..].Sum(), 1e-4f);
        Assert.Equal(0, contributions[4]); // nothing was rated there
        Assert.True(contributions[0] > 0 && contributions[5] < 0); // a liked even movie speaks for even ones, against odd ones
    }

    /// <summary>Where everybody agrees nothing is left to be explained, and nothing fails.</summary>
    [Fact]
    public void RatingsWithoutNoiseAreLearned()
    {
        StoredHistory[] histories =
        [
            .. Enumerable.Range(0, 40).Select(_ => new StoredHistory([0, 1, 2, 3], [1, 2, 4, 5], [])),
        ];
        RatingFactors factors = Train(Interactions.Of(4, histories));
        Rater nobody = factors.Read(new History([]), []);
        Assert.Equal(5, factors.Predict(nobody, 3).Mean, 0.3f);
        Assert.Equal(1, factors.Predict(nobody, 0).Mean, 0.3f);
    }

    [Theory]
    [InlineData(new[] { 8f, 10f, 5f }, new[] { 4f, 5f, 2.5f })] // of ten
    [InlineData(new[] { 0f, 1f, 1f }, new[] { 0.5f, 5f, 5f })] // thumbs
    [InlineData(new[] { 1f, 3f, float.NaN }, new[] { 1f, 3f, float.NaN })] // as it is
    [InlineData(new[] { 90f, 50f }, new[] { 4.5f, 2.5f })] // of a hundred
    public void AnotherScaleIsReadByItsSpread(float[] given, float[] expected)
    {
        float[] read = new float[given.Length];
        new RatingScale(0.5f, 5).Read(given, read);
        Assert.Equal(expected, read);
    }
}
