using Butaca.Data;
using Butaca.Models.Hybrid;

namespace Butaca.Tests.Hybrid;

/// <summary>What networks are told of a movie, which part each of it belongs to, and what a typical movie is.</summary>
public sealed class MovieFactsTests
{
    private static readonly MovieFacts Movie = new(1999, 3, 2.5f, 1, [0.6f, 0.8f]);

    [Fact]
    public void EachFactMovesFeaturesOfItsPartAlone()
    {
        Assert.Equal([MovieFacts.Time], Changed(Movie, near: 0.5f));
        Assert.Equal([MovieFacts.Time], Changed(Movie, wide: 0.5f));
        Assert.Equal([MovieFacts.Prior], Changed(Movie with { LogAudience = 4 }));
        Assert.Equal([MovieFacts.Prior], Changed(Movie with { Promised = 4 }));
        Assert.Equal([MovieFacts.Content], Changed(Movie with { Year = 2007 })); // its age, whether it was out, how its year fits
        Assert.Equal([MovieFacts.Content], Changed(Movie with { Genres = [1, 0] }));
        Assert.Equal([MovieFacts.Content], Changed(Movie with { Synopsis = 0 }));
        Assert.Equal([MovieFacts.NoPart], Parts(Features(Movie, Person()), Features(Movie, Person(logCount: 2))));
        Assert.Empty(
            Parts(
                Features(Movie, Person(), asNew: true),
                Features(Movie with { LogAudience = 4 }, Person(), asNew: true)
            )
        );
    }

    [Fact]
    public void ATypicalMovieIsTheMeanOfWhatIsWatched()
    {
        MovieFacts[] movies = [Movie, new(2009, 1, 1.5f, 0, [1, 0]), new(1900, 0, 9, 1, [0, 1])];
        MovieFacts mean = MovieFacts.Mean(movies, movie => new[] { 3, 1, 0 }[movie], genres: 2); // nobody watched the last
        Assert.Equal((2001.5f, 2.5f, 2.25f, 0.75f), (mean.Year, mean.LogAudience, mean.Promised, mean.Synopsis));
        Assert.Equal([0.7f, 0.6f], mean.Genres.Select(share => MathF.Round(share, 5)));

        Dataset data = Described.Watched(
            Described.Movies(30, 6),
            people: 25,
            density: 0.3,
            seed: 6,
            movie => movie > 25
        );
        Evidence evidence = ToyHybrid.Evidence(data);
        using Reading reading = evidence.Read(new History([2, 7]));
        float[] typical = new float[Evidence.FeatureCount];
        Array.Fill(typical, float.NaN);
        evidence.TypicalFeatures(reading, asNew: false, typical);
        int[] audiences = [.. Enumerable.Range(0, 30).Select(data.Interactions.AudienceOf)];
        Assert.All(typical[..6], feature => Assert.Equal(0, feature)); // nothing linear speaks for it, and it is as popular as ever
        Assert.Equal(audiences.Sum(audience => audience * Math.Log(1 + audience)) / audiences.Sum(), typical[11], 1e-4);
    }

    private static int[] Changed(MovieFacts other, float near = 0, float wide = 0) =>
        Parts(Features(Movie, Person()), Features(other, Person(), near: near, wide: wide));

    private static int[] Parts(float[] one, float[] other) =>
        [
            .. Enumerable
                .Range(0, Evidence.FeatureCount)
                .Where(feature => one[feature] != other[feature])
                .Select(MovieFacts.PartOf)
                .Distinct(),
        ];

    private static float[] Features(
        MovieFacts movie,
        Reading person,
        bool asNew = false,
        float near = 0,
        float wide = 0
    )
    {
        float[] features = new float[Evidence.FeatureCount];
        movie.Write(person, asNew, near, wide, features);
        person.Dispose();
        return features;
    }

    private static Reading Person(float logCount = 1) =>
        new(movies: 1, dimension: 1, system: 1)
        {
            At = 1_100_000_000,
            Year = 2004.9f,
            LatestYear = 2004.9f,
            MeanYear = 1995,
            Genres = [0.5f, 0.5f],
            LogCount = logCount,
        };
}
