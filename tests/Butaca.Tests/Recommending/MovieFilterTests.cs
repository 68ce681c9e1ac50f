using System.Collections.Immutable;
using Butaca.Data;
using Butaca.Recommending;
using CsCheck;

namespace Butaca.Tests.Recommending;

public sealed class MovieFilterTests
{
    private static readonly Catalog Movies = new([
        new(1, "Alien (1979)")
        {
            Year = 1979,
            Genres = ["Horror", "Sci-Fi"],
            Origin = "British-American",
        },
        new(2, "Heat (1995)")
        {
            Year = 1995,
            Genres = ["Action", "Crime"],
            Origin = "American",
        },
        new(3, "Amelie (2001)")
        {
            Year = 2001,
            Genres = ["Comedy"],
            Origin = "French/German",
        },
        new(4, "Unknown") { Genres = ["Comedy", "Crime"] },
        new(5, "Nothing said (1995)") { Year = 1995 },
    ]);

    private static long[] Allowed(MovieFilter filter)
    {
        bool[] flags = filter.On(Movies).Flags.ToArray();
        return [.. Enumerable.Range(0, 5).Where(row => flags[row]).Select(row => Movies[row].Id.Number)];
    }

    private static string ErrorOf(MovieFilter filter, Catalog? movies = null) =>
        Assert.Throws<ButacaException>(() => filter.On(movies ?? Movies)).Message;

    [Fact]
    public void AMovieMustHaveOneOfTheGenresOrAll()
    {
        MovieFilter one = new() { Genres = ["comedy", "Crime"] };
        Assert.Equal([2, 3, 4], Allowed(one));
        Assert.Equal([4], Allowed(one with { AllGenres = true }));
        Assert.Equal([4], Allowed(new() { Genres = ["Crime", "crime", "Comedy"], AllGenres = true }));
        // What an older catalogue doesn't know, no movie of it can have beside the rest.
        MovieFilter newer = new() { Genres = ["Crime", "Western"], AllGenres = true };
        Assert.Empty(Allowed(newer.Within(Movies)));
        Assert.Equal([2, 4], Allowed((newer with { AllGenres = false }).Within(Movies)));
    }

    [Fact]
    public void NothingSetAllowsAll()
    {
        Assert.Equal([1, 2, 3, 4, 5], Allowed(new MovieFilter()));
        string[] none = [];
        foreach (
            MovieFilter filter in (MovieFilter[])
                [
                    new(),
                    new() { Genres = [.. none], ExcludedIds = [.. Array.Empty<long>()] },
                    new()
                    {
                        Genres = default,
                        Origins = default,
                        ExcludedIds = default,
                    },
                ]
        )
        {
            Assert.True(filter.AllowsAll);
            Assert.Equal([1, 2, 3, 4, 5], Allowed(filter));
        }
        Assert.All(
            (MovieFilter[])
                [
                    new() { Genres = ["Crime"] },
                    new() { FromYear = 1 },
                    new() { ToYear = 9999 },
                    new() { Origins = ["French"] },
                    new() { ExcludedIds = [9] },
                    new() { CandidateIds = ImmutableArray<Id>.Empty },
                ],
            filter => Assert.False(filter.AllowsAll)
        );
    }

    [Fact]
    public void OneOfSeveralGenresIsEnough()
    {
        Assert.Equal([2, 4], Allowed(new MovieFilter { Genres = ["crime"] }));
        Assert.Equal([1, 3, 4], Allowed(new MovieFilter { Genres = ["SCI-FI", "Comedy"] }));
    }

    [Fact]
    public void YearsAreInclusiveAndAMovieWithoutOneFails()
    {
        Assert.Equal([2, 5], Allowed(new MovieFilter { FromYear = 1995, ToYear = 1995 }));
        Assert.Equal([2, 3, 5], Allowed(new MovieFilter { FromYear = 1995 }));
        Assert.Equal([1], Allowed(new MovieFilter { ToYear = 1994 }));
        Assert.Empty(Allowed(new MovieFilter { FromYear = 2002, ToYear = 2010 }));
    }

    [Fact]
    public void APartOfAnOriginIsEnough()
    {
        Assert.Equal([1, 2], Allowed(new MovieFilter { Origins = ["american"] }));
        Assert.Equal([1], Allowed(new MovieFilter { Origins = ["British"] }));
        Assert.Equal([1], Allowed(new MovieFilter { Origins = ["British-American"] }));
        Assert.Equal([1, 3], Allowed(new MovieFilter { Origins = ["German", "British"] }));
    }

    [Fact]
    public void ExcludedAndCandidatesIgnoreUnknownIds()
    {
        Assert.Equal([2, 4, 5], Allowed(new MovieFilter { ExcludedIds = [1, 3, 99] }));
        Assert.Equal([2, 4], Allowed(new MovieFilter { CandidateIds = [99, 4, 2, 2] }));
        Assert.Equal([4], Allowed(new MovieFilter { CandidateIds = [2, 4], ExcludedIds = [2] }));
        Assert.Empty(Allowed(new MovieFilter { CandidateIds = ImmutableArray<Id>.Empty }));
    }

    [Fact]
    public void WhatCannotBeIsNamed()
    {
        Assert.Equal(
            "genre: found 'Western', expected one of Action, Comedy, Crime, Horror, Sci-Fi.",
            ErrorOf(new MovieFilter { Genres = ["Crime", "Western"] })
        );
        Assert.Equal(
            "origin: found 'Dutch', expected one of American, British, British-American, French, French/German, German.",
            ErrorOf(new MovieFilter { Origins = ["French", "Dutch"] })
        );
        Assert.Equal(
            "years: found '2000-1990', expected the earlier year first.",
            ErrorOf(new MovieFilter { FromYear = 2000, ToYear = 1990 })
        );
        Catalog bare = new([new(1, "A")]);
        Assert.Equal(
            "genre: found 'Crime', expected none: no movie of this catalogue has genres.",
            ErrorOf(new MovieFilter { Genres = ["Crime"] }, bare)
        );
        Assert.Equal(
            "origin: found 'Dutch', expected none: no movie of this catalogue has an origin.",
            ErrorOf(new MovieFilter { Origins = ["Dutch"] }, bare)
        );
    }

    [Fact]
    public void AnErrorSaysWhatWasFoundApartFromTheOption()
    {
        ButacaException exception = Assert.Throws<ButacaException>(() =>
            new MovieFilter { FromYear = 2000, ToYear = 1990 }.Check(Movies)
        );
        Assert.Equal(
            ("years", "found '2000-1990', expected the earlier year first."),
            (exception.Option, exception.Detail)
        );
    }

    /// <summary>An older catalogue doesn't have what was added since.</summary>
    [Fact]
    public void WhatACatalogueDoesNotHaveAllowsNothingWithinIt()
    {
        long[] Within(MovieFilter filter) => Allowed(filter.Within(Movies));
        Assert.Empty(Within(new MovieFilter { Genres = ["Western"] }));
        Assert.Empty(Within(new MovieFilter { Origins = ["Dutch"], CandidateIds = [1, 2] }));
        Assert.Equal([1, 2], Within(new MovieFilter { Origins = ["Dutch", "american"] }));
        Assert.Equal([3, 4], Within(new MovieFilter { Genres = ["Western", "comedy"] }));
        Assert.Equal([4, 5], Within(new MovieFilter { ExcludedIds = [1, 2, 3] }));
        Assert.Equal([2], Within(new MovieFilter { CandidateIds = [2] }));
    }

    /// <summary>A movie passes exactly if it passes each part; and n are found wherever n are left.</summary>
    [Fact]
    public void CombinationsAllowWhatEachPartAllowsAndFillTheList()
    {
        string[] genres = ["Action", "Comedy", "Crime", "Horror", "Sci-Fi"];
        string[] origins = ["American", "British", "French", "German"];
        Gen<MovieFilter> filters = Gen.Select(
                Gen.Int[0, 4].Array[0, 2],
                Gen.Int[0, 3].Array[0, 2],
                Gen.Int[1975, 1999].Nullable(),
                Gen.Int[1999, 2005].Nullable(),
                Gen.Long[0, 6].Array[0, 3],
                Gen.Long[0, 6].Array[0, 6].Null()
            )
            .Select(
                (g, o, from, to, excluded, candidates) =>
                    new MovieFilter
                    {
                        Genres = [.. g.Select(i => genres[i])],
                        Origins = [.. o.Select(i => origins[i])],
                        FromYear = from,
                        ToYear = to,
                        ExcludedIds = [.. excluded],
                        CandidateIds = candidates is null ? null : [.. candidates],
                    }
            );
        Recommender recommender = new(
            Toy.Of(Movies.Movies.ToArray(), [0, 1, 2], [1], [3, 4]),
            new FixedScorer(1, 5, 2, 4, 3)
        );
        Gen.Select(filters, Gen.Int[1, 7], Gen.Bool)
            .Sample(
                (filter, n, watched) =>
                {
                    long[] expected = Allowed(new MovieFilter { Genres = filter.Genres });
                    foreach (
                        MovieFilter part in new MovieFilter[]
                        {
                            new() { Origins = filter.Origins },
                            new() { FromYear = filter.FromYear, ToYear = filter.ToYear },
                            new() { ExcludedIds = filter.ExcludedIds },
                            new() { CandidateIds = filter.CandidateIds },
                        }
                    )
                        expected = [.. expected.Intersect(Allowed(part))];
                    Assert.Equal(expected, Allowed(filter));

                    long[] ranked =
                    [
                        .. new long[] { 2, 4, 5, 3, 1 }
                            .Where(id => expected.Contains(id) && !(watched && id == 4))
                            .Take(n),
                    ];
                    Assert.Equal(
                        ranked,
                        recommender
                            .Recommend(watched ? [4] : [], new RecommendOptions { Count = n, Filter = filter })
                            .Select(r => r.Movie.Id.Number)
                    );
                },
                iter: 3000,
                threads: 1
            );
    }

    [Fact]
    public void CandidatesAreReadFromTheColumnOfTheirIds()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(
            [30, 10, 30],
            CandidatesFile.Read(folder.Write("tonight.csv", "service,movieId\nA,30\nB,10\nC,30\n"))
        );
        Assert.Equal(
            "bad.csv, line 1: found the columns 'id', expected one named 'movieId'.",
            folder.ErrorOf(() => CandidatesFile.Read(folder.Write("bad.csv", "id\n1\n")))
        );
        Assert.Equal(
            $"worse.csv, line 2, field 'movieId': found '', expected {Id.Expected}.",
            folder.ErrorOf(() => CandidatesFile.Read(folder.Write("worse.csv", "service,movieId\nA,\n")))
        );
    }
}
