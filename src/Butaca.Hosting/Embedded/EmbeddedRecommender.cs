using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;
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
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<RecommendationList<TMovie>> RecommendAsync(
        TUser user,
        RecommendOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        await state.Ready.WaitAsync(cancellation);
        RecommendOptions asked = options ?? new RecommendOptions();
        PersonState person = await state.People.GetAsync(Key.User(user), cancellation);
        Deployment deployment = state.Deployment;
        LiveModel model = deployment.For(person.Id);
        asked.Filter.Check(deployment.Catalog.Catalog);
        MovieFilter filter = asked.Filter with { ExcludedIds = [.. asked.Filter.ExcludedIds, .. person.Dismissed] };
        IReadOnlyList<Recommendation> list = model.Recommender.Recommend(
            person.On(model.Catalog).AsHistory(),
            asked with
            {
                Filter = filter.Within(model.Catalog),
                LessLike = [.. asked.LessLike, .. person.Dismissed],
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

    /// <summary>Records what a source gives: what it says of movies that the catalogue doesn't have is left out.</summary>
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
        string person = Key.User(user);
        return await DeleteAsync(person).WaitAsync(cancellation);
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
        while (trainings.Status is { State: "running" })
        {
            if (cancellation.IsCancellationRequested)
                trainings.Cancel();
            await Task.Delay(Pause, time, CancellationToken.None);
        }
        cancellation.ThrowIfCancellationRequested();
        if (trainings.Status is { Error: { } error })
            throw new ButacaException(error);
    }

    private async Task<int> StoreAsync(StoredEvent[] events)
    {
        if (events.Length == 0)
            return 0;
        int isNew = (await state.People.AppendAsync(events)).Count(wasNew => wasNew);
        telemetry.Stored(isNew);
        return isNew;
    }

    private async Task<int> DeleteAsync(string person)
    {
        int deleted = await state.People.DeleteAsync(person);
        trainings.PersonDeleted();
        return deleted;
    }

    private StoredEvent Stored(UserEvent<TUser, TMovie> e)
    {
        if (e.Kind == EventKind.Rated != e.Rating is not null || e.Rating is { } rating && !double.IsFinite(rating))
            throw new ButacaException(
                $"The event {e.Id}, rating: found {(e.Rating is { } found ? $"{found}" : "none")} with the kind {e.Kind}, expected a number with the kind {EventKind.Rated}, and none with others."
            );
        if (e.Id.Length is 0 or > 64)
            throw new ButacaException($"The event '{e.Id}', id: found {e.Id.Length} characters, expected 1 to 64.");
        DateTimeOffset now = time.GetUtcNow();
        long seconds = (e.Time is { } at && at < now ? at : now).ToUnixTimeSeconds(); // a model is not told of what is to come
        if (seconds is < 0 or > uint.MaxValue)
            throw new ButacaException(
                $"The event {e.Id}, time: found {e.Time:O}, expected a time from 1970-01-01 to 2106-02-07 06:28:15 UTC."
            );
        return new StoredEvent(e.Id, Key.User(e.User), Key.IdOf(e.Movie), e.Kind, e.Rating, seconds, null);
    }

    private bool IsUnknown(StoredEvent e) => state.Deployment.Catalog.Catalog.Vocabulary.RowOf(e.Movie) < 0;

    private static ButacaException Unknown(Id movie) =>
        new($"The movie {movie}: found none of that id, expected one that {nameof(IMovieSource)} gives.");

    private static RecommendedMovie<TMovie>[] OwnIds(IEnumerable<Recommendation> list) =>
        [.. list.Select(item => new RecommendedMovie<TMovie>(Key.Of<TMovie>(item.Movie.Id), item))];
}
