using System.Reflection;
using System.Runtime.CompilerServices;
using Butaca.Client;
using Butaca.Client.Contracts;

namespace Butaca.Tests.Client;

/// <summary>What the client reads, whichever version of the server wrote it.</summary>
public sealed class ContractsTests
{
    /// <summary>
    /// Generated JSON sets every property with init, to nothing where the answer lacks it: one with a default of its
    /// own has set.
    /// </summary>
    [Fact]
    public void DefaultsOfAnswersAreNotOverwritten()
    {
        HashSet<Type> answers = [];
        foreach (MethodInfo method in typeof(ButacaClient).GetMethods().Where(m => m.ReturnType.IsGenericType))
            Collect(method.ReturnType, answers);
        Assert.Contains(typeof(ReasonItem), answers);
        Assert.Empty(answers.SelectMany(Overwritten).Select(name => $"{name} has a default: give it set, not init"));
    }

    private static void Collect(Type type, HashSet<Type> answers)
    {
        foreach (Type argument in type.GetGenericArguments())
            Collect(argument, answers);
        bool isAnswer = type.Namespace == typeof(MovieItem).Namespace && type is { IsClass: true };
        if (!isAnswer || !answers.Add(type))
            return;
        foreach (PropertyInfo property in type.GetProperties())
            Collect(property.PropertyType, answers);
    }

    private static IEnumerable<string> Overwritten(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        ParameterInfo[] parameters = constructor.GetParameters();
        object made = constructor.Invoke([
            .. parameters.Select(p => p.ParameterType == typeof(string) ? "text" : null),
        ]);
        return type.GetProperties()
            .Where(property =>
                property.SetMethod is { } set
                && set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
                && !parameters.Any(parameter => parameter.Name == property.Name)
                && property.GetValue(made) is { } value
                && !(property.PropertyType.IsValueType && value.Equals(Activator.CreateInstance(property.PropertyType)))
            )
            .Select(property => $"{type.Name}.{property.Name}");
    }
}
