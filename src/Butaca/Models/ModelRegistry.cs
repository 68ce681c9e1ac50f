using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Butaca.Models;

/// <summary>The models that can be trained, by name.</summary>
public sealed class ModelRegistry
{
    private readonly SortedDictionary<string, IModel> _models = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the models of some assemblies; Butaca's own are in <c>Butaca.Training</c>.</summary>
    /// <exception cref="ButacaException">Two models have one name.</exception>
    [RequiresUnreferencedCode(Registry.Untrimmed)]
    public ModelRegistry(params ReadOnlySpan<Assembly> assemblies)
        : this(Registry.Find<IModel>(assemblies)) { }

    /// <summary>Takes the models that are named.</summary>
    /// <exception cref="ButacaException">Two models have one name.</exception>
    public ModelRegistry(IEnumerable<IModel> models)
    {
        foreach (IModel model in models)
            if (!_models.TryAdd(model.Name, model))
                throw new ButacaException(
                    $"'{model.Name}': found two models of this name, {_models[model.Name].GetType().FullName} and {model.GetType().FullName}, expected one. Rename yours."
                );
    }

    /// <summary>All models, by name.</summary>
    public IReadOnlyCollection<IModel> All => _models.Values;

    /// <summary>The names of those that can do something, for whoever needs one of them: "als, butaca".</summary>
    /// <param name="can">Whether a model can.</param>
    public string NamesOf(Func<IModel, bool> can) =>
        string.Join(", ", _models.Values.Where(can).Select(model => model.Name));

    /// <summary>The model of a name.</summary>
    /// <exception cref="ButacaException">There is no such model.</exception>
    public IModel Get(string name)
    {
        if (!_models.TryGetValue(name, out IModel? model))
            Throw.Option("model", name, $"one of {string.Join(", ", _models.Keys)}");
        return model;
    }
}
