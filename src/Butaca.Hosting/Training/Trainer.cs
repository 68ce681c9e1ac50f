using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Splits;
using Butaca.Training.Models;

namespace Butaca.Hosting.Training;

/// <summary>Trains the models that there are, and measures them.</summary>
public static class Trainer
{
    /// <summary>A model is measured on one of this many parts of the users.</summary>
    private const int Parts = 10;

    /// <summary>The model that serves until there is something to learn from: it goes by what movies are.</summary>
    public const string StandIn = "content-knn";

    /// <summary>All models that can be trained.</summary>
    public static ModelRegistry Models { get; } = new(typeof(Popularity).Assembly);

    /// <summary>
    /// The baseline, which other models have to be better than: without it their measures say little. A server always
    /// has it.
    /// </summary>
    public static string BaselineModel { get; } = Models.All.Single(model => model.IsBaseline).Name;

    /// <summary>
    /// Trains a model on everyone. With <see cref="TrainingRequest.Measure"/>, first on nine tenths of the users, to
    /// measure it on the others.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="request">Its options.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="runFolder">Where a training in rounds keeps its curves and checkpoints.</param>
    /// <returns>The model, and its run: to be finished once the model is kept, since until then an interrupted training
    /// goes on from it.</returns>
    /// <exception cref="ButacaException">The data or the options can't be used.</exception>
    public static (TrainedModel Model, RunFolder Run) Train(
        string name,
        TrainingRequest request,
        Dataset data,
        TrainContext context,
        string runFolder
    )
    {
        IModel model = Models.Get(name);
        object options = ModelOption.Parse(model, request.Options);
        if (model.NeedsInteractions && data.Interactions.Count == 0)
            throw new ButacaException(
                "There is no interaction to train on. Send events first, or start the server with other data."
            );
        ModelManifest manifest = ModelManifest.Of(model, options, context.Seed, data);
        if (request.Measure)
            manifest = Measure(
                manifest,
                data,
                context with
                {
                    Progress = Part(context.Progress, "measuring: ", 0, 0.5),
                }
            );
        RunFolder run = new(runFolder, RunFolder.KeyOf(manifest));
        Scorer scorer = model.Train(
            data,
            options,
            context with
            {
                Run = run,
                Progress = request.Measure ? Part(context.Progress, "", 0.5, 0.5) : context.Progress,
            }
        );
        return (new TrainedModel(manifest, data, scorer), run);
    }

    /// <summary>Measures a model by training another like it on nine tenths of the users.</summary>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <returns>The manifest with what was measured; as it was where the users are too few.</returns>
    public static ModelManifest Measure(ModelManifest manifest, Dataset data, TrainContext context)
    {
        if (data.Users.Count < 2 * Parts)
            return manifest;
        IModel model = Models.Get(manifest.Model);
        object options = ModelOption.Parse(model, manifest.Options);
        int[] part = Folds.Assign(data.Users.Count, Parts, context.Seed, "users");
        Dataset training = data.SelectUsers([.. Enumerable.Range(0, part.Length).Where(user => part[user] > 0)]);
        return Evaluator.MeasureOthers(
            manifest,
            data,
            training,
            model.Train(training, options, context with { Run = null }),
            context
        );
    }

    private static Share? Part(IProgress<TrainProgress>? progress, string prefix, double from, double share) =>
        progress is null ? null : new Share(progress, prefix, from, share);

    private sealed class Share(IProgress<TrainProgress> whole, string prefix, double from, double share)
        : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) =>
            whole.Report(new TrainProgress(prefix + value.Stage, from + share * value.Fraction));
    }
}
