using Butaca.Models;

namespace Butaca.Evaluation;

/// <summary>A model and the options to train it with.</summary>
/// <param name="Label">What reports call it; different for each contender of an evaluation.</param>
/// <param name="Model">The model.</param>
/// <param name="Options">An object of the kind that <see cref="IModel.CreateOptions"/> returns.</param>
public sealed record Contender(string Label, IModel Model, object Options)
{
    /// <summary>Reads a contender as people write it: <c>edlae</c> or <c>edlae:lambda=200:dropout=0.8</c>.</summary>
    /// <exception cref="ButacaException">There is no such model or option, or a value is out of range.</exception>
    public static Contender Parse(ModelRegistry models, string text)
    {
        string[] parts = text.Split(':', StringSplitOptions.TrimEntries);
        IModel model = models.Get(parts[0]);
        return new Contender(text, model, ModelOption.Parse(model, parts[1..]));
    }
}
