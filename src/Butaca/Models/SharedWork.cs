using System.Collections.Concurrent;

namespace Butaca.Models;

/// <summary>
/// Intermediate results that several trainings on the same data with the same seed can share, such as MovieNet's
/// embeddings under both of its methods. It lives as long as one round of an evaluation, so that it never mixes data.
/// </summary>
public sealed class SharedWork
{
    private readonly ConcurrentDictionary<string, object> _results = new(StringComparer.Ordinal);

    /// <summary>The result of a key, computed if no training of this round has.</summary>
    /// <typeparam name="T">What the key stands for.</typeparam>
    /// <param name="key">Names the result and every option that it depends on.</param>
    /// <param name="compute">Computes it.</param>
    public T GetOrAdd<T>(string key, Func<T> compute)
        where T : notnull => (T)_results.GetOrAdd(key, _ => compute());
}
