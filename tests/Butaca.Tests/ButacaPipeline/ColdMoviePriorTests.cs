using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>Whether a movie that nobody watched is new.</summary>
public sealed class ColdMoviePriorTests
{
    [Fact]
    public void TheProbabilityThatAMovieIsNewIsASigmoidOfWhatItPromises()
    {
        Catalog catalog = Toy.Of(4).Catalog;
        float[] promised = [0, 1, 3, 0];
        ContentSpace places = new(catalog, [], [], new float[4], promised, [], null);
        ColdMoviePrior prior = new(TrainedMovies: 3, Doubt: 2, Slope: -1.5f);
        for (int movie = 0; movie < 3; movie++)
            Assert.Equal(
                Math.Log(1 / (1 + Math.Exp(2 - 1.5 * promised[movie]))),
                prior.LogProbability(movie, places),
                1e-5
            );
        Assert.Equal(0, prior.LogProbability(3, places)); // added later
        Assert.Equal(0, ColdMoviePrior.AreNew(4).LogProbability(0, places), 1e-6f);
        Assert.Equal(-200, new ColdMoviePrior(4, 200, 0).LogProbability(0, places), 1e-3f); // no overflow
    }

    [Fact]
    public void IsReadBackAsItWasWritten()
    {
        using TemporaryFolder folder = new();
        ArrayFolder arrays = new(folder.Path);
        ColdMoviePrior prior = new(17, 1.25f, -0.5f);
        prior.Save(arrays);
        Assert.Equal(prior, ColdMoviePrior.Load(arrays));
    }
}
