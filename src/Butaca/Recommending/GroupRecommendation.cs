using Butaca.Data;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>A movie recommended to several users.</summary>
/// <param name="Rank">
/// 1 for the first. The order shares the list: each prefix of it serves everybody as well as can be.
/// </param>
/// <param name="Movie">The movie.</param>
/// <param name="Members">What it is to each of the users, in their order.</param>
public sealed record GroupRecommendation(int Rank, Movie Movie, IReadOnlyList<MemberFit> Members)
{
    /// <summary>Whether nobody in the data has watched the movie: it is recommended by what it is.</summary>
    public bool IsNew { get; init; }
}

/// <summary>What a movie is to one of several users.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Fit">
/// How well it fits, as a share, 0 … 1, of how well their own best movie does; 0 where it is far down their own list,
/// or seen.
/// </param>
/// <param name="IsFor">Whether it is for this user: it fits them at least half as well as whom it fits best.</param>
/// <param name="HasSeen">Whether they have seen it; see <see cref="GroupOptions.KeepSeen"/>.</param>
/// <param name="Score">
/// The model's score for this user, comparable within their scores only; null where they have seen it.
/// </param>
/// <param name="Reasons">
/// Which of their watched movies contributed most, most first; empty where none did or none were asked for.
/// </param>
public sealed record MemberFit(
    string Name,
    double Fit,
    bool IsFor,
    bool HasSeen,
    float? Score,
    IReadOnlyList<Reason> Reasons
)
{
    /// <summary>
    /// What the score consists of; null where no reasons were asked for or where it doesn't follow from what they
    /// watched.
    /// </summary>
    public ScoreParts? Parts { get; init; }
}
