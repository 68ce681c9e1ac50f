using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>What is kept for reasons is bounded, and the same as what is computed anew.</summary>
public sealed class AttributionVectorsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(100, 12)]
    public void KeepsAsManyAsThereIsRoomForAndAlwaysTellsTheSame(int room, int kept)
    {
        UserKernel kernel = ToyPipeline.Kernel(ToySpace.Data);
        ContentSpace content = ToyPipeline.Space(ToySpace.Data);
        int movies = ToySpace.Data.Catalog.Count;
        AttributionVectors vectors = new(
            movies,
            kernel,
            content,
            kernel,
            mostBytes: room * 2L * kernel.Dimension * sizeof(float)
        );
        for (int time = 0; time < 2; time++)
        {
            for (int movie = 0; movie < movies; movie++)
                Assert.Equal(
                    new AttributionVectors(movies, kernel, content, kernel).Of(movie).ToArray(),
                    vectors.Of(movie).ToArray()
                );
        }
        Assert.Equal(kept, vectors.Count);
    }
}
