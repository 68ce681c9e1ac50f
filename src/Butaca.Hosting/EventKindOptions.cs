namespace Butaca.Hosting;

/// <summary>What events of a kind of your own say of the user and the movie.</summary>
public sealed class EventKindOptions
{
    /// <summary>What such an event counts as. It has no default.</summary>
    public EventKind? As { get; set; }

    /// <summary>
    /// How strongly it speaks for the movie, where it counts as <see cref="EventKind.Rated"/>: a rating on the scale of
    /// the data set, 0 to 10. The greatest that a user's events give a movie counts, and a rating that they gave it
    /// themselves before any of these. Default: none.
    /// </summary>
    public double? Rating { get; set; }
}
