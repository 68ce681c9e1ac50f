using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Hosting.Setup;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Recommending;

namespace Butaca.Hosting.Embedded;

/// <summary>Answers the program's questions, with its own ids.</summary>
internal sealed class EmbeddedRecommender<TUser, TMovie>(
    LiveState state,
    MovieReader<TMovie> movies,
    TrainingService trainings,
    EmbeddingOptions options,
    Telemetry telemetry,
    TimeProvider time
) : IRecommender<TUser, TMovie>
    where TUser : notnull, IParsable<TUser>
    where TMovie : notnull, IParsable<TMovie>
{
    public async Task<RecommendationList<TMovie>> RecommendAsync(
        TUser user,
        RecommendOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        await state.Ready.WaitAsync(cancellation);
        RecommendOptions asked = options ?? new RecommendOptions();
        UserState known = await state.Users.GetAsync(Key.User(user), cancellation);
        Deployment deployment = state.Deployment;
        LiveModel model = deployment.For(known.Id);
        asked.Filter.Check(deployment.Catalog.Catalog);
        MovieFilter filter = asked.Filter with { ExcludedIds = [.. asked.Filter.ExcludedIds, .. known.Dismissed] };
        IReadOnlyList<Recommendation> list = model.Recommender.Recommend(
            known.On(model.Catalog).AsHistory(),
            asked with
            {
                Filter = filter.Within(model.Catalog),
                LessLike = [.. asked.LessLike, .. known.Dismissed],
            },
            out bool isPersonal
        );
        telemetry.Recommended(model.Name);
        return new RecommendationList<TMovie>(model.Name, isPersonal, OwnIds(list));
    }

    public async Task<IReadOnlyList<RecommendedMovie<TMovie>>> SimilarAsync(
        TMovie movie,
        int count = 10,
        CancellationToken cancellation = default
    )
    {
        await state.Ready.WaitAsync(cancellation);
        Id id = Key.IdOf(movie);
        LiveModel model = state.Deployment.For(null);
        if (state.Deployment.Catalog.Catalog.Vocabulary.RowOf(id) < 0)
            throw Unknown(id);
        return model.Catalog.Vocabulary.RowOf(id) < 0 ? [] : OwnIds(model.Recommender.Similar(id, count));
    }

    public async Task<int> RecordAsync(
        IEnumerable<UserEvent<TUser, TMovie>> events,
        CancellationToken cancellation = default
    )
    {
        await state.Ready.WaitAsync(cancellation);
        StoredEvent[] stored = [.. events.Select(Stored)];
        if (Array.Exists(stored, IsUnknown))
            await movies.RefreshAsync(cancellation); // it may be newer than the last reading
        if (Array.Find(stored, IsUnknown) is { } unknown)
            throw Unknown(unknown.Movie);
        return await StoreAsync(stored).WaitAsync(cancellation);
    }

    /// <summary>
    /// Records what a source gives: what it says of movies that the catalogue doesn't have is left out.
    /// </summary>
    /// <returns>Events that were left out.</returns>
    public async Task<int> RecordKnownAsync(
        IReadOnlyList<UserEvent<TUser, TMovie>> events,
        CancellationToken cancellation
    )
    {
        StoredEvent[] stored = [.. events.Select(Stored)];
        if (Array.Exists(stored, IsUnknown))
            await movies.RefreshAsync(cancellation);
        StoredEvent[] known = [.. stored.Where(e => !IsUnknown(e))];
        await StoreAsync(known);
        return stored.Length - known.Length;
    }

    public async Task<int> ForgetAsync(TUser user, CancellationToken cancellation = default)
    {
        await state.Ready.WaitAsync(cancellation);
        string id = Key.User(user);
        return await DeleteAsync(id).WaitAsync(cancellation);
    }

    public async Task TrainAsync(CancellationToken cancellation = default)
    {
        await state.Ready.WaitAsync(cancellation);
        try
        {
            trainings.Begin(options.Model, new TrainingRequest { Measure = false });
        }
        catch (RequestException exception)
        {
            throw new ButacaException(exception.Message, exception);
        }
        await using (cancellation.Register(() => trainings.Cancel()))
            await trainings.Ended;
        cancellation.ThrowIfCancellationRequested();
        if (trainings.Status is { Error: { } error })
            throw new ButacaException(error);
    }

    private async Task<int> StoreAsync(StoredEvent[] events)
    {
        if (events.Length == 0)
            return 0;
        int isNew = (await state.Users.AppendAsync(events)).Count(wasNew => wasNew);
        telemetry.Stored(isNew);
        return isNew;
    }

    private async Task<int> DeleteAsync(string id)
    {
        int deleted = await state.Users.DeleteAsync(id);
        trainings.UserDeleted();
        return deleted;
    }

    private StoredEvent Stored(UserEvent<TUser, TMovie> e)
    {
        KnownKind kind =
            (e.OwnKind is null ? KnownKind.Of(e.Kind) : KnownKind.Of(e.OwnKind, options))
            ?? throw new ButacaException(
                e.OwnKind is null
                    ? $"The event {e.Id}, {nameof(e.Kind)}: found {e.Kind}, "
                        + $"expected another, or a kind of yours as {nameof(e.OwnKind)}."
                    : $"The event {e.Id}, {nameof(e.OwnKind)}: found '{e.OwnKind}', {KnownKind.Expected(options)}. "
                        + $"{nameof(options.EventKinds)} adds kinds of yours."
            );
        if (kind.ProblemOfRating(e.Rating) is { } rating)
            throw new ButacaException($"The event {e.Id}, {nameof(e.Rating)}: {rating}.");
        if (e.Id.Length is 0 or > EventRules.LongestId)
            throw new ButacaException(
                $"The event '{e.Id}', {nameof(e.Id)}: found {e.Id.Length} characters, expected 1 to {EventRules.LongestId}."
            );
        DateTimeOffset now = time.GetUtcNow();
        if (EventRules.ProblemOfTime(e.Time, now) is { } when)
            throw new ButacaException($"The event {e.Id}, {nameof(e.Time)}: {when}.");
        return new StoredEvent(
            e.Id,
            Key.User(e.User),
            Key.IdOf(e.Movie),
            kind.Kind,
            kind.Rating ?? e.Rating,
            EventRules.SecondsOf(e.Time, now),
            null
        )
        {
            OwnKind = kind.Own,
        };
    }

    private bool IsUnknown(StoredEvent e) => state.Deployment.Catalog.Catalog.Vocabulary.RowOf(e.Movie) < 0;

    private static ButacaException Unknown(Id movie) =>
        new($"The movie {movie}: found none of that id, expected one that {nameof(IMovieSource)} gives.");

    private static RecommendedMovie<TMovie>[] OwnIds(IEnumerable<Recommendation> list) =>
        [.. list.Select(item => new RecommendedMovie<TMovie>(Key.Of<TMovie>(item.Movie.Id), item))];
}
