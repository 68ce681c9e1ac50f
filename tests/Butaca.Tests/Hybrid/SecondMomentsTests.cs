using Butaca.Data;
using Butaca.Models.Hybrid;

namespace Butaca.Tests.Hybrid;

/// <summary>How products vary, without the products, against the products.</summary>
public sealed class SecondMomentsTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(200, 5)]
    [InlineData(300, 40)]
    public void AreThoseOfTheProducts(int count, int dimension)
    {
        Random random = Seeds.Create(count, "moments");
        ContentSpace places = Places(Draw(random, (count + 2) * dimension), count + 2);
        int[] movies = [.. Enumerable.Range(1, count)]; // all but the first and the last
        float[] weights = Draw(random, count + 2);
        float[] vector = Draw(random, dimension);
        double[] products =
        [
            .. movies.Select(movie =>
                (double)System.Numerics.Tensors.TensorPrimitives.Dot(places.PlaceOf(movie), vector)
            ),
        ];
        double mean = products.Average();
        Assert.Equal(
            products.Average(product => (product - mean) * (product - mean)),
            SecondMoments.Central(places, movies).Of(vector),
            1e-4
        );
        Assert.Equal(
            movies.Zip(products, (movie, product) => Math.Pow(product * weights[movie], 2)).Average(),
            SecondMoments.Weighted(places, movies, weights).Of(vector),
            1e-4
        );
    }

    /// <summary>Movies of which nothing is known all stand at one place: rounding must not be taken for a difference.</summary>
    [Fact]
    public void OnePlaceDoesNotVary()
    {
        Random random = Seeds.Create(1, "place");
        float[] place = Draw(random, 30);
        SecondMoments moments = SecondMoments.Central(
            Places([.. Enumerable.Repeat(place, 1000).SelectMany(values => values)], 1000),
            [.. Enumerable.Range(0, 1000)]
        );
        for (int i = 0; i < 100; i++)
            Assert.Equal(0, moments.Of(Draw(random, 30)));
    }

    [Fact]
    public void NoMoviesDoNotVary() =>
        Assert.Equal(0, SecondMoments.Central(Places(new float[6], 2), []).Of([1, 2, 3]));

    private static ContentSpace Places(float[] places, int count) =>
        new(
            new Catalog([.. Enumerable.Range(1, count).Select(id => new Movie(id, $"{id}"))]),
            [],
            [],
            places,
            new float[count],
            [],
            null
        );

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
}
