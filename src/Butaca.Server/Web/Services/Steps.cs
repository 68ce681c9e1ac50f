using Butaca.Client.Contracts;

namespace Butaca.Server.Web.Services;

/// <summary>
/// What somebody said of movies during a visit, so that each step can be taken back. One visit's own; not safe for many
/// threads.
/// </summary>
public sealed class Steps
{
    private readonly Stack<Step> _said = [];

    /// <summary>The taste after something was said, or taken back.</summary>
    /// <param name="taste">The taste before.</param>
    /// <param name="movie">Of which movie.</param>
    /// <param name="said">What.</param>
    public Taste Tell(Taste taste, MovieId movie, Said said)
    {
        Taste after = taste.Tell(movie, said);
        _said.Push(new Step(movie, after.Of(movie), taste));
        return after;
    }

    /// <summary>The last step that still holds: the browser's button may have taken others back.</summary>
    /// <param name="taste">The taste of now.</param>
    public Step? Last(Taste taste)
    {
        while (_said.TryPeek(out Step? step) && taste.Of(step.Movie) != step.Said)
            _said.Pop();
        return _said.TryPeek(out Step? last) ? last : null;
    }

    /// <summary>The taste without the last step.</summary>
    /// <param name="taste">The taste of now.</param>
    public Taste Undo(Taste taste) =>
        Last(taste) is null || !_said.TryPop(out Step? step) ? taste : taste.Undo(step.Movie, step.Before);
}

/// <summary>Something that was said.</summary>
/// <param name="Movie">Of which movie.</param>
/// <param name="Said">What holds since.</param>
/// <param name="Before">The taste before.</param>
public sealed record Step(MovieId Movie, Said Said, Taste Before);
