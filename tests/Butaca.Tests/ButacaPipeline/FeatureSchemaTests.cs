using Butaca.Data;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>
/// What networks are told of a movie, which group each feature belongs to, and what a typical movie is.
/// </summary>
public sealed class FeatureSchemaTests
{
    private static readonly MovieFacts Movie = new(1999, 3, 2.5f, [0.6f, 0.8f]);

    [Fact]
    public void EachFactMovesFeaturesOfItsGroupAlone()
    {
        Assert.Equal([FeatureGroup.Time], Changed(input => input.NearPopularity = 0.5f));
        Assert.Equal([FeatureGroup.Time], Changed(input => input.WidePopularity = 0.5f));
        Assert.Equal([FeatureGroup.Prior], Changed(input => input.Movie = Movie with { LogAudience = 4 }));
        Assert.Equal([FeatureGroup.Prior], Changed(input => input.Movie = Movie with { Promised = 4 }));
        Assert.Equal([FeatureGroup.Content], Changed(input => input.Movie = Movie with { Year = 2007 })); // its age, whether it was out, how its year fits
        Assert.Equal([FeatureGroup.Content], Changed(input => input.Movie = Movie with { Genres = [1, 0] }));
        Assert.Equal([FeatureGroup.Watched], Changed(input => input.CollaborativeShort = 2));
        Assert.Equal([FeatureGroup.Watched], Changed(input => input.ContentLift = 2));
        Assert.Equal([FeatureGroup.User], Groups(Row(Input()), Row(Input(logCount: 2))));
    }

    [Fact]
    public void OfAColdMovieNothingOfItsAudienceIsSeen()
    {
        FeatureInput cold = Input(asCold: true);
        cold.Movie = Movie with { LogAudience = 4 };
        cold.CollaborativeShort = 2;
        cold.CollaborativeLong = 2;
        cold.Factors = 2;
        cold.NearPopularity = 2;
        cold.WidePopularity = 2;
        Assert.Empty(Groups(Row(Input(asCold: true)), Row(cold)));
        cold.Content = 2;
        Assert.Equal([FeatureGroup.Watched], Groups(Row(Input(asCold: true)), Row(cold)));
    }

    [Fact]
    public void NamesAreUnique() =>
        Assert.Equal(
            FeatureSchema.CountWithRatings,
            FeatureSchema.All.Select(feature => feature.Name).Distinct().Count()
        );

    /// <summary>The table of docs/reference/model.md is the schema.</summary>
    [Fact]
    public void TheDocumentedTableIsTheSchema()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "model.md"));
        string table = string.Join(
            '\n',
            FeatureSchema.All.Select(feature =>
                $"| {feature.Name} | {feature.Group.ToString().ToLowerInvariant()} | {feature.Scale} | {(feature.SeenOfCold ? "yes" : "no")} |"
            )
        );
        Assert.Contains(table, page);
    }

    [Fact]
    public void ATypicalMovieIsTheMeanOfWhatIsWatched()
    {
        MovieFacts[] movies = [Movie, new(2009, 1, 1.5f, [1, 0]), new(1900, 0, 9, [0, 1])];
        MovieFacts mean = MovieFacts.Mean(movies, movie => new[] { 3, 1, 0 }[movie], genres: 2); // nobody watched the last
        Assert.Equal((2001.5f, 2.5f, 2.25f), (mean.Year, mean.LogAudience, mean.Promised));
        Assert.Equal([0.7f, 0.6f], mean.Genres.Select(share => MathF.Round(share, 5)));

        Dataset data = Described.Watched(
            Described.Movies(30, 6),
            users: 25,
            density: 0.3,
            seed: 6,
            movie => movie > 25
        );
        FeatureExtractor extractor = ToyPipeline.Features(data);
        using UserProfile user = extractor.Read(new History([2, 7]));
        float[] typical = new float[FeatureSchema.Count];
        Array.Fill(typical, float.NaN);
        extractor.ExtractTypical(user, asCold: false, typical);
        int[] audiences = [.. Enumerable.Range(0, 30).Select(data.Interactions.AudienceOf)];
        for (int i = 0; i < FeatureSchema.Count; i++)
        {
            if (FeatureSchema.All[i].Group is FeatureGroup.Watched or FeatureGroup.Time)
                Assert.Equal(0, typical[i]); // nothing linear speaks for it, and it is as popular as ever
            if (FeatureSchema.All[i].Name == "audience")
                Assert.Equal(
                    audiences.Sum(audience => audience * Math.Log(1 + audience)) / audiences.Sum(),
                    typical[i],
                    1e-4
                );
        }
    }

    private static FeatureGroup[] Changed(Action<FeatureInput> change)
    {
        FeatureInput other = Input();
        change(other);
        return Groups(Row(Input()), Row(other));
    }

    private static FeatureGroup[] Groups(float[] one, float[] other) =>
        [
            .. Enumerable
                .Range(0, FeatureSchema.Count)
                .Where(feature => one[feature] != other[feature])
                .Select(feature => FeatureSchema.All[feature].Group)
                .Distinct(),
        ];

    private static float[] Row(FeatureInput input)
    {
        float[] features = new float[FeatureSchema.Count];
        FeatureSchema.Write(input, features, 1, 0);
        input.User.Dispose();
        return features;
    }

    private static FeatureInput Input(float logCount = 1, bool asCold = false) =>
        new()
        {
            User = new UserProfile(movies: 1, dimension: 1, system: 1)
            {
                At = 1_100_000_000,
                Year = 2004.9f,
                LatestYear = 2004.9f,
                MeanYear = 1995,
                Genres = [0.5f, 0.5f],
                LogCount = logCount,
            },
            Movie = Movie,
            AsCold = asCold,
        };
}
