using System.ComponentModel.DataAnnotations;

namespace Butaca.Client.Contracts;

/// <summary>A model of the server.</summary>
/// <param name="Name">Its name, such as <c>butaca</c>.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Trained">When it was trained; absent where it isn't.</param>
/// <param name="Share">The share of the users whom it serves, 0 … 1.</param>
/// <param name="Options">The options that it was trained with.</param>
/// <param name="Users">Users that it was trained on.</param>
/// <param name="Movies">
/// Movies that it knows: those that it was trained on, and where it takes new ones, those that were added since.
/// </param>
/// <param name="Interactions">Interactions that it was trained on.</param>
/// <param name="Metrics">
/// Measured on users who were not trained on: metric → mean. Empty where it wasn't measured.
/// </param>
/// <param name="StandardErrors">Metric → standard error of the mean over users. Empty where it wasn't measured.</param>
/// <param name="TakesNewMovies">Whether movies that are added can be recommended without a training.</param>
public sealed record ModelItem(
    string Name,
    string Summary,
    DateTimeOffset? Trained,
    double Share,
    IReadOnlyDictionary<string, string> Options,
    int Users,
    int Movies,
    int Interactions,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> StandardErrors,
    bool TakesNewMovies
);

/// <summary>Makes a model serve users.</summary>
public sealed record Activation
{
    /// <summary>
    /// The share of the users whom the model is to serve, above 0 up to 1. The others stay with the model that is
    /// active now; who belongs to whom never changes while the two stay.
    /// </summary>
    [Range(0.001, 1.0)]
    public double Share { get; init; } = 1;
}

/// <summary>
/// Trains a model on the data and all stored events, in the background. It takes the place of an earlier one of its
/// name.
/// </summary>
public sealed record TrainingRequest
{
    /// <summary>Options of the model, such as <c>lambda</c>: <c>300</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Decides everything random.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Whether to measure it first on a tenth of the users, left out for that; takes as long again.</summary>
    public bool Measure { get; init; } = true;
}

/// <summary>A training, running or ended.</summary>
/// <param name="Model">The model.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">How much of it is done, 0 … 1.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended; absent while it runs.</param>
/// <param name="Error">
/// Why it failed, to an admin key; that it did, to others. The model that was there before serves on.
/// </param>
public sealed record TrainingStatus(
    string Model,
    string State,
    string Stage,
    double Fraction,
    DateTimeOffset Started,
    DateTimeOffset? Ended,
    string? Error
);

/// <summary>What became of recommendations.</summary>
/// <param name="Since">From when on they are counted: the beginning of a day of UTC.</param>
/// <param name="Models">By model.</param>
public sealed record Statistics(DateTimeOffset Since, IReadOnlyList<ModelStatisticsItem> Models);

/// <summary>What became of a model's recommendations.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Lists">Lists that were shown. One that is shown again unchanged keeps its id and counts once.</param>
/// <param name="Users">Different users to whom they were shown.</param>
/// <param name="Movies">Movies on those lists.</param>
/// <param name="Watched">How many of them were watched, by events that named the list.</param>
/// <param name="Dismissed">How many of them were dismissed, by events that named the list.</param>
/// <param name="HitRate">Lists from which at least one movie was watched, as a share of all lists.</param>
public sealed record ModelStatisticsItem(
    string Model,
    long Lists,
    long Users,
    long Movies,
    long Watched,
    long Dismissed,
    double HitRate
);
