using Butaca.Training.MovieNet;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="MovieNetV1"/>: D = 16, dropout 0.4, mean midpoint, H = 64.</summary>
public sealed class MovieNetV1Options : MovieNetOptions
{
    /// <summary>The first version's defaults.</summary>
    public MovieNetV1Options()
    {
        Dimension = 16;
        Dropout = 0.4;
        Midpoint = Midpoint.Mean;
        MovieEpochs = 50;
        Hidden = 64;
        UserEpochs = 2000;
        UserRate = 1e-3;
    }
}

/// <summary>The first version of MovieNet. See <see cref="MovieNetModel{TOptions}"/>.</summary>
public sealed class MovieNetV1 : MovieNetModel<MovieNetV1Options>
{
    /// <inheritdoc/>
    public override string Name => "movienet-v1";

    /// <inheritdoc/>
    public override string Summary =>
        "The original MovieNet, version 1: movies embedded from what they are, users from what they watched.";
}
