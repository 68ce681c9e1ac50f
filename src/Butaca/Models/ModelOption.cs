using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Butaca.Models;

/// <summary>The values of an option worth trying when hyperparameters are searched, from low to high.</summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SearchSpaceAttribute(params double[] values) : Attribute
{
    /// <summary>The values, from low to high.</summary>
    public IReadOnlyList<double> Values { get; } = values;
}

/// <summary>One option of a model: a settable property of its options class.</summary>
public sealed class ModelOption
{
    private readonly PropertyInfo _property;

    private ModelOption(PropertyInfo property) => _property = property;

    /// <summary>The name as written in <c>--set name=value</c>: the property's, in camel case.</summary>
    public string Name => JsonName(_property.Name);

    /// <summary>What it does.</summary>
    public string Description => _property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Allowed values, in words.</summary>
    public string Range
    {
        get
        {
            if (_property.PropertyType == typeof(bool))
                return "true | false";
            if (_property.PropertyType.IsEnum)
                return string.Join(" | ", Enum.GetNames(_property.PropertyType));
            RangeAttribute? range = _property.GetCustomAttribute<RangeAttribute>();
            string kind = _property.PropertyType == typeof(int) ? "a whole number" : "a number";
            return range is null ? kind : $"{kind} from {Text(range.Minimum)} to {Text(range.Maximum)}";
        }
    }

    /// <summary>Values to try in a search; empty where the option is not searched.</summary>
    public IReadOnlyList<double> SearchSpace => _property.GetCustomAttribute<SearchSpaceAttribute>()?.Values ?? [];

    /// <summary>The options of a class of options, in the order of their declaration.</summary>
    /// <typeparam name="T">The class.</typeparam>
    public static IReadOnlyList<ModelOption> Of<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T
    >() =>
        [
            .. typeof(T)
                .GetProperties()
                .Where(p => p.CanWrite)
                .OrderBy(p => p.HasMetadataToken() ? p.GetMetadataToken() : 0) // compiled ahead of time there is none, and they come in order
                .Select(p => new ModelOption(p)),
        ];

    /// <summary>All options of a model and their values, as <see cref="Set"/> reads them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">An object of the kind that <see cref="IModel.CreateOptions"/> returns.</param>
    public static IReadOnlyDictionary<string, string> Values(IModel model, object options) =>
        model.Options.ToDictionary(o => o.Name, o => o.Get(options));

    /// <summary>Complains about an option that a program has set to what <see cref="Set"/> refuses.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">An object of the kind that <see cref="IModel.CreateOptions"/> returns.</param>
    /// <exception cref="ButacaException">A value is out of range.</exception>
    public static void Check(IModel model, object options)
    {
        foreach (ModelOption option in model.Options)
            if (!option.Allows(option._property.GetValue(options)))
                Throw.Option(option.Name, option.Get(options), option.Range);
    }

    /// <summary>A model's options from assignments.</summary>
    /// <param name="model">The model.</param>
    /// <param name="assignments">Each <c>name=value</c>; what isn't assigned keeps its default.</param>
    /// <exception cref="ButacaException">There is no such option, or a value is out of range.</exception>
    public static object Parse(IModel model, IEnumerable<string> assignments)
    {
        object options = model.CreateOptions();
        foreach (string assignment in assignments)
        {
            string[] sides = assignment.Split('=', 2, StringSplitOptions.TrimEntries);
            if (sides.Length != 2)
                Throw.Option($"option of {model.Name}", assignment, "name=value");
            Find(model, sides[0]).Set(options, sides[1]);
        }
        return options;
    }

    /// <summary>A model's options from their values, as <see cref="Values"/> tells them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="values">By name; what is missing keeps its default.</param>
    /// <exception cref="ButacaException">There is no such option, or a value is out of range.</exception>
    public static object Parse(IModel model, IReadOnlyDictionary<string, string> values) =>
        Parse(model, values.Select(option => $"{option.Key}={option.Value}"));

    /// <summary>The option of a name; case, hyphens and underscores are ignored.</summary>
    /// <exception cref="ButacaException">There is no such option.</exception>
    public static ModelOption Find(IModel model, string name)
    {
        IReadOnlyList<ModelOption> all = model.Options;
        string key = name.Replace("-", "").Replace("_", "");
        ModelOption? found = all.FirstOrDefault(o => string.Equals(o.Name, key, StringComparison.OrdinalIgnoreCase));
        if (found is null)
            Throw.Option(
                $"option of {model.Name}",
                name,
                all.Count == 0 ? "nothing: it has no options" : $"one of {string.Join(", ", all.Select(o => o.Name))}"
            );
        return found;
    }

    /// <summary>The value as text that <see cref="Set"/> reads.</summary>
    public string Get(object options) => Text(_property.GetValue(options));

    /// <summary>Sets the option from text.</summary>
    /// <exception cref="ButacaException">The text is no value of the option.</exception>
    public void Set(object options, string text)
    {
        Type type = _property.PropertyType;
        object? value = null;
        if (
            type == typeof(int)
            && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int whole)
        )
            value = whole;
        else if (
            type == typeof(double)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
        )
            value = real;
        else if (type == typeof(bool) && bool.TryParse(text, out bool flag))
            value = flag;
        else if (type.IsEnum && Enum.TryParse(type, text, ignoreCase: true, out object? member))
            value = member;
        if (value is null || !Allows(value))
            Throw.Option(Name, text, Range);
        _property.SetValue(options, value);
    }

    private bool Allows(object? value) =>
        value is not Enum member
            ? _property.GetCustomAttribute<RangeAttribute>()?.IsValid(value) != false
            : Enum.IsDefined(member.GetType(), member);

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
