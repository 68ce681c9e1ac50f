using Butaca.Data;
using Butaca.Splits;
using CsCheck;

namespace Butaca.Tests.Splits;

public sealed class SplitTests
{
    [Fact]
    public void AMaskPartsAHistory() =>
        Gen.Select(Gen.Int[1, 60], Gen.Double[0.01, 0.99], Gen.Long[0, 50], Gen.Int[0, 4])
            .Sample(
                (n, share, user, draw) =>
                {
                    int[] movies = [.. Enumerable.Range(0, n).Select(i => 3 * i + 1)];
                    float[] ratings = [.. movies.Select(m => (float)m)];
                    uint[] times = [.. movies.Select(m => (uint)m)];
                    (StoredHistory given, int[] hidden) = Mask.Draw(
                        new History(movies, ratings, times),
                        share,
                        42,
                        user,
                        draw
                    );
                    Assert.Equal(Math.Max(1, (int)(share * n)), given.Movies.Length);
                    Assert.Equal(movies, given.Movies.Concat(hidden).Order());
                    Assert.Equal(hidden.Order(), hidden);
                    Assert.Equal(given.Movies.Select(m => (float)m), given.Ratings); // ratings and times stay with their movies
                    Assert.Equal(given.Movies.Select(m => (uint)m), given.Times);
                    (StoredHistory again, _) = Mask.Draw(new History(movies), share, 42, user, draw);
                    Assert.Equal(given.Movies, again.Movies);
                    Assert.Empty(again.Ratings);
                },
                iter: 500,
                threads: 1
            );

    [Fact]
    public void MasksDifferBySeedUserAndDrawAndHideEveryMovieEquallyOften()
    {
        int[] movies = [.. Enumerable.Range(0, 30)];
        int[] Given(long seed, long user, int draw) =>
            Mask.Draw(new History(movies), 0.2, seed, user, draw).Given.Movies;
        Assert.Equal(6, Given(42, 1, 0).Length);
        Assert.NotEqual(Given(42, 1, 0), Given(43, 1, 0));
        Assert.NotEqual(Given(42, 1, 0), Given(42, 2, 0));
        Assert.NotEqual(Given(42, 1, 0), Given(42, 1, 1));

        int[] counts = new int[30];
        for (int user = 0; user < 3000; user++)
        {
            foreach (int movie in Given(42, user, 0))
                counts[movie]++;
        }
        // binomial: mean 600, standard deviation 22
        Assert.All(counts, count => Assert.InRange(count, 600 - 5 * 22, 600 + 5 * 22));
    }

    [Fact]
    public void FoldsPartitionEvenly() =>
        Gen.Select(Gen.Int[2, 200], Gen.Int[2, 10], Gen.Long)
            .Sample(
                (count, folds, seed) =>
                {
                    if (folds > count)
                        return;
                    int[] fold = Folds.Assign(count, folds, seed, "users");
                    Assert.Equal(count, fold.Length);
                    int[] sizes = [.. Enumerable.Range(0, folds).Select(f => fold.Count(x => x == f))];
                    Assert.Equal(count, sizes.Sum());
                    Assert.True(sizes.Max() - sizes.Min() <= 1);
                    Assert.Equal(fold, Folds.Assign(count, folds, seed, "users"));
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public void FoldsDifferByStreamAndSeed()
    {
        int[] fold = Folds.Assign(100, 5, 42, "users");
        Assert.NotEqual(fold, Folds.Assign(100, 5, 42, "movies"));
        Assert.NotEqual(fold, Folds.Assign(100, 5, 43, "users"));
        Assert.NotEqual(fold.Order(), fold);
    }

    [Theory]
    [InlineData(1, "folds: found '1', expected 2 to 4, the number of users.")]
    [InlineData(5, "folds: found '5', expected 2 to 4, the number of users.")]
    public void TooFewRowsForTheFoldsIsNamed(int folds, string message) =>
        Assert.Equal(message, Assert.Throws<ButacaException>(() => Folds.Assign(4, folds, 42, "users")).Message);

    [Fact]
    public void NobodyToFoldIsNamed() =>
        Assert.Equal(
            "users: found '0', expected at least 2 to part into folds.",
            Assert.Throws<ButacaException>(() => Folds.Assign(0, 5, 42, "users")).Message
        );

    [Theory]
    [InlineData("1-530", new long[] { 1, 300, 530 }, new long[] { 0, 531, -1 })]
    [InlineData("7", new long[] { 7 }, new long[] { 6, 8 })]
    [InlineData(" 1-3 , 9,20 - 22", new long[] { 1, 2, 3, 9, 20, 22 }, new long[] { 4, 8, 10, 19, 23 })]
    [InlineData("5-9,1-6", new long[] { 1, 5, 6, 9 }, new long[] { 10 })]
    public void IdRangesHoldWhatTheySay(string text, long[] inside, long[] outside)
    {
        IdRanges ranges = IdRanges.Parse("--users", text);
        Assert.All(inside, id => Assert.True(ranges.Contains(id)));
        Assert.All(outside, id => Assert.False(ranges.Contains(id)));
        Assert.Equal(text, ranges.ToString());
        Vocabulary ids = Vocabulary.Of([.. inside.Concat(outside).Select(id => (Id)id)]);
        Assert.Equal(
            inside.Select(id => (Id)id),
            ids.Ids.ToArray().Where((_, row) => ranges.RowsOf(ids).Contains(row))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("5-1")]
    [InlineData("1,")]
    public void OtherTextsAreNoIdRanges(string text) =>
        Assert.Equal(
            $"--users: found '{text}', expected ids and ranges of ids such as 1-530 or 1-100,200.",
            Assert.Throws<ButacaException>(() => IdRanges.Parse("--users", text)).Message
        );

    [Fact]
    public void PairListsShareTheirUsersAndMovies()
    {
        using TemporaryFolder folder = new();
        Dataset train = PairLists
            .Read(
                folder.Write("train.csv", "userId,movieId\n1,10\n1,30\n5,20\n"),
                cancellation: TestContext.Current.CancellationToken
            )
            .Dataset;
        Dataset test = PairLists
            .Read(
                folder.Write("test.csv", "userId,movieId,rating\n3,40,4.5\n3,10,1\n1,20,2\n"),
                cancellation: TestContext.Current.CancellationToken
            )
            .Dataset;
        Dataset?[] lists = PairLists.Align(
            new Catalog([new Movie(20, "Known (1990)"), new Movie(50, "Unwatched")]),
            train,
            null,
            test
        );
        Assert.Equal(3, lists.Length);
        Assert.Null(lists[1]);
        foreach (Dataset? list in (Dataset?[])[lists[0], lists[2]])
        {
            Assert.Equal([1, 3, 5], list!.Users.Ids.ToArray());
            Assert.Equal([10, 20, 30, 40, 50], list.Catalog.Vocabulary.Ids.ToArray());
            Assert.Equal("Known (1990)", list.Catalog[1].Title);
        }
        Assert.Equal(
            [
                [0, 2],
                [],
                [1],
            ],
            Enumerable.Range(0, 3).Select(user => lists[0]!.Interactions.MoviesOf(user).ToArray())
        );
        Assert.Equal(
            [
                [1],
                [0, 3],
                [],
            ],
            Enumerable.Range(0, 3).Select(user => lists[2]!.Interactions.MoviesOf(user).ToArray())
        );
        Assert.Equal([2f, 1f, 4.5f], lists[2]!.Interactions.Ratings.ToArray());
        Assert.Equal(
            new Id[] { 10, 20, 30, 40 },
            PairLists.Align(new Catalog([]), train, test)[0]!.Catalog.Vocabulary.Ids.ToArray()
        );
    }

    [Fact]
    public void AListTakesAThresholdAndCountsWhatItLeavesOut()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("list.csv", "userId,movieId,rating\n1,10,5\n1,20,2\n1,10,4\n");
        LoadedDataset list = PairLists.Read(
            file,
            new ReadOptions { MinRating = 3 },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, list.Dataset.Interactions.Count);
        Assert.Equal([1, 1], list.Skipped.Reasons.Select(reason => reason.Count)); // one below the threshold, one repeated
    }
}
