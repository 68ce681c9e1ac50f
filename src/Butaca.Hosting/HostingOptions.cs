using System.ComponentModel.DataAnnotations;

namespace Butaca.Hosting;

/// <summary>Where Butaca keeps what it must not lose, and when it trains.</summary>
public class HostingOptions : IValidatableObject
{
    /// <summary>The SQLite file that is the store by default.</summary>
    public const string StoreFile = "butaca.db";

    /// <summary>
    /// The folder of the models (<c>models/NAME</c>) and, by default, of the store. Default: <c>butaca</c>.
    /// </summary>
    [Required]
    public string Folder { get; set; } = "butaca";

    /// <summary>
    /// The store: a path of an SQLite file, or a PostgreSQL connection string. Default: empty, <c>butaca.db</c> in
    /// <see cref="Folder"/>.
    /// </summary>
    public string Store { get; set; } = "";

    /// <summary>
    /// The model that is trained first and serves until another is activated. Default: <c>butaca</c>.
    /// </summary>
    [Required]
    public string Model { get; set; } = "butaca";

    /// <summary>Threads that a training may use while it serves; 0: half of the processor's. Default 0.</summary>
    [Range(0, 1024)]
    public int TrainingThreads { get; set; }

    /// <summary>
    /// After how many hours <see cref="Model"/> is trained again, if anything has happened since; 0: only when somebody
    /// asks for it. Default 0.
    /// </summary>
    [Range(0, 10_000)]
    public double TrainEveryHours { get; set; }

    /// <summary>
    /// After how many events <see cref="Model"/> is trained again, or after fewer that double what there was, from 20
    /// on; 0: only when somebody asks for it. Default 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int TrainAfterEvents { get; set; }

    /// <summary>Days for which shown recommendations are kept for the statistics. Default 90.</summary>
    [Range(1, 3650)]
    public int KeepShownDays { get; set; } = 90;

    /// <summary>
    /// Kinds of events of your own, by name, and what each means, beside <c>watched</c>, <c>rated</c>,
    /// <c>dismissed</c> and <c>removed</c>: <c>purchase</c>, <c>finish</c>, <c>click</c>. Names are of lower-case letters,
    /// digits, - and _. Default: none.
    /// </summary>
    public Dictionary<string, EventKindOptions> EventKinds { get; } = new(StringComparer.Ordinal);

    /// <summary>The store's connection, worked out.</summary>
    public string StoreConnection => Store.Length > 0 ? Store : Path.Combine(Folder, StoreFile);

    /// <summary><see cref="TrainingThreads"/>, worked out.</summary>
    internal int ThreadsBesideServing =>
        TrainingThreads > 0 ? TrainingThreads : Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Where the models are.</summary>
    internal string ModelsFolder => Path.Combine(Folder, "models");

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        KnownKind.Problems(this);
}
