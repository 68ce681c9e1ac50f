using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Tests.Recommending;

/// <summary>That lists keep places for movies that nobody has watched, of those that fit.</summary>
public sealed class PlacesForNewMoviesTests
{
    /// <summary>Of 200 movies, whose scores fall with their rows, these have no audience.</summary>
    private static readonly int[] New = [25, 40, 150];

    [Fact]
    public void TheLastPlaceOfTenIsTheBestNewMovies() => Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 25], List(10, New));

    [Fact]
    public void TwentyPlacesHaveTwo() => Assert.Equal([.. Enumerable.Range(0, 18), 25, 40], List(20, New));

    [Fact]
    public void AFewPlacesHaveNone() => Assert.Equal(Enumerable.Range(0, 9), List(9, New));

    [Fact]
    public void WhatIsFarFromTheFirstTakesNoPlace()
    {
        Assert.Equal(Enumerable.Range(0, 10), List(10, [100]));
        Assert.Equal([.. Enumerable.Range(0, 9), 99], List(10, [99]));
    }

    [Fact]
    public void ThoseThatTheModelRanksAnywayCount()
    {
        Assert.Equal(Enumerable.Range(0, 10), List(10, [3, 25]));
        Assert.Equal([.. Enumerable.Range(0, 18), 19, 25], List(20, [19, 25]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.5)]
    public void EachPageHasItsOwnAndAllPagesTogetherEachMovieOnce(double diversity, double novelty)
    {
        RecommendOptions options = new() { Diversity = diversity, Novelty = novelty };
        int[][] pages = [.. Enumerable.Range(0, 21).Select(page => List(10, New, options with { Offset = 10 * page }))];
        Assert.Equal(List(10, New, options), pages[0]);
        Assert.Equal(Enumerable.Range(0, 200), pages.SelectMany(page => page).Order()); // the last was watched
        Assert.Empty(pages[20]);
        if (diversity + novelty == 0)
        {
            Assert.Equal([.. Enumerable.Range(0, 9), 25], pages[0]);
            Assert.Equal([.. Enumerable.Range(9, 9), 40], pages[1]);
        }
    }

    [Fact]
    public void OnlyWhatMayBeRecommendedTakesOne() =>
        Assert.Equal(
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 40],
            List(10, New, new RecommendOptions { Filter = new MovieFilter { ExcludedIds = [Toy.IdOf(25)] } })
        );

    [Fact]
    public void ItCanBeLeftToTheModel()
    {
        Assert.Equal(Enumerable.Range(0, 10), List(10, New, new RecommendOptions { PlacesForOneNew = 0 }));
        Assert.Equal(Enumerable.Range(0, 10), List(10, New, knowsUnwatched: false));
        Assert.StartsWith(
            "placesForOneNew: found '-1'",
            Assert.Throws<ButacaException>(() => List(10, New, new RecommendOptions { PlacesForOneNew = -1 })).Message,
            StringComparison.Ordinal
        );
    }

    private static int[] List(int count, int[] unwatched, RecommendOptions? options = null, bool knowsUnwatched = true)
    {
        Dataset data = Toy.Of(201, [.. Enumerable.Range(0, 201).Except(unwatched)]);
        Recommender recommender = new(data, new Descending(201, knowsUnwatched));
        return
        [
            .. recommender
                .Recommend([Toy.IdOf(200)], (options ?? new RecommendOptions()) with { Count = count })
                .Select(movie => data.Catalog.Vocabulary.RowOf(movie.Movie.Id)),
        ];
    }

    private sealed class Descending(int count, bool knowsUnwatched) : Scorer(count)
    {
        public override bool KnowsUnwatched => knowsUnwatched;

        public override void Score(in History history, Span<float> scores)
        {
            for (int movie = 0; movie < scores.Length; movie++)
                scores[movie] = -movie;
        }

        public override ScoreParts Explain(in History history, int movie, Span<float> contributions) => new(-movie);

        public override void Save(ArrayFolder arrays) { }
    }
}
