using Butaca.Data;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

public sealed class FeatureExtractorTests
{
    /// <summary>
    /// Features of half of the users are to look like those of all, with which they are used: but for audiences nothing
    /// changes.
    /// </summary>
    [Fact]
    public void AudiencesAreTakenAsOfSoManyUsers()
    {
        Dataset data = Toy.Tastes(users: 30, movies: 20);
        float[] own = Features(data.Users.Count);
        float[] twice = Features(2 * data.Users.Count);
        List<int> changed = [];
        for (int i = 0; i < own.Length; i++)
            if (own[i] != twice[i])
                changed.Add(i);
        int audience = changed[0] / data.Catalog.Count;
        Assert.All(
            Enumerable.Range(0, data.Catalog.Count),
            movie =>
            {
                int watched = data.Interactions.AudienceOf(movie);
                Assert.Equal(Math.Log(1 + watched), own[audience * data.Catalog.Count + movie], 1e-5);
                Assert.Equal(Math.Log(1 + 2 * watched), twice[audience * data.Catalog.Count + movie], 1e-5);
            }
        );
        Assert.Equal(2, changed.Select(i => i / data.Catalog.Count).Distinct().Count()); // the movie's, and the mean of the watched ones'

        float[] Features(int users)
        {
            FeatureExtractor extractor = new(ToyPipeline.Scorers(data), users);
            using UserProfile user = extractor.Read(new History([1, 2, 5]));
            float[] features = new float[FeatureSchema.Count * data.Catalog.Count];
            extractor.Extract(user, [.. Enumerable.Range(0, data.Catalog.Count)], asCold: false, features);
            return features;
        }
    }
}
