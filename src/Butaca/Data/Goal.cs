namespace Butaca.Data;

/// <summary>What a recommendation is for.</summary>
public enum Goal
{
    /// <summary>
    /// What the user is likely to watch, whatever they think of it afterwards. Ratings count for nothing.
    /// </summary>
    Watch,

    /// <summary>
    /// What the user is likely to watch and to like. Models that know ratings (<see
    /// cref="Models.Scorer.KnowsRatings"/>) learn from what was liked and disliked; for others it is as <see
    /// cref="Watch"/>.
    /// </summary>
    Like,
}
