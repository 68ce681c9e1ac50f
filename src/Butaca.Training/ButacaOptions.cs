using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;

namespace Butaca.Training;

/// <summary>
/// How the Butaca model chooses its own hyperparameters on validation users among the training users.
/// </summary>
public enum Tuning
{
    /// <summary>One walk over the grid with few masks: seconds.</summary>
    Quick,

    /// <summary>Several walks with many masks: minutes.</summary>
    Thorough,

    /// <summary>Not at all: the options as they are given.</summary>
    Off,
}

/// <summary>Options of <see cref="Models.ButacaModel"/>.</summary>
public sealed class ButacaOptions
{
    /// <summary>How p, λ, β, τ and h are chosen. Default Quick: the values given are where the walk starts.</summary>
    [Description("how dropout, lambda, userNormalization, timeWeight and timeWidth are chosen, from those given")]
    public Tuning Tune { get; set; }

    /// <summary>
    /// p, the share of watched movies that training hides, at the level for short histories. Default 0.9.
    /// </summary>
    [Description("share of watched movies that training hides"), Range(0.0, 0.99)]
    public double Dropout { get; set; } = 0.9;

    /// <summary>λ, the L2 penalty of the collaborative part at that level. Default 500.</summary>
    [Description("L2 penalty of the collaborative part"), Range(1e-3, 1e9)]
    public double Lambda { get; set; } = 500;

    /// <summary>p at the level for long histories. Default 0.5.</summary>
    [Description("dropout at the level for long histories"), Range(0.0, 0.99)]
    public double LongDropout { get; set; } = 0.5;

    /// <summary>λ at the level for long histories. Default 350.</summary>
    [Description("lambda at the level for long histories"), Range(1e-3, 1e9)]
    public double LongLambda { get; set; } = 350;

    /// <summary>
    /// β at the level for short histories: users count by n^−β, n being how many movies they watched. Default 0, all
    /// alike.
    /// </summary>
    [Description("how much less users count who watched more"), Range(0.0, 1.0)]
    public double UserNormalization { get; set; }

    /// <summary>β at the level for long histories. Default 0.5.</summary>
    [Description("userNormalization at the level for long histories"), Range(0.0, 1.0)]
    public double LongUserNormalization { get; set; } = 0.5;

    /// <summary>τ, how much more users of the same time count. Default 1.</summary>
    [Description("how much more users of the same time count"), Range(0.0, 100.0)]
    public double TimeWeight { get; set; } = 1;

    /// <summary>h, what counts as the same time, in years. Default 1.</summary>
    [Description("what counts as the same time, in years"), Range(0.01, 100.0)]
    public double TimeWidth { get; set; } = 1;

    /// <summary>
    /// Training users up to whom the collaborative part computes with users × users; beyond, movies × movies.
    /// Default 3000.
    /// </summary>
    [
        Description("training users up to whom the collaborative part is users × users; beyond, movies × movies"),
        Range(0, 20_000)
    ]
    public int KernelUsers { get; set; } = 3000;

    /// <summary>
    /// Movies at most in a dense matrix of movies × movies, the most watched; 0: 12,000, or fewer by memory. Default 0.
    /// </summary>
    [Description("movies at most in a dense matrix, the most watched; 0: 12000, or fewer by memory"), Range(0, 40_000)]
    public int DenseMovies { get; set; }

    /// <summary>
    /// d, the length of a movie's factors; 0: 40, or 64 beyond <see cref="KernelUsers"/>. Default 0.
    /// </summary>
    [Description("length of a movie's factors; 0: 40, or 64 beyond kernelUsers"), Range(0, 1024)]
    public int Factors { get; set; }

    /// <summary>ρ, the ridge of the content part. Default 2.</summary>
    [Description("ridge of the content part"), Range(1e-3, 1e6)]
    public double ContentRidge { get; set; } = 2;

    /// <summary>
    /// How often new movies are among the first ten, as a part of how often they are among what users watch: at 0
    /// hardly ever.
    /// Default 1, as often. The offset of their logits that gives it is learned on training users, as far as it costs
    /// them no more than 2 % of their precision; where the catalogue has other unwatched movies, too, about half as
    /// many come out.
    /// </summary>
    [Description("how often new movies are recommended, as a part of how often they are watched"), Range(0.0, 2.0)]
    public double NewShare { get; set; } = 1;

    /// <summary>
    /// Whether what users like is learned, too, where the data has ratings (<see cref="Goal.Like"/>): twice the
    /// training. Default true.
    /// </summary>
    [Description("whether what users like is learned, too, where the data has ratings")]
    public bool Likes { get; set; } = true;

    /// <summary>
    /// Networks that are averaged for known movies; 0: the linear scores alone, for all movies. Default 3.
    /// </summary>
    [Description("networks that are averaged for known movies; 0: the linear scores alone"), Range(0, 100)]
    public int Networks { get; set; } = 3;

    /// <summary>Rounds of a network over its examples. Default 12.</summary>
    [Description("rounds of a network over its examples"), Range(1, 1000)]
    public int Epochs { get; set; } = 12;

    /// <summary>Masks drawn for each user whom the networks learn from. Default 4.</summary>
    [Description("masks drawn for each user whom the networks learn from"), Range(1, 100)]
    public int Masks { get; set; } = 4;
}
