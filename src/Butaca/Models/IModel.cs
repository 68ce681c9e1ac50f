using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>A kind of model that can be trained: one class in one file, found by <see cref="ModelRegistry"/>.</summary>
public interface IModel
{
    /// <summary>The name on the command line, such as <c>edlae</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence, with its source.</summary>
    string Summary { get; }

    /// <summary>
    /// Whether training is so long that it keeps checkpoints (<see cref="TrainContext.Run"/>). Default: false.
    /// </summary>
    bool KeepsCheckpoints => false;

    /// <summary>
    /// Whether it is made for lists of recommendations; where not, it is measured by lists only if it is named.
    /// Default: true.
    /// </summary>
    bool IsForLists => true;

    /// <summary>Whether it learns from who watched what; where not, a catalogue alone will do. Default: true.</summary>
    bool NeedsInteractions => true;

    /// <summary>
    /// Whether its scorers predict ratings (<see cref="Scorer.PredictRatings"/>), where the data has some. Default:
    /// false.
    /// </summary>
    bool PredictsRatings => false;

    /// <summary>Whether its scorers place movies in a space (<see cref="IMovieVectors"/>). Default: false.</summary>
    bool PlacesMovies => false;

    /// <summary>
    /// Whether its scorers take movies that are not in the catalogue, by what they are
    /// (<see cref="IExtendableScorer"/>, or by an embedding). Default: false.
    /// </summary>
    bool TakesNewMovies => false;

    /// <summary>Whether others are compared with it where nobody says with which. One model is. Default: false.</summary>
    bool IsBaseline => false;

    /// <summary>What can be set, in order: <see cref="ModelOption.Of{T}"/> of the class of its options.</summary>
    IReadOnlyList<ModelOption> Options { get; }

    /// <summary>A new options object with the defaults.</summary>
    object CreateOptions();

    /// <summary>Trains on a data set.</summary>
    /// <param name="data">Everything the model may see.</param>
    /// <param name="options">An object of the kind that <see cref="CreateOptions"/> returns.</param>
    /// <param name="context">Seed, threads, progress and cancellation.</param>
    /// <exception cref="ButacaException">The data or the options cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Scorer Train(Dataset data, object options, TrainContext context);
}

/// <summary>The base of models: a typed <see cref="IModel"/>.</summary>
/// <typeparam name="TOptions">The options: settable properties with ranges, defaults and descriptions.</typeparam>
public abstract class Model<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>
    : IModel
    where TOptions : class, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public virtual bool KeepsCheckpoints => false;

    /// <inheritdoc/>
    public virtual bool IsForLists => true;

    /// <inheritdoc/>
    public virtual bool NeedsInteractions => true;

    /// <inheritdoc/>
    public virtual bool PredictsRatings => false;

    /// <inheritdoc/>
    public virtual bool PlacesMovies => false;

    /// <inheritdoc/>
    public virtual bool TakesNewMovies => false;

    /// <inheritdoc/>
    public virtual bool IsBaseline => false;

    /// <inheritdoc/>
    public IReadOnlyList<ModelOption> Options { get; } = ModelOption.Of<TOptions>();

    /// <inheritdoc/>
    public object CreateOptions() => new TOptions();

    /// <inheritdoc cref="IModel.Train"/>
    public Scorer Train(Dataset data, TOptions options, TrainContext context)
    {
        if (NeedsInteractions && data.Interactions.Count == 0)
            throw new ButacaException(
                $"{Name}: found no interaction in the data, expected at least one to learn from. Add who watched what, or read other data."
            );
        ModelOption.Check(this, options);
        return Fit(data, options, context);
    }

    /// <summary>The training itself.</summary>
    /// <param name="data">
    /// Everything the model may see; it holds an interaction where <see cref="NeedsInteractions"/>.
    /// </param>
    /// <param name="options">Each in its range.</param>
    /// <param name="context">Seed, threads, progress and cancellation.</param>
    protected abstract Scorer Fit(Dataset data, TOptions options, TrainContext context);

    Scorer IModel.Train(Dataset data, object options, TrainContext context) => Train(data, (TOptions)options, context);
}

/// <summary>Options of a model that has none.</summary>
public sealed class NoOptions;

/// <summary>What a training needs apart from data and options.</summary>
public sealed record TrainContext
{
    /// <summary>Decides everything random. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>
    /// Threads to compute with, at least 1. Default: the processor's. Another count changes results by rounding only.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told how far the training is; null for none.</summary>
    public IProgress<TrainProgress>? Progress { get; init; }

    /// <summary>Where a training in rounds keeps its curves, and a long one its checkpoints; null: nowhere.</summary>
    public RunFolder? Run { get; init; }

    /// <summary>What other trainings on the same data may already have computed; null: nothing.</summary>
    public SharedWork? Shared { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Reports progress and stops if that was asked for.</summary>
    /// <param name="stage">What is being done.</param>
    /// <param name="fraction">How much of the whole training is done, 0 … 1.</param>
    public void Report(string stage, double fraction)
    {
        Cancellation.ThrowIfCancellationRequested();
        Progress?.Report(new TrainProgress(stage, fraction));
    }

    /// <summary>The context of a part of the training: its progress is a part of the whole's.</summary>
    /// <param name="prefix">What comes before its stages.</param>
    /// <param name="from">How much of the whole training is done before, 0 … 1.</param>
    /// <param name="to">How much is done after.</param>
    internal TrainContext Part(string prefix, double from, double to) =>
        Progress is null ? this : this with { Progress = new PartProgress(Progress, prefix, from, to) };

    /// <summary>Runs a body for 0 … count − 1 on <see cref="Threads"/> threads, until cancelled.</summary>
    /// <exception cref="ButacaException">A body threw it: the first that did, itself, not in an aggregate.</exception>
    internal void ParallelFor(int count, Action<int> body)
    {
        try
        {
            Parallel.For(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation },
                body
            );
        }
        catch (AggregateException exception)
            when (exception.InnerExceptions.FirstOrDefault(inner => inner is ButacaException) is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    /// <summary>
    /// Runs a body as <see cref="ParallelFor(int, Action{int})"/> does, and reports how far it is, never less than
    /// before.
    /// </summary>
    /// <param name="count">How often to run it.</param>
    /// <param name="stage">What is being done.</param>
    /// <param name="until">How much of the whole training is done afterwards; nothing was before.</param>
    /// <param name="body">The work.</param>
    internal void ParallelFor(int count, string stage, double until, Action<int> body)
    {
        int done = 0;
        Lock reporting = new();
        ParallelFor(
            count,
            i =>
            {
                body(i);
                if ((Interlocked.Increment(ref done) & 0xff) != 0)
                    return;
                lock (reporting)
                    Report(stage, until * Volatile.Read(ref done) / count); // read under the lock, or an older count could come later
            }
        );
        Report(stage, until);
    }
}

/// <summary>How far a training is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">How much of the whole is done, 0 … 1.</param>
public readonly record struct TrainProgress(string Stage, double Fraction);

/// <summary>Tells the whole how far a part of it is.</summary>
/// <param name="whole">Is told.</param>
/// <param name="prefix">What comes before its stages.</param>
/// <param name="from">How much of the whole is done before, 0 … 1.</param>
/// <param name="to">How much is done after.</param>
internal sealed class PartProgress(IProgress<TrainProgress> whole, string prefix, double from, double to)
    : IProgress<TrainProgress>
{
    /// <inheritdoc/>
    public void Report(TrainProgress value) =>
        whole.Report(new TrainProgress(prefix + value.Stage, from + (to - from) * value.Fraction));
}
