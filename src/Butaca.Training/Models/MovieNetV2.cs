using Butaca.Training.MovieNet;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="MovieNetV2"/>: D = 32, dropout 0.2, median midpoint, H = 128.</summary>
public sealed class MovieNetV2Options : MovieNetOptions
{
    /// <summary>The second version's defaults.</summary>
    public MovieNetV2Options()
    {
        Dimension = 32;
        Dropout = 0.2;
        Midpoint = Midpoint.Median;
        MovieEpochs = 35;
        Hidden = 128;
        UserEpochs = 5000;
        UserRate = 5e-4;
    }
}

/// <summary>The second version of MovieNet. See <see cref="MovieNetModel{TOptions}"/>.</summary>
public sealed class MovieNetV2 : MovieNetModel<MovieNetV2Options>
{
    /// <inheritdoc/>
    public override string Name => "movienet-v2";

    /// <inheritdoc/>
    public override string Summary =>
        "The original MovieNet, version 2: movies embedded from what they are, users from what they watched.";
}
