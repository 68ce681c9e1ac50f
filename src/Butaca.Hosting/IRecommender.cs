using Butaca.Recommending;

namespace Butaca.Hosting;

/// <summary>
/// Recommends to your users, and is told what they do. Safe for many threads. All methods wait until the start is
/// through.
/// </summary>
/// <typeparam name="TUser">The type of users' ids.</typeparam>
/// <typeparam name="TMovie">The type of movies' ids.</typeparam>
public interface IRecommender<TUser, TMovie>
    where TUser : notnull, IParsable<TUser>
    where TMovie : notnull, IParsable<TMovie>
{
    /// <summary>
    /// Recommends to a user by all that is known of them, without what they have watched or dismissed.
    /// </summary>
    /// <param name="user">The user. Whoever is unknown gets what most watch; as long as nobody has watched anything,
    /// what is newest.</param>
    /// <param name="options">What to recommend. Default: ten movies.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ButacaException">The start failed, or an option can't be used.</exception>
    Task<RecommendationList<TMovie>> RecommendAsync(
        TUser user,
        RecommendOptions? options = null,
        CancellationToken cancellation = default
    );

    /// <summary>
    /// The movies most like one, most alike first; none where the model finds none more like it than any other.
    /// </summary>
    /// <param name="movie">The movie.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ButacaException">The start failed, or there is no such movie.</exception>
    Task<IReadOnlyList<RecommendedMovie<TMovie>>> SimilarAsync(
        TMovie movie,
        int count = 10,
        CancellationToken cancellation = default
    );

    /// <summary>
    /// Tells what users did, all or none. Once this has ended it is stored, and counts in every list that begins
    /// afterwards.
    /// </summary>
    /// <param name="events">The events, in the order in which they happened.</param>
    /// <param name="cancellation">Ends the waiting, not the storing.</param>
    /// <returns>Number of events that were new.</returns>
    /// <exception cref="ButacaException">The start failed, or an event contradicts itself or names a movie that the
    /// catalogue doesn't have.</exception>
    Task<int> RecordAsync(IEnumerable<UserEvent<TUser, TMovie>> events, CancellationToken cancellation = default);

    /// <summary>Deletes all that is known of a user. The next model is trained without them.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellation">Ends the waiting, not the deleting.</param>
    /// <returns>Number of events deleted.</returns>
    /// <exception cref="ButacaException">The start failed.</exception>
    Task<int> ForgetAsync(TUser user, CancellationToken cancellation = default);

    /// <summary>Has the model trained now; it serves once it is there.</summary>
    /// <param name="cancellation">Ends the waiting, and the training.</param>
    /// <exception cref="ButacaException">The start failed, another training runs, or nobody has watched
    /// anything.</exception>
    Task TrainAsync(CancellationToken cancellation = default);
}

/// <summary>A list of recommendations.</summary>
/// <param name="Model">The name of the model that made it.</param>
/// <param name="IsPersonal">Whether it follows from what the user did; where not, it is what most watch.</param>
/// <param name="Movies">The movies, best first.</param>
/// <typeparam name="TMovie">The type of movies' ids.</typeparam>
public sealed record RecommendationList<TMovie>(
    string Model,
    bool IsPersonal,
    IReadOnlyList<RecommendedMovie<TMovie>> Movies
);

/// <summary>A movie of a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Recommendation">The movie with its rank, score and reasons.</param>
/// <typeparam name="TMovie">The type of movies' ids.</typeparam>
public sealed record RecommendedMovie<TMovie>(TMovie Id, Recommendation Recommendation);
