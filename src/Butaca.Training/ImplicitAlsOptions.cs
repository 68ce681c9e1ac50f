using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Models;

namespace Butaca.Training;

/// <summary>Options of <see cref="Models.ImplicitAls"/>.</summary>
public sealed class ImplicitAlsOptions
{
    /// <summary>d, the length of a factor. Default 40.</summary>
    [Description("length of a user's and a movie's factors"), Range(1, 1024), SearchSpace(16, 32, 64, 96, 128)]
    public int Factors { get; set; } = 40;

    /// <summary>α₀, the weight of pairs without an interaction; pairs with one weigh 1 more. Default 0.1.</summary>
    [Description("weight of pairs without an interaction"), Range(1e-6, 1e3), SearchSpace(0.01, 0.03, 0.1, 0.3, 1)]
    public double UnobservedWeight { get; set; } = 0.1;

    /// <summary>λ, the L2 penalty. Default 0.03.</summary>
    [Description("L2 penalty"), Range(1e-6, 1e6), SearchSpace(0.001, 0.003, 0.01, 0.03, 0.1, 0.3)]
    public double Regularization { get; set; } = 0.03;

    /// <summary>ν, how far the penalty grows with the number of interactions. Default 1.</summary>
    [Description("how far the penalty grows with the number of interactions"), Range(0.0, 2.0)]
    public double FrequencyExponent { get; set; } = 1;

    /// <summary>Rounds over users and movies. Default 16.</summary>
    [Description("rounds over users and movies"), Range(1, 1000)]
    public int Epochs { get; set; } = 16;
}
