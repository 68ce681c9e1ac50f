using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;

namespace Butaca.Hosting.Training;

/// <summary>
/// What a training learns from: the data set without who is to be forgotten, with all events and all movies of now.
/// </summary>
public static class TrainingData
{
    /// <summary>Joins them.</summary>
    /// <param name="seedData">The data set.</param>
    /// <param name="catalog">The movies.</param>
    /// <param name="store">The events.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<Dataset> ReadAsync(
        SeedData seedData,
        LiveCatalog catalog,
        IStore store,
        CancellationToken cancellation
    )
    {
        Dictionary<string, List<StoredEvent>> events = new(StringComparer.Ordinal);
        await foreach (StoredEvent e in store.EventsAsync(cancellation))
        {
            if (!events.TryGetValue(e.User, out List<StoredEvent>? own))
                events.Add(e.User, own = []);
            own.Add(e);
        }

        DatasetBuilder builder = new();
        foreach (Movie movie in catalog.Catalog.Movies)
            builder.AddMovie(movie);
        Vocabulary users = seedData.Data.Users;
        for (int user = 0; user < users.Count; user++)
        {
            string id = $"{users.IdOf(user)}";
            if (events.ContainsKey(id) || seedData.RowOf(id) < 0)
                continue;
            Add(builder, catalog, users.IdOf(user), seedData.WatchedBy(user));
        }
        foreach ((string user, List<StoredEvent> own) in events)
        {
            UserState state = UserState.Of(user, seedData.WatchedBy(user), own);
            Add(builder, catalog, user, state.Watched.ToArray());
        }
        return builder.Build();
    }

    private static void Add(DatasetBuilder builder, LiveCatalog catalog, Id user, IEnumerable<Watching> watched)
    {
        foreach (Watching watching in watched)
            if (catalog.Catalog.Vocabulary.RowOf(watching.Movie) >= 0)
                builder.AddInteraction(user, watching.Movie, watching.Rating, watching.Time);
    }
}
