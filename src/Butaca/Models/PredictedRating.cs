namespace Butaca.Models;

/// <summary>A rating that nobody has given yet.</summary>
/// <param name="Mean">What is expected, within the scale of the data.</param>
/// <param name="From">Where the interval begins in which four of five such ratings lie, as far as the scale
/// goes.</param>
/// <param name="To">Where it ends.</param>
public readonly record struct PredictedRating(float Mean, float From, float To);
