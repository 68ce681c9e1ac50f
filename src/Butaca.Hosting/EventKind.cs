namespace Butaca.Hosting;

/// <summary>What happened between a user and a movie.</summary>
public enum EventKind
{
    /// <summary>The user watched the movie.</summary>
    Watched = 1,

    /// <summary>The user watched the movie and rated it.</summary>
    Rated = 2,

    /// <summary>The user does not want to see the movie recommended.</summary>
    Dismissed = 3,

    /// <summary>Takes back whatever was said of this movie before.</summary>
    Removed = 4,

    /// <summary>
    /// Something that says nothing of taste: it is kept, listed and exported. Only kinds of your own count as this.
    /// </summary>
    Kept = 5,
}
