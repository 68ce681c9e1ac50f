using Butaca.Data;
using Butaca.Features;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>The Butaca model at work: its reasons, movies that come later, and what must not leak.</summary>
public sealed class ButacaScorerTests
{
    /// <summary>
    /// More known and new movies than the networks weigh: of each kind some are candidates and some are not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.5f)]
    public void PartsAreTheScoreOfCandidatesAndOthers(float trust)
    {
        const int known = CandidateGenerator.KnownCandidates + 60;
        const int all = known + CandidateGenerator.ColdCandidates + 40;
        Dataset data = Described.Watched(
            Described.Movies(all, 1),
            users: 25,
            density: 0.2,
            seed: 1,
            movie => movie >= known
        );
        ButacaScorer scorer = ToyPipeline.Scorer(data, trust: trust);
        foreach (
            int[] watched in new int[][]
            {
                [3],
                [0, 5, 9, 100, 250],
                data.Interactions.MoviesOf(2).ToArray(),
                [7, known + 3],
            }
        )
        {
            float[] scores = Toy.Scores(scorer, watched);
            float[] contributions = new float[watched.Length];
            float scale = scores.Max(MathF.Abs);
            for (int movie = 0; movie < all; movie++)
            {
                ScoreParts split = scorer.Explain(new History(watched), movie, contributions);
                Assert.Equal(scores[movie], split.Sum, 2e-5f * scale);
                Assert.Equal(contributions.Sum(), split.Watched, 2e-5f * scale);
            }
            // A list's reasons come from one run; they are those of each movie alone, to the bit.
            int[] list = [0, known - 1, known + 3, 7, all - 1, 100];
            float[] together = new float[list.Length * watched.Length];
            ScoreParts[] parts = new ScoreParts[list.Length];
            scorer.ExplainMany(new History(watched), list, together, parts);
            for (int i = 0; i < list.Length; i++)
            {
                Assert.Equal(parts[i], scorer.Explain(new History(watched), list[i], contributions));
                Assert.Equal(contributions, together.AsSpan(i * watched.Length, watched.Length));
            }
        }
    }

    /// <summary>
    /// The way that recommendations come: what the networks weigh scores as ever, the others are moved by one amount,
    /// and each score is split.
    /// </summary>
    [Fact]
    public void WhatIsOpenedIsTheScoreOfTheUnwatched()
    {
        const int known = CandidateGenerator.KnownCandidates + 60;
        const int all = known + CandidateGenerator.ColdCandidates + 40;
        Dataset data = Described.Watched(
            Described.Movies(all, 7),
            users: 25,
            density: 0.2,
            seed: 7,
            movie => movie >= known
        );
        ButacaScorer scorer = ToyPipeline.Scorer(data);
        foreach (
            int[] watched in new int[][]
            {
                [3],
                [0, 5, 9, 100, 250],
                data.Interactions.MoviesOf(2).ToArray(),
                [7, known + 3],
            }
        )
        {
            float[] scores = Toy.Scores(scorer, watched);
            float[] opened = new float[all];
            using ScoredHistory scored = scorer.Open(new History(watched), [], opened);
            int[] unwatched = [.. Enumerable.Range(0, all).Except(watched)];
            float scale = unwatched.Max(movie => MathF.Abs(opened[movie]));
            int[] ranked = [.. unwatched.OrderByDescending(movie => scores[movie])];
            Assert.Equal(ranked, unwatched.OrderByDescending(movie => opened[movie]));
            int candidates =
                Math.Min(
                    CandidateGenerator.KnownCandidates,
                    unwatched.Count(movie => data.Interactions.AudienceOf(movie) > 0)
                ) + CandidateGenerator.ColdCandidates;
            Assert.All(ranked[..candidates], movie => Assert.Equal(scores[movie], opened[movie]));
            float moved = opened[ranked[^1]] - scores[ranked[^1]];
            Assert.All(
                ranked[candidates..],
                movie => Assert.Equal(scores[movie] + moved, opened[movie], 2e-6f * scale)
            );
            Assert.Equal(opened[ranked[candidates - 1]] - 1, opened[ranked[candidates]], 2e-6f * scale); // right below

            float[] contributions = new float[unwatched.Length * watched.Length];
            ScoreParts[] parts = new ScoreParts[unwatched.Length];
            scored.Explain(new History(watched), unwatched, contributions, parts);
            for (int i = 0; i < unwatched.Length; i++)
            {
                Assert.Equal(opened[unwatched[i]], parts[i].Sum, 2e-5f * scale);
                Assert.Equal(
                    contributions.AsSpan(i * watched.Length, watched.Length).ToArray().Sum(),
                    parts[i].Watched,
                    2e-5f * scale
                );
            }
        }
    }

    [Fact]
    public void ATimeAfterTheTrainingCountsAsItsEnd()
    {
        Dataset data = Described.Watched(Described.Movies(30, 4), users: 25, density: 0.3, seed: 4);
        Dataset dated = ToyPipeline.Dated(data);
        ReadOnlySpan<uint> times = dated.Interactions.Times;
        ButacaScorer scorer = ToyPipeline.Scorer(dated);
        float[] before = new float[30];
        float[] atTheEnd = new float[30];
        float[] later = new float[30];
        scorer.Score(new History([1, 2], at: times[0]), before);
        scorer.Score(new History([1, 2], at: times[^1]), atTheEnd);
        scorer.Score(new History([1, 2], at: times[^1] + 1_000_000_000), later);
        Assert.Equal(atTheEnd, later);
        Assert.NotEqual(before, later);
    }

    /// <summary>What both are, whom that would please, and who watched both, written out.</summary>
    [Fact]
    public void HowAlikeMoviesAreIsItsDefinition()
    {
        const int known = 40;
        const int all = 48;
        Dataset data = Described.Watched(
            Described.Movies(all, 5),
            users: 25,
            density: 0.2,
            seed: 5,
            movie => movie >= known
        );
        ButacaScorer scorer = ToyPipeline.Scorer(data);
        IMovieVectors places = scorer;
        IMovieVectors factors = ToyPipeline.Factors(data);
        int[] watched = [.. Enumerable.Range(0, all).Where(movie => data.Interactions.AudienceOf(movie) > 0)];
        ContentKernel kernel = new([.. watched.Select(movie => data.Catalog[movie])], data.Catalog.Movies.ToArray());
        float[] kinds = new float[all];
        float[] likeness = new float[all];
        foreach (int movie in (int[])[3, known + 1])
        {
            kernel.Row(movie, kinds);
            scorer.Similar(movie, likeness);
            for (int other = 0; other < all; other++)
            {
                double trust = Math.Sqrt(Trust(movie) * Trust(other));
                Assert.Equal(
                    kinds[other] + Cosine(places, movie, other) + trust * Cosine(factors, movie, other),
                    likeness[other],
                    1e-4
                );
            }
        }

        double Trust(int movie) => data.Interactions.AudienceOf(movie) / (data.Interactions.AudienceOf(movie) + 20.0);
        double Cosine(IMovieVectors vectors, int a, int b)
        {
            double[] x = FromTheMiddle(vectors, a);
            double[] y = FromTheMiddle(vectors, b);
            return Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y));
        }
        double[] FromTheMiddle(IMovieVectors vectors, int movie) =>
            [
                .. Enumerable
                    .Range(0, vectors.Dimension)
                    .Select(i =>
                        vectors.VectorOf(movie)[i] - watched.Average(other => (double)vectors.VectorOf(other)[i])
                    ),
            ];
        static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
    }

    [Fact]
    public void TheOthersComeBelowTheCandidates()
    {
        const int known = CandidateGenerator.KnownCandidates + 60;
        const int all = known + CandidateGenerator.ColdCandidates + 40;
        Dataset data = Described.Watched(
            Described.Movies(all, 2),
            users: 25,
            density: 0.2,
            seed: 2,
            movie => movie >= known
        );
        LinearScorers scorers = ToyPipeline.Scorers(data);
        int[] watched = [0, 5, 9];
        ColdMoviePrior prior = new(all, 1, -0.5f);
        float[] scores = Toy.Scores(ToyPipeline.Scorer(data, prior), watched);
        using UserProfile user = scorers.Read(new History(watched));
        float[] first = new float[all];
        new CandidateGenerator(scorers).Score(user, first);
        int[] Best(Func<int, bool> isOf, int count) =>
            [
                .. Enumerable
                    .Range(0, all)
                    .Where(movie => isOf(movie) && !watched.Contains(movie))
                    .OrderByDescending(movie =>
                        first[movie] + (scorers.IsKnown(movie) ? 0 : prior.LogProbability(movie, scorers.Content))
                    )
                    .ThenBy(movie => movie)
                    .Take(count),
            ];
        HashSet<int> candidates =
        [
            .. Best(scorers.IsKnown, CandidateGenerator.KnownCandidates),
            .. Best(movie => !scorers.IsKnown(movie), CandidateGenerator.ColdCandidates),
            .. watched,
        ];
        int[] others = [.. Enumerable.Range(0, all).Where(movie => !candidates.Contains(movie))];
        Assert.NotEmpty(others);
        Assert.True(others.Max(movie => scores[movie]) < candidates.Min(movie => scores[movie]));
        Assert.Equal(
            others.OrderByDescending(movie => first[movie]).ThenBy(movie => movie),
            others.OrderByDescending(movie => scores[movie]).ThenBy(movie => movie)
        );
    }

    /// <summary>
    /// Movies that come after the training: the others keep their scores, and each is placed as if it had stood in the
    /// catalogue from the start.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MoviesThatAreAddedAreAsIfTheyHadAlwaysBeenThere(bool dated)
    {
        const int first = 40;
        Movie[] movies = Described.Movies(first + 6, 3);
        movies[first] = movies[4] with { Id = movies[first].Id }; // the same as a known one
        movies[first + 1] = movies[first + 1] with { Synopsis = null, Year = null, Genres = [], Origin = null }; // nothing is known of it
        Dataset data = Described.Watched(movies[..first], users: 30, density: 0.3, seed: 3, movie => movie % 10 == 9);
        if (dated)
            data = ToyPipeline.Dated(data);
        Dataset larger = data.WithMovies(movies[first..]);
        ColdMoviePrior prior = new(first, 1, -0.5f); // those after them are new
        ButacaScorer old = ToyPipeline.Scorer(data, prior);
        ButacaScorer later = (ButacaScorer)old.Extend(larger);
        ButacaScorer whole = ToyPipeline.Scorer(larger, prior);
        foreach (int[] watched in new int[][] { [3], [0, 5, 11, 30], [4, 9], data.Interactions.MoviesOf(2).ToArray() })
        {
            float[] scores = Toy.Scores(later, watched);
            float[] expected = Toy.Scores(whole, watched);
            float[] kept = Toy.Scores(old, watched);
            if (watched.Contains(9))
                kept[9] = scores[9] = expected[9] = 0; // new and watched: below all others, wherever those end
            for (int movie = 0; movie < first; movie++)
                Assert.Equal(kept[movie], scores[movie], 2e-6f * kept.Max(MathF.Abs));
            for (int movie = 0; movie < movies.Length; movie++)
                Assert.Equal(expected[movie], scores[movie], 1e-4f * expected.Max(MathF.Abs));
            Assert.All(scores, score => Assert.True(float.IsFinite(score)));
        }
    }

    [Fact]
    public void WhatIsAddedMustComeLast()
    {
        Dataset data = Described.Watched(Described.Movies(10, 3), users: 30, density: 0.3, seed: 3, _ => false);
        Id last = data.Catalog[9].Id;
        TrainedModel model = new(new ModelManifest { Model = "edlae" }, data, new DenseItemScorer(10, [], []));
        Assert.Contains(
            "knows movies by their audience alone",
            Assert.Throws<ButacaException>(() => model.WithMovies([new Movie("late", "Late")])).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            $"Movies share the id {last}: '{data.Catalog[9].Title}' and 'Again'. Give each its own.",
            Assert.Throws<ButacaException>(() => data.WithMovies([new Movie(last, "Again")])).Message
        );
        Dataset larger = data.WithMovies([new Movie("late", "Late"), new Movie(-1, "Early")]);
        Assert.Equal(["Late", "Early"], larger.Catalog.Movies[10..].ToArray().Select(movie => movie.Title));
        Assert.Equal([9, 10, 11], new Id[] { last, "late", -1 }.Select(larger.Catalog.Vocabulary.RowOf));
    }

    /// <summary>
    /// Whatever is said of a movie that nobody watched in training, the others' scores are the same, to the bit.
    /// </summary>
    [Fact]
    public void AWithheldMovieChangesNoOther()
    {
        const int withheld = 11;
        Dataset data = Described.Watched(
            Described.Movies(45, 4),
            users: 40,
            density: 0.3,
            seed: 4,
            movie => movie == withheld
        );
        Dataset changed = data.With(
            (movie, row) =>
                row != withheld
                    ? movie
                    : movie with
                    {
                        Synopsis = $"{data.Catalog[3].Synopsis} {data.Catalog[4].Synopsis}",
                        Year = 2024,
                        Genres = ["Comedy", "War", "Drama"],
                        Origin = "Chilean",
                    }
        );
        Scorer one = new ButacaModel().Train(data, ToyPipeline.Short, new TrainContext { Threads = 2 });
        Scorer other = new ButacaModel().Train(changed, ToyPipeline.Short, new TrainContext { Threads = 2 });
        foreach (int[] watched in new int[][] { [3], [0, 5, 10, 30], data.Interactions.MoviesOf(2).ToArray() })
        {
            float[] scores = Toy.Scores(one, watched);
            float[] again = Toy.Scores(other, watched);
            Assert.NotEqual(scores[withheld], again[withheld]);
            scores[withheld] = again[withheld] = 0;
            Assert.Equal(scores, again);
        }
    }

    /// <summary>Nobody watched it, yet what it is tells which movies are like it; it is most like itself.</summary>
    [Fact]
    public void AMovieWithoutAnAudienceHasItsLike()
    {
        Dataset data = Butaca.Tests.Models.ModelFacts.ToyData.WithoutMovies([
            .. Enumerable.Range(0, 40).Select(movie => movie >= 36),
        ]);
        Scorer scorer = new ButacaModel().Train(
            data,
            new ButacaOptions { Tune = Tuning.Off, Lambda = 20 },
            new TrainContext { Threads = 2 }
        );
        foreach (int movie in new[] { 36, 37 })
        {
            float[] scores = new float[data.Catalog.Count];
            scorer.Similar(movie, scores);
            Assert.Equal(scores.Max(), scores[movie]);
            Assert.True(scores[movie + 2] > scores[movie == 36 ? 39 : 38]); // even and odd movies are of different kinds
        }
    }

    /// <summary>
    /// Of movies that may be recommended, the networks weigh all that they would of others, however many these are.
    /// </summary>
    [Fact]
    public void WhatIsNotAllowedTakesNobodysPlace()
    {
        const int known = CandidateGenerator.KnownCandidates + 100;
        const int all = known + CandidateGenerator.ColdCandidates + 60;
        Dataset data = Described.Watched(
            Described.Movies(all, 9),
            users: 25,
            density: 0.2,
            seed: 9,
            movie => movie >= known
        );
        ButacaScorer scorer = ToyPipeline.Scorer(data);
        int[] watched = [0, 5, 9, 100, 250];
        float[] scores = Toy.Scores(scorer, watched);
        // The last hundred of the whole list, which no network weighs there.
        int[] last = [.. Enumerable.Range(0, all).Except(watched).OrderBy(movie => scores[movie]).Take(100)];
        bool[] allowed = [.. Enumerable.Range(0, all).Select(last.Contains)];
        float[] opened = new float[all];
        float[] unfiltered = new float[all];
        using ScoredHistory some = scorer.Open(new History(watched), allowed, opened),
            every = scorer.Open(new History(watched), [], unfiltered);
        foreach (int movie in last)
        {
            Assert.Equal(scorer.Appeal(new History(watched), movie), opened[movie], 1e-5f);
            Assert.NotEqual(opened[movie], unfiltered[movie], 1e-3f);
        }
        ScoreParts[] parts = new ScoreParts[last.Length];
        some.Explain(new History(watched), last, new float[last.Length * watched.Length], parts);
        for (int i = 0; i < last.Length; i++)
            Assert.Equal(opened[last[i]], parts[i].Sum, 1e-3f);
    }

    [Fact]
    public void DataWithTimesReadBackBitByBit()
    {
        Dataset plain = Described.Watched(
            Described.Movies(30, 5),
            users: 30,
            density: 0.3,
            seed: 5,
            movie => movie == 7
        );
        Random random = Seeds.Create(5, "times");
        uint[] times =
        [
            .. plain.Interactions.Movies.ToArray().Select(_ => (uint)(random.Next(20, 30) * WatchTimes.SecondsPerYear)),
        ];
        Dataset data = new(
            plain.Catalog,
            plain.Users,
            new Interactions(
                30,
                plain.Interactions.UserStarts.ToArray(),
                plain.Interactions.Movies.ToArray(),
                [],
                times
            )
        );
        ButacaModel model = new();
        Scorer scorer = model.Train(data, ToyPipeline.Short, new TrainContext { Threads = 2 });
        using TemporaryFolder folder = new();
        ModelFolder.Save(
            folder["model"],
            new TrainedModel(ModelManifest.Of(model, ToyPipeline.Short, 42, data), data, scorer)
        );
        Scorer loaded = ModelFolder.Load(folder["model"]).Scorer;
        for (int user = 0; user < data.Users.Count; user++)
        {
            float[] expected = new float[30];
            float[] actual = new float[30];
            scorer.Score(data.Interactions.HistoryOf(user), expected);
            loaded.Score(data.Interactions.HistoryOf(user), actual);
            Assert.Equal(expected, actual);
            Assert.All(actual, score => Assert.True(float.IsFinite(score)));
        }
    }
}
