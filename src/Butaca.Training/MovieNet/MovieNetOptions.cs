using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Butaca.Training.MovieNet;

/// <summary>How MovieNet recommends.</summary>
public enum Method
{
    /// <summary>The most probable movies first.</summary>
    Likelihood,

    /// <summary>Movies close to any watched movie.</summary>
    Density,
}

/// <summary>Which output of the LSTM stands for a synopsis.</summary>
public enum LastStep
{
    /// <summary>The one after the synopsis's own last word.</summary>
    SequenceEnd,

    /// <summary>
    /// The last one of the padded batch, as the original reads it: nothing but zeros for all but the longest synopsis
    /// of a batch, so that most movies are embedded without their synopsis. Kept to show what that cost.
    /// </summary>
    PaddedEnd,
}

/// <summary>Options of MovieNet. The two versions differ in defaults alone.</summary>
public abstract class MovieNetOptions
{
    /// <summary>How it recommends. Default Likelihood.</summary>
    [Description("how it recommends")]
    public Method Method { get; set; }

    /// <summary>σ of the density; 0: chosen on a fifth of the training users. Default 0.</summary>
    [Description("σ of the density; 0: chosen on a fifth of the training users"), Range(0.0, 10.0)]
    public double Sigma { get; set; }

    /// <summary>D, the length of a movie's embedding.</summary>
    [Description("length of a movie's embedding"), Range(2, 512)]
    public int Dimension { get; set; }

    /// <summary>Share of values that training drops in the movie network.</summary>
    [Description("share of values that training drops in the movie network"), Range(0.0, 0.95)]
    public double Dropout { get; set; }

    /// <summary>What similarity of audiences goes to 0.</summary>
    [Description("what similarity of audiences goes to 0")]
    public Midpoint Midpoint { get; set; }

    /// <summary>Which output of the LSTM stands for a synopsis. Default SequenceEnd.</summary>
    [Description("which output of the LSTM stands for a synopsis")]
    public LastStep LastStep { get; set; }

    /// <summary>Whether synopses are read. Default true.</summary>
    [Description("whether synopses are read")]
    public bool Synopsis { get; set; } = true;

    /// <summary>Whether year, genres and origin are read. Default true.</summary>
    [Description("whether year, genres and origin are read")]
    public bool Features { get; set; } = true;

    /// <summary>Words that the network knows. Default 1000.</summary>
    [Description("words that the network knows"), Range(1, 100_000)]
    public int Words { get; set; } = 1000;

    /// <summary>Words of a synopsis that are read at most. Default 256.</summary>
    [Description("words of a synopsis that are read at most"), Range(1, 10_000)]
    public int MostWords { get; set; } = 256;

    /// <summary>Rounds over the movies at most.</summary>
    [Description("rounds over the movies at most"), Range(1, 100_000)]
    public int MovieEpochs { get; set; }

    /// <summary>Adam's rate for the movie network. Default 2e-4.</summary>
    [Description("Adam's rate for the movie network"), Range(1e-7, 1.0)]
    public double MovieRate { get; set; } = 2e-4;

    /// <summary>
    /// Rounds without a better validation after which the movie network stops. Default 50, so that all published rounds
    /// are run: the error on so few movies wavers more from round to round than it falls.
    /// </summary>
    [Description("rounds without a better validation after which the movie network stops"), Range(1, 100_000)]
    public int MoviePatience { get; set; } = 50;

    /// <summary>
    /// Whether the movies' embeddings are scaled to components of mean square 1 before the users' network is trained on
    /// them; false: as long as the training by cosines happened to leave them, as in the original. Default true.
    /// </summary>
    [Description("whether the movies' embeddings are scaled to unit variance; false: as the original")]
    public bool ScaleEmbeddings { get; set; } = true;

    /// <summary>H, the units of the likelihood's hidden layer, a multiple of 16.</summary>
    [Description("units of the likelihood's hidden layer, a multiple of 16"), Range(16, 1024)]
    public int Hidden { get; set; }

    /// <summary>Rounds over the users at most.</summary>
    [Description("rounds over the users at most"), Range(1, 1_000_000)]
    public int UserEpochs { get; set; }

    /// <summary>Adam's rate for the likelihood.</summary>
    [Description("Adam's rate for the likelihood"), Range(1e-7, 1.0)]
    public double UserRate { get; set; }

    /// <summary>Rounds without a better validation after which the likelihood stops. Default 1000.</summary>
    [Description("rounds without a better validation after which the likelihood stops"), Range(1, 1_000_000)]
    public int UserPatience { get; set; } = 1000;

    /// <summary>Weight of a watched movie in the cross-entropy. Default 50.</summary>
    [Description("weight of a watched movie in the cross-entropy"), Range(0.01, 1e6)]
    public double PositiveWeight { get; set; } = 50;
}
