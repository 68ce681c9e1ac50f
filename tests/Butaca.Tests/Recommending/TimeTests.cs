using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.Recommending;

/// <summary>A time to recommend for.</summary>
public sealed class TimeTests
{
    private static readonly DateTimeOffset Early = Day(1996);
    private static readonly DateTimeOffset Late = Day(2006);

    private static DateTimeOffset Day(int year) => new(year, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Half of the users watched the first movies, in 1996, half the last, in 2006; all watch those in the middle.
    /// </summary>
    private static Dataset Eras(bool timed = true)
    {
        Random random = Seeds.Create(3, "eras");
        List<int> starts = [0];
        List<int> movies = [];
        List<uint> times = [];
        for (int user = 0; user < 60; user++)
        {
            bool late = user % 2 == 1;
            for (int movie = 0; movie < 40; movie++)
            {
                if (
                    random.NextDouble()
                    > (
                        movie is >= 15 and < 25 ? 0.5
                        : movie >= 20 == late ? 0.6
                        : 0.05
                    )
                )
                    continue;
                movies.Add(movie);
                times.Add((uint)(late ? Late : Early).AddDays(random.Next(200)).ToUnixTimeSeconds());
            }
            starts.Add(movies.Count);
        }
        return new Dataset(
            new Catalog(Models.ModelFacts.Movies(40)),
            Vocabulary.Of(Enumerable.Range(0, 60).Select(i => (Id)(100L + i))),
            new Interactions(40, [.. starts], [.. movies], [], timed ? [.. times] : [])
        );
    }

    private static Recommender Butaca(Dataset data) =>
        new(
            data,
            new ButacaModel().Train(
                data,
                new ButacaOptions
                {
                    Tune = Tuning.Off,
                    TimeWeight = 10,
                    Factors = 4,
                    Networks = 1,
                    Epochs = 4,
                    Masks = 1,
                },
                new TrainContext { Threads = 1 }
            )
        );

    private static List<(Id, float)> List(Recommender recommender, DateTimeOffset? at) =>
        [
            .. recommender
                .Recommend([.. new[] { 16, 19, 21, 23 }.Select(Toy.IdOf)], new RecommendOptions { At = at })
                .Select(r => (r.Movie.Id, r.Score)),
        ];

    [Fact]
    public void AModelThatKnowsTimeRecommendsForIt()
    {
        Dataset data = Eras();
        Recommender recommender = Butaca(data);
        Assert.True(recommender.KnowsTime);
        int Old(DateTimeOffset at) =>
            List(recommender, at).Count(item => data.Catalog.Vocabulary.RowOf(item.Item1) < 15);
        Assert.True(Old(Early) > Old(Late), $"{Old(Early)} of the first movies in {Early}, {Old(Late)} in {Late}");
        Assert.Equal(10, List(recommender, Day(2100)).Count); // later than all that the training knows

        // a history's own times are what counts where no time is asked for, and a time that is asked for counts before
        // them
        uint early = (uint)Early.ToUnixTimeSeconds();
        StoredHistory ownTimes = new([16, 19, 21, 23], [], [early, early, early, early]);
        StoredHistory ownAt = new([16, 19, 21, 23], [], [], early);
        RecommendOptions late = new() { At = Late };
        Assert.Equal(
            List(recommender, Early),
            recommender.Recommend(ownAt.AsHistory()).Select(r => (r.Movie.Id, r.Score))
        );
        Assert.Equal(
            recommender.Recommend(ownTimes.AsHistory()).Select(r => (r.Movie.Id, r.Score)),
            recommender
                .Recommend(ownTimes.AsHistory(), new RecommendOptions { At = Early })
                .Select(r => (r.Movie.Id, r.Score))
        );
        Assert.Equal(
            List(recommender, Late),
            recommender
                .RecommendMany([ownAt], late, cancellation: TestContext.Current.CancellationToken)[0]
                .Select(r => (r.Movie.Id, r.Score))
        );
        Assert.NotEqual(List(recommender, Early), List(recommender, Late));
    }

    [Fact]
    public void AModelTrainedWithoutTimesIgnoresIt()
    {
        Recommender recommender = Butaca(Eras(timed: false));
        Assert.False(recommender.KnowsTime);
        Assert.Equal(List(recommender, null), List(recommender, Early));
        uint early = (uint)Early.ToUnixTimeSeconds();
        uint late = (uint)Late.ToUnixTimeSeconds();
        StoredHistory timed = new([16, 19, 21, 23], [], [early, late, late, late]);
        Assert.Equal(
            List(recommender, null),
            recommender.Recommend(timed.AsHistory()).Select(r => (r.Movie.Id, r.Score))
        );
    }

    [Fact]
    public void AModelThatKnowsNoTimeIgnoresIt()
    {
        Dataset data = Eras();
        Recommender recommender = new(
            data,
            new Edlae().Train(data, new EdlaeOptions(), new TrainContext { Threads = 1 })
        );
        Assert.False(recommender.KnowsTime);
        Assert.Equal(List(recommender, null), List(recommender, Early));
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59Z", "1969-12-31")]
    [InlineData("2106-02-07T06:28:16Z", "2106-02-07")]
    [InlineData("9999-01-01T00:00:00Z", "9999-01-01")]
    public void OtherTimesAreRefused(string at, string found)
    {
        Recommender recommender = new(Toy.Of(3, [0, 1]), new FixedScorer(1, 2, 3));
        RecommendOptions options = new()
        {
            At = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
        };
        Assert.Equal(
            $"at: found '{found}', expected a time from 1970-01-01 to 2106-02-07 06:28:15 UTC.",
            Assert.Throws<ButacaException>(() => recommender.Recommend([7], options)).Message
        );
    }

    [Fact]
    public void TheFirstAndTheLastTimeCanBeAskedFor()
    {
        uint seen = 0;
        Recommender recommender = new(Toy.Of(3, [0, 1]), new TimeScorer(at => seen = at));
        recommender.Recommend([7], new RecommendOptions { At = DateTimeOffset.UnixEpoch });
        Assert.Equal(1u, seen); // 0 would be no time
        recommender.Recommend(
            [7],
            new RecommendOptions { At = DateTimeOffset.FromUnixTimeSeconds(uint.MaxValue), LessLike = [17] }
        );
        Assert.Equal(uint.MaxValue, seen);
        recommender.Recommend(new History([0], times: [5]));
        Assert.Equal(0u, seen);
        recommender.Recommend(new History([0], times: [5]), new RecommendOptions { LessLike = [17] });
        Assert.Equal(5u, seen); // the disliked are scored last, of the same time as the history
    }

    [Fact]
    public void WhatIsMadeOfAHistoryKeepsItsTime()
    {
        StoredHistory history = new([1, 4, 6], [], [], 9);
        Assert.Equal(9u, history.AsHistory().At);
        Assert.Equal(9u, StoredHistory.Of(history.AsHistory()).At);
        Assert.Equal(9u, StoredHistory.Select(history.AsHistory(), [0, 2]).At);
        StoredHistory without = StoredHistory.Except(history.AsHistory(), [0, 4]);
        Assert.Equal([1, 6], without.Movies);
        Assert.Equal(9u, without.At);
        Assert.Equal((3, 8u), (history.AsHistory().AsOf(8).Movies.Length, history.AsHistory().AsOf(8).At));
    }

    /// <summary>Tells what time it is asked for.</summary>
    private sealed class TimeScorer(Action<uint> seen) : Scorer(3)
    {
        public override void Score(in History history, Span<float> scores)
        {
            seen(history.At);
            for (int movie = 0; movie < scores.Length; movie++)
                scores[movie] = movie;
        }

        public override ScoreParts Explain(in History history, int movie, Span<float> contributions) =>
            throw new NotSupportedException();

        public override void Save(ArrayFolder arrays) => throw new NotSupportedException();
    }
}
