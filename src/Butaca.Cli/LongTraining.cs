using Butaca.Data;
using Butaca.Models;

namespace Butaca.Cli;

/// <summary>
/// The run folder of a training, beside the model: <c>OUTPUT.run</c>. It is there if the model learns in rounds.
/// </summary>
internal sealed class LongTraining
{
    private readonly Terminal _terminal;
    private readonly string _folder;

    private LongTraining(Terminal terminal, string folder, string key)
    {
        _terminal = terminal;
        _folder = folder;
        Run = new RunFolder(folder, key);
        if (Run.HasCheckpoint)
            terminal.Note($"Resuming from the checkpoint in {folder}. To start anew, add --fresh.");
    }

    public RunFolder Run { get; }

    /// <summary>Opens the folder.</summary>
    /// <param name="terminal">Told if a checkpoint is used.</param>
    /// <param name="output">Where the model will be written.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">Its options.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="data">What it is trained on.</param>
    /// <param name="fresh">Whether an earlier checkpoint goes first.</param>
    public static LongTraining Open(
        Terminal terminal,
        string output,
        IModel model,
        object options,
        long seed,
        Dataset data,
        bool fresh
    )
    {
        string folder = Path.TrimEndingDirectorySeparator(output) + ".run";
        if (fresh)
            RunFolder.Delete(folder);
        return new LongTraining(terminal, folder, RunFolder.KeyOf(ModelManifest.Of(model, options, seed, data)));
    }

    /// <summary>Trains; if it is cancelled, says how it goes on.</summary>
    public Scorer Train(Func<Scorer> train)
    {
        try
        {
            return train();
        }
        catch (OperationCanceledException)
        {
            if (Run.HasCheckpoint)
                _terminal.Note($"The same command goes on from the last checkpoint: {_folder}");
            throw;
        }
    }

    /// <summary>After the model is written: the checkpoint goes, the curves are drawn.</summary>
    public void Finish()
    {
        if (!Run.Finish())
            return;
        TrainingCurves.Write(Run.PicturePath, Run.Curve);
        _terminal.Note($"Training curves: {Run.PicturePath}");
    }
}
