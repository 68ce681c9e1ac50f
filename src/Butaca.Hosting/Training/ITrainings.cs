using Butaca.Client.Contracts;

namespace Butaca.Hosting.Training;

/// <summary>The trainings of a server, or of a cluster: one at a time.</summary>
internal interface ITrainings
{
    /// <summary>Begins a training.</summary>
    /// <param name="name">The model, one of <see cref="Trainer.Models"/>.</param>
    /// <param name="request">How.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RequestException">One is running already.</exception>
    Task<TrainingStatus> BeginAsync(string name, TrainingRequest request, CancellationToken cancellation);

    /// <summary>The training that runs, or the last one that ran; null: none.</summary>
    Task<TrainingStatus?> StatusAsync(CancellationToken cancellation);

    /// <summary>Cancels the training that runs.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> CancelAsync(CancellationToken cancellation);

    /// <summary>
    /// Tells that a user was deleted: a training that runs may have read what they watched, so it begins anew when it
    /// ends.
    /// </summary>
    /// <returns>
    /// Whether it does not, since it has done so too often: its model may hold them until the next training.
    /// </returns>
    Task<bool> UserDeletedAsync();
}
