using Butaca.Models;

namespace Butaca.Evaluation;

/// <summary>A model and the options to train it with.</summary>
/// <param name="Label">What reports call it; different for each contender of an evaluation.</param>
/// <param name="Model">The model.</param>
/// <param name="Options">An object of the kind that <see cref="IModel.CreateOptions"/> returns.</param>
public sealed record Contender(string Label, IModel Model, object Options)
{
    /// <summary>How its lists are ordered anew. Default: not at all.</summary>
    public Reranking Reranking { get; init; } = new();

    /// <summary>
    /// Reads a contender as people write it: <c>edlae</c>, <c>edlae:lambda=200:dropout=0.8</c>, or with the settings of
    /// <see cref="Evaluation.Reranking"/>, which every model has, <c>edlae:novelty=0.5</c>.
    /// </summary>
    /// <exception cref="ButacaException">There is no such model or option, or a value is out of range.</exception>
    public static Contender Parse(ModelRegistry models, string text)
    {
        string[] parts = text.Split(':', StringSplitOptions.TrimEntries);
        IModel model = models.Get(parts[0]);
        Reranking reranking = new();
        List<string> own = [];
        foreach (string part in parts[1..])
            if (!reranking.TrySet(part))
                own.Add(part);
        return new Contender(text, model, ModelOption.Parse(model, own)) { Reranking = reranking };
    }

    /// <summary>Whether one training serves both: the same model with the same options.</summary>
    public bool TrainsLike(Contender other) =>
        ReferenceEquals(Model, other.Model)
        && (
            ReferenceEquals(Options, other.Options)
            || ModelOption.Values(Model, Options).SequenceEqual(ModelOption.Values(Model, other.Options))
        );

    /// <summary>
    /// The label of the contender that the others are compared with; null where there is nothing to compare.
    /// </summary>
    /// <param name="contenders">The contenders, at least one.</param>
    /// <param name="option">Where it was asked for, for an error.</param>
    /// <param name="asked">What was asked for; null: the one with <see
    /// cref="IModel.IsBaseline"/> if it is among them as it is, else the first.</param>
    /// <exception cref="ButacaException">There is no such contender.</exception>
    public static string? Baseline(IReadOnlyList<Contender> contenders, string option, string? asked)
    {
        asked ??= contenders.Count > 1 ? (contenders.FirstOrDefault(IsBaseline) ?? contenders[0]).Label : null;
        if (asked is not null && !contenders.Any(c => c.Label == asked))
            Throw.Option(option, asked, $"one of {string.Join(", ", contenders.Select(c => c.Label))}");
        return asked;
    }

    private static bool IsBaseline(Contender contender) =>
        contender.Model.IsBaseline && contender.Label == contender.Model.Name;
}
