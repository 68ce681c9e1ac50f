using Butaca.Client.Contracts;

namespace Butaca.Hosting.Storage;

/// <summary>
/// A store that several servers work on. All writes of all servers happen one after the other, so that the numbers of
/// events ascend in the order of acknowledgement whoever took them, and <see cref="LookAsync"/> tells whether what a
/// server has in memory is what the store says. Safe for many threads.
/// </summary>
public interface IClusterStore : IStore
{
    /// <summary>
    /// The changes that this server's memory has taken in. A write to movies, models or routing is refused with a
    /// <see cref="StaleException"/> where another server has changed them since.
    /// </summary>
    Changes Known { get; set; }

    /// <summary>How far the store is: at least as far as when this was called.</summary>
    /// <param name="users">Users whose events are asked for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<Look> LookAsync(IReadOnlyCollection<string> users, CancellationToken cancellation);

    /// <summary>
    /// Takes a lock that one server has at a time, until it is disposed of, or this process or its connection ends.
    /// </summary>
    /// <returns>The lock; null where another server has it.</returns>
    Task<IAsyncDisposable?> TryLockAsync(ClusterLock name, CancellationToken cancellation);

    /// <summary>The models, by name.</summary>
    Task<IReadOnlyList<StoredModel>> ModelsAsync(CancellationToken cancellation);

    /// <summary>Which of some files are here.</summary>
    /// <param name="hashes">The SHA-256 of each.</param>
    /// <param name="cancellation">Ends the work.</param>
    Task<IReadOnlySet<string>> ModelFilesAsync(IReadOnlyCollection<string> hashes, CancellationToken cancellation);

    /// <summary>Keeps a file of a model, whole or not at all.</summary>
    Task AddModelFileAsync(string hash, Stream content, CancellationToken cancellation);

    /// <summary>Writes a file of a model out.</summary>
    /// <returns>Whether it is here.</returns>
    Task<bool> ReadModelFileAsync(string hash, Stream target, CancellationToken cancellation);

    /// <summary>Has a model be the one of its name. Files that no model has any more are deleted.</summary>
    /// <param name="model">The model.</param>
    /// <param name="attempt">
    /// The training that it comes from, which has to be the one that runs; null: from none.
    /// </param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">
    /// The training was cancelled, or taken on by another server.
    /// </exception>
    /// <exception cref="StaleException">
    /// Models or users have changed since <see cref="Known"/>, or one of its files is missing.
    /// </exception>
    Task PutModelAsync(StoredModel model, long? attempt, CancellationToken cancellation);

    /// <summary>The training that runs, or the last one; null: there was none.</summary>
    Task<StoredTraining?> TrainingAsync(CancellationToken cancellation);

    /// <summary>Asks for a training.</summary>
    /// <returns>What is asked for; null where one runs already.</returns>
    Task<StoredTraining?> AskForTrainingAsync(
        string model,
        string request,
        DateTimeOffset now,
        CancellationToken cancellation
    );

    /// <summary>Takes the training on that runs: whoever was at it before is refused from then on.</summary>
    /// <returns>The training; null: none runs.</returns>
    Task<StoredTraining?> TakeTrainingAsync(CancellationToken cancellation);

    /// <summary>Tells how far a training is.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="status">How far it is, or how it ended.</param>
    /// <param name="anew">How often it began anew.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether it is to go on: nobody cancelled it, or took it on.</returns>
    Task<bool> ReportTrainingAsync(long attempt, TrainingStatus status, int anew, CancellationToken cancellation);

    /// <summary>Has the training that runs be cancelled.</summary>
    /// <returns>Whether one runs.</returns>
    Task<bool> CancelTrainingAsync(CancellationToken cancellation);

    /// <summary>The keys of data protection, as XML.</summary>
    Task<IReadOnlyList<string>> ProtectionKeysAsync(CancellationToken cancellation);

    /// <summary>Keeps a key of data protection.</summary>
    Task AddProtectionKeyAsync(string name, string xml, CancellationToken cancellation);
}

/// <summary>How often each part of what servers keep in memory has changed.</summary>
/// <param name="Movies">Movies that were added, changed or withdrawn.</param>
/// <param name="Models">Models that were trained or measured.</param>
/// <param name="Routing">Activations.</param>
/// <param name="Users">Users who were deleted.</param>
public readonly record struct Changes(long Movies, long Models, long Routing, long Users);

/// <summary>A user's events, by number.</summary>
/// <param name="First">
/// The number of the first; 0: there is none. Another one than before tells that the user was deleted meanwhile.
/// </param>
/// <param name="Last">The number of the last; 0: there is none.</param>
public readonly record struct EventSpan(long First, long Last);

/// <summary>How far the store is.</summary>
/// <param name="Changes">The changes of what everybody is served with.</param>
/// <param name="Users">The events of each user who was asked for.</param>
public sealed record Look(Changes Changes, IReadOnlyDictionary<string, EventSpan> Users);

/// <summary>What one server does at a time.</summary>
public enum ClusterLock
{
    /// <summary>Making what a new store lacks: the first key, the first models.</summary>
    First = 1,

    /// <summary>Training a model.</summary>
    Training = 2,
}

/// <summary>A model as it is stored.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Manifest">The text of its manifest, which names its files by their SHA-256.</param>
/// <param name="Trained">When it was trained, in seconds since 1970-01-01 UTC.</param>
public sealed record StoredModel(string Name, string Manifest, long Trained);

/// <summary>A training as it is stored.</summary>
/// <param name="Status">How far it is.</param>
/// <param name="Request">How it is to be trained, as JSON.</param>
/// <param name="Attempt">Counts who began it.</param>
/// <param name="Anew">How often it began anew, since users were deleted.</param>
/// <param name="IsCancelled">Whether it is to end.</param>
public sealed record StoredTraining(TrainingStatus Status, string Request, long Attempt, int Anew, bool IsCancelled);

/// <summary>
/// A write that follows from what another server has changed meanwhile. Nothing was written: read anew, and try again.
/// </summary>
public sealed class StaleException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found.</param>
    public StaleException(string message)
        : base(message) { }
}
