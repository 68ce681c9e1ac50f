using System.Numerics.Tensors;
using System.Text.Json.Serialization;

namespace Butaca.Models;

/// <summary>
/// What a score consists of: the parts add up to it, but for rounding. A part that a model doesn't have is 0.
/// </summary>
/// <param name="Watched">What the watched movies contribute together, those included that speak against it.</param>
/// <param name="Prior">
/// How much the movie is watched, by whomever, and how much what it is promises; of a movie that nobody has watched
/// yet, how probable it is that anybody will.
/// </param>
/// <param name="Time">How much it was watched around the time to recommend for, beside always.</param>
/// <param name="Content">
/// What it is (genres, year and so its age at that time, whether it has a synopsis), beside what the user watches, as
/// far as no single watched movie accounts for it.
/// </param>
/// <param name="Network">
/// What the model's networks say to this user of a typical movie, known or new, and what of the score belongs to no
/// other part.
/// </param>
public readonly record struct ScoreParts(
    float Watched,
    float Prior = 0,
    float Time = 0,
    float Content = 0,
    float Network = 0
)
{
    /// <summary>The score.</summary>
    [JsonIgnore]
    public float Sum => Watched + Prior + Time + Content + Network;

    /// <summary>A score that watched movies account for alone.</summary>
    /// <param name="contributions">What each contributes.</param>
    public static ScoreParts Of(ReadOnlySpan<float> contributions) => new(TensorPrimitives.Sum(contributions));

    /// <summary>
    /// A score of which watched movies account for a part, and nothing that is told apart for the others: they are the
    /// network's.
    /// </summary>
    /// <param name="score">The score.</param>
    /// <param name="contributions">What each watched movie contributes.</param>
    public static ScoreParts Of(float score, ReadOnlySpan<float> contributions) =>
        Of(contributions).WithNetworkUpTo(score);

    /// <summary>The parts of the mean of two scores.</summary>
    internal static ScoreParts Mean(ScoreParts one, ScoreParts other) =>
        new(
            (one.Watched + other.Watched) / 2,
            (one.Prior + other.Prior) / 2,
            (one.Time + other.Time) / 2,
            (one.Content + other.Content) / 2,
            (one.Network + other.Network) / 2
        );

    /// <summary>The same parts, with as much of a network's as is left of the score.</summary>
    internal ScoreParts WithNetworkUpTo(float score) =>
        this with
        {
            Network = score - (Watched + Prior + Time + Content),
        };
}
