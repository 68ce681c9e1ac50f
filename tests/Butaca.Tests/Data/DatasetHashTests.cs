using Butaca.Data;

namespace Butaca.Tests.Data;

public sealed class DatasetHashTests
{
    private static readonly Movie One = new(1, "One (2000)")
    {
        Year = 2000,
        Genres = ["Drama", "War"],
        Origin = "French",
        Synopsis = "Text.",
    };

    [Fact]
    public void TheHashIsPinned() => // a change breaks every stored model's reference to its data
        Assert.Equal("a9d2", Hash(One)[..4]);

    [Fact]
    public void EverythingThatIsDataCounts()
    {
        string[] hashes =
        [
            Hash(One),
            Hash(One with { Title = "Two" }),
            Hash(One with { Year = 2001 }),
            Hash(One with { Year = null }),
            Hash(One with { Genres = ["Drama"] }),
            Hash(One with { Genres = ["DramaWar"] }),
            Hash(One with { Origin = null }),
            Hash(One with { Origin = "FrenchText.", Synopsis = null }),
            Hash(One with { Synopsis = "Text" }),
            Hash(One with { Directors = ["A"] }),
            Hash(One with { Cast = ["A"] }),
            Hash(One with { Cast = ["A", "B"] }),
            Hash(One with { Cast = ["B", "A"] }),
            Hash(One with { Languages = ["A"] }),
            Hash(One with { ExternalIds = [new("imdb", "tt0000001")] }),
            Hash(One with { ExternalIds = [new("tmdb", "1")] }),
            Hash(One with { ExternalIds = [new("isan", "1")] }),
            Hash(One with { ExternalIds = [new("isan", "2")] }),
            Hash(One with { Translations = [new MovieTranslation("es") { Titles = ["Uno"] }] }),
            Hash(One with { Translations = [new MovieTranslation("es") { Synopsis = "Uno" }] }),
            Hash(One with { Translations = [new MovieTranslation("ca") { Titles = ["Uno"] }] }),
            Hash(One, rating: 4),
            Hash(One, rating: float.NaN),
            Hash(One, time: 8),
            Hash(One, user: 4),
            Hash(One, extra: true),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void UsersWithoutInteractionsDoNot()
    {
        DatasetBuilder builder = new();
        builder.AddInteraction(3, 1);
        builder.AddInteraction(4, 2);
        Dataset both = builder.Build();
        Dataset without = both.WithoutMovies([false, true]);
        Assert.Equal(DatasetHash.Of(without.SelectUsers([0])), DatasetHash.Of(without));
    }

    private static string Hash(Movie movie, float rating = 3, uint time = 7, long user = 3, bool extra = false)
    {
        DatasetBuilder builder = new();
        builder.AddMovie(movie);
        builder.AddInteraction(user, 1, rating, time);
        if (extra)
            builder.AddInteraction(user + 1, 1, rating, time);
        return DatasetHash.Of(builder.Build());
    }
}
