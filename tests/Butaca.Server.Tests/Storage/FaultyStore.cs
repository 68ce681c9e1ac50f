using System.Reflection;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

/// <summary>Stands before a store, counts what is asked of it, and can pretend that it is gone.</summary>
public class FaultyStore : DispatchProxy
{
    private IStore _store = null!;

    /// <summary>Whether every call fails; properties are known without asking.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether another server has the store.</summary>
    public bool IsLost { get; set; }

    /// <summary>What calls wait for, as with a store that hangs.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    /// <summary>Number of calls of each method.</summary>
    public Dictionary<string, int> Calls { get; } = [];

    /// <summary>Puts one before a store.</summary>
    /// <returns>The store to hand out, and what governs it.</returns>
    public static (IStore Store, FaultyStore Faults) Before(IStore store)
    {
        IStore proxy = Create<IStore, FaultyStore>();
        FaultyStore faults = (FaultyStore)(object)proxy;
        faults._store = store;
        return (proxy, faults);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        lock (Calls)
            Calls[targetMethod!.Name] = Calls.GetValueOrDefault(targetMethod.Name) + 1;
        if (IsLost && targetMethod.Name == $"get_{nameof(IStore.IsLost)}")
            return true;
        if (IsGone && !targetMethod.IsSpecialName)
            throw new StoreException("The store: found nothing, expected it.", isTransient: true);
        if (Until.IsCompleted || !targetMethod.ReturnType.IsGenericType)
            return targetMethod.Invoke(_store, args);
        MethodInfo after = typeof(FaultyStore)
            .GetMethod(nameof(AfterAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments[0]);
        return after.Invoke(null, [Until, () => targetMethod.Invoke(_store, args)]);
    }

    private static async Task<T> AfterAsync<T>(Task until, Func<object?> call)
    {
        await until;
        return await (Task<T>)call()!;
    }
}
