using System.Text.Json;
using System.Text.Json.Serialization;
using Butaca.Evaluation;
using Butaca.Splits;

namespace Butaca.Cli.Experiments;

/// <summary>One file of <c>configs/</c>: what to measure on which data, and what was published about it.</summary>
internal sealed record Experiment
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The file's name without its ending: names the place on the page.</summary>
    [JsonIgnore]
    public string Name { get; private init; } = "";

    /// <summary>The file.</summary>
    [JsonIgnore]
    public string File { get; private init; } = "";

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>Where the models, the data and the published figures come from.</summary>
    public required string Paper { get; init; }

    /// <summary>How long it takes, on what and with how much memory: for who is about to run it.</summary>
    public required string Takes { get; init; }

    /// <summary>What a reader should know of it, as markdown.</summary>
    public required string About { get; init; }

    /// <summary>The data set folder, relative to the current one.</summary>
    public required string Data { get; init; }

    /// <summary>How to come by that folder; null where it is in the repository.</summary>
    public string? DataFrom { get; init; }

    /// <summary>The protocol's name.</summary>
    public required string Protocol { get; init; }

    /// <summary>The contenders, as <c>evaluate --models</c> takes them.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The model to compare the others with; null: as <c>evaluate</c> chooses.</summary>
    public string? Baseline { get; init; }

    /// <summary>Masks drawn for each user.</summary>
    public int Draws { get; init; } = new ProtocolOptions().Draws;

    /// <summary>Folds of users or movies.</summary>
    public int Folds { get; init; } = new ProtocolOptions().Folds;

    /// <summary>Folds that are run; null: all.</summary>
    public int? Rounds { get; init; }

    /// <summary>Ids of the users to train on; null: the protocol's own.</summary>
    public string? Existing { get; init; }

    /// <summary>Decides everything random.</summary>
    public long Seed { get; init; } = new ProtocolOptions().Seed;

    /// <summary>
    /// How often each model is trained, with the seeds from <see cref="Seed"/> on; the questions stay the same.
    /// </summary>
    public int Trainings { get; init; } = 1;

    /// <summary>What was published of a contender.</summary>
    public IReadOnlyDictionary<string, Published> Published { get; init; } = new Dictionary<string, Published>();

    /// <summary>Reads a file.</summary>
    /// <exception cref="ButacaException">It is no experiment.</exception>
    public static Experiment Read(string file)
    {
        try
        {
            Experiment read =
                JsonSerializer.Deserialize<Experiment>(System.IO.File.ReadAllText(file), Json)
                ?? throw new ButacaException($"{file}: found null, expected an experiment.");
            if (read.Models.Count == 0)
                throw new ButacaException($"{file}, field 'models': found none, expected at least one.");
            if (read.Trainings < 1)
                throw new ButacaException($"{file}, field 'trainings': found '{read.Trainings}', expected at least 1.");
            if (read.Rounds < 1)
                throw new ButacaException($"{file}, field 'rounds': found '{read.Rounds}', expected at least 1.");
            if (read.Published.Keys.FirstOrDefault(model => !read.Models.Contains(model)) is { } stranger)
                throw new ButacaException(
                    $"{file}, field 'published': found '{stranger}', expected one of {string.Join(", ", read.Models)}."
                );
            return read with { Name = Path.GetFileNameWithoutExtension(file), File = file };
        }
        catch (JsonException exception)
        {
            string where = $"{file}, line {exception.LineNumber + 1}";
            throw new ButacaException(
                exception.Path is ['$', '.', .. { } field]
                    ? $"{where}, field '{field}': found no such field or no such value, expected what the other experiments have there."
                    : $"{where}: found no experiment, expected JSON with title, paper, takes, about, data, protocol and models.",
                exception
            );
        }
    }

    /// <summary>What the protocol is told.</summary>
    public ProtocolOptions ToOptions() =>
        new()
        {
            Seed = Seed,
            Draws = Draws,
            Folds = Folds,
            MostRounds = Rounds,
            Existing = Existing is null ? null : IdRanges.Parse("existing", Existing),
        };
}

/// <summary>What was published of a model.</summary>
internal sealed record Published
{
    /// <summary>Its precision, 0 … 1, by group of users.</summary>
    public IReadOnlyDictionary<string, double> Precision { get; init; } = new Dictionary<string, double>();

    /// <summary>Its hyperparameters, by the names of our options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
