using Butaca.Data;
using CsCheck;

namespace Butaca.Tests.Data;

public sealed class DatasetBuilderTests
{
    private sealed record Row(long User, long Movie, float Rating, uint Time);

    // Ids small and close, so that pairs repeat, with some far outside the array look-up; times repeat too.
    private static readonly Gen<long> Ids = Gen.OneOf(
        Gen.Long[0, 12],
        Gen.Long[-3, 3],
        Gen.Long[1L << 40, (1L << 40) + 2]
    );
    private static readonly Gen<Row[]> Rows = Gen.Select(
        Ids,
        Ids,
        Gen.Int[1, 10],
        Gen.UInt[0, 3],
        (u, m, r, t) => new Row(u, m, r / 2f, t)
    ).Array[0, 60];

    [Fact]
    public void CompressedRowsEqualADictionary() =>
        Rows.Sample(rows =>
        {
            Dataset data = Build(rows, out int repeated);
            Dictionary<(long, long), Row> naive = Naive(rows);
            Assert.Equal(rows.Length - naive.Count, repeated);
            Assert.Equal(Pairs(naive), Pairs(data));

            foreach (var group in naive.Keys.GroupBy(k => k.Item2))
            {
                int movie = data.Catalog.Vocabulary.RowOf(group.Key);
                long[] audience =
                [
                    .. data.Interactions.UsersOf(movie).ToArray().Select(user => data.Users.IdOf(user).Number),
                ];
                Assert.Equal(group.Select(k => k.Item1).Order(), audience);
                Assert.Equal(audience.Length, data.Interactions.AudienceOf(movie));
            }
        });

    [Fact]
    public void OrderChangesNothingWherePairsAreDistinct() =>
        Gen.Select(Rows, Gen.Int)
            .Sample(
                (rows, seed) =>
                {
                    Row[] distinct = [.. rows.DistinctBy(r => (r.User, r.Movie))];
                    Row[] shuffled = [.. distinct];
                    Seeds.Create(seed, "shuffle").Shuffle(shuffled);
                    Assert.Equal(DatasetHash.Of(Build(distinct, out _)), DatasetHash.Of(Build(shuffled, out _)));
                }
            );

    [Fact]
    public void SelectUsersKeepsTheirPairsAlone() =>
        Gen.Select(Rows, Gen.Int)
            .Sample(
                (rows, mask) =>
                {
                    Dataset data = Build(rows, out _);
                    int[] users = [.. Enumerable.Range(0, data.Users.Count).Where(u => (mask >> (u % 31) & 1) == 1)];
                    Dataset selected = data.SelectUsers(users);
                    HashSet<Id> kept = [.. users.Select(data.Users.IdOf)];
                    Assert.Equal(Pairs(data).Where(p => kept.Contains(p.User)), Pairs(selected));
                    Assert.Equal(kept.Order(), selected.Users.Ids.ToArray());
                    Assert.Equal(data.Catalog.Count, selected.Catalog.Count);
                }
            );

    [Fact]
    public void WithoutMoviesDropsTheirPairsAndNothingElse() =>
        Gen.Select(Rows, Gen.Int)
            .Sample(
                (rows, mask) =>
                {
                    Dataset data = Build(rows, out _);
                    bool[] withheld =
                    [
                        .. Enumerable.Range(0, data.Catalog.Count).Select(m => (mask >> (m % 31) & 1) == 1),
                    ];
                    Dataset rest = data.WithoutMovies(withheld);
                    Assert.Equal(
                        Pairs(data).Where(p => !withheld[data.Catalog.Vocabulary.RowOf(p.Movie)]),
                        Pairs(rest)
                    );
                    Assert.Equal((data.Users.Count, data.Catalog.Count), (rest.Users.Count, rest.Catalog.Count));
                }
            );

    [Fact]
    public void TheLatestOfEqualTimesIsTheLastInTheFile()
    {
        Dataset data = Build([new(1, 1, 2, 5), new(1, 1, 3, 5), new(1, 1, 4, 4)], out int repeated);
        Assert.Equal([3f], data.Interactions.Ratings.ToArray());
        Assert.Equal(2, repeated);
    }

    [Fact]
    public void AMovieIsKnownAsWatchedOnceAPairNamesIt()
    {
        DatasetBuilder builder = new();
        builder.AddMovie(new Movie(1, "One"));
        builder.AddInteraction(7, 2);
        builder.AddInteraction(7, 1L << 40);
        Assert.Equal(
            [false, true, true, false],
            new[] { 1, 2, 1L << 40, (1L << 40) + 1 }.Select(id => builder.HasWatched(id))
        );
    }

    [Fact]
    public void ABuilderServesAgainFromTheStart()
    {
        DatasetBuilder builder = new();
        builder.AddInteraction(1, 10, 4, 5);
        builder.AddInteraction(1, 10, 4, 5);
        builder.Build();
        Assert.Equal(1, builder.RepeatedPairs);
        Assert.False(builder.HasWatched(10));
        builder.AddInteraction(2, 20);
        Dataset data = builder.Build();
        Assert.Equal([2], data.Users.Ids.ToArray());
        Assert.Equal([20], data.Catalog.Vocabulary.Ids.ToArray());
        Assert.Equal(
            (1, false, false, 0),
            (data.Interactions.Count, data.Interactions.HasRatings, data.Interactions.HasTimes, builder.RepeatedPairs)
        );
    }

    private static Dataset Build(Row[] rows, out int repeated)
    {
        DatasetBuilder builder = new();
        foreach (Row row in rows)
            builder.AddInteraction(row.User, row.Movie, row.Rating, row.Time);
        Dataset data = builder.Build();
        repeated = builder.RepeatedPairs;
        return data;
    }

    private static Dictionary<(long, long), Row> Naive(Row[] rows)
    {
        Dictionary<(long, long), Row> naive = [];
        foreach (Row row in rows)
        {
            if (!naive.TryGetValue((row.User, row.Movie), out Row? known) || row.Time >= known.Time)
                naive[(row.User, row.Movie)] = row;
        }
        return naive;
    }

    private static IEnumerable<Row> Pairs(Dictionary<(long, long), Row> naive) =>
        naive.Values.OrderBy(r => r.User).ThenBy(r => r.Movie);

    private static List<Row> Pairs(Dataset data)
    {
        List<Row> rows = [];
        for (int user = 0; user < data.Users.Count; user++)
        {
            History history = data.Interactions.HistoryOf(user);
            for (int i = 0; i < history.Movies.Length; i++)
            {
                rows.Add(
                    new Row(
                        data.Users.IdOf(user).Number,
                        data.Catalog.Vocabulary.IdOf(history.Movies[i]).Number,
                        history.Ratings[i],
                        history.Times.IsEmpty ? 0 : history.Times[i]
                    )
                ); // no times at all where each is 0
            }
        }
        return rows;
    }
}
