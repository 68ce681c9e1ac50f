using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Embedded;

/// <summary>
/// Starts from the program's catalogue. What is in the way keeps Butaca from answering, not the program from running.
/// </summary>
internal sealed class EmbeddedStartup<TMovie>(
    LiveState state,
    IStore store,
    ModelShelf shelf,
    MovieReader<TMovie> reader,
    EmbeddingOptions options,
    ILogger<Startup> log
) : Startup(state, store, shelf, options, log)
    where TMovie : notnull, IParsable<TMovie>
{
    private readonly LiveState _state = state;
    private readonly ModelShelf _shelf = shelf;
    private Movie[] _offered = [];
    private Id[] _gone = [];

    /// <inheritdoc/>
    protected override string DataName => "the catalogue";

    /// <summary>Models know movies that are no longer offered, and users watched them: they stay, withdrawn.</summary>
    protected override async Task<Dataset> ReadAsync(CancellationToken cancellation)
    {
        Catalog offered = await reader.ReadAsync(cancellation);
        DatasetBuilder builder = new();
        Dictionary<Id, Movie> gone = [];
        foreach (Movie movie in _shelf.Movies())
            if (offered.Vocabulary.RowOf(movie.Id) < 0)
                gone[movie.Id] = movie;
        foreach (Movie movie in offered.Movies)
            builder.AddMovie(movie);
        foreach (Movie movie in gone.Values)
            builder.AddMovie(movie);
        _offered = offered.Movies.ToArray();
        _gone = [.. gone.Keys];
        return builder.Build();
    }

    /// <summary>All that is offered is laid over the models: they may be of before it was.</summary>
    protected override Task<(IReadOnlyList<Movie> Stored, IReadOnlyList<Id> Withdrawn)> ReadChangesAsync(
        CancellationToken cancellation
    ) => Task.FromResult<(IReadOnlyList<Movie>, IReadOnlyList<Id>)>((_offered, _gone));

    /// <inheritdoc/>
    protected override Task FailAsync(string message)
    {
        _state.Fail(message);
        return Task.CompletedTask;
    }
}
