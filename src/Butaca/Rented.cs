using System.Buffers;

namespace Butaca;

/// <summary>
/// An array of the shared pool for the length of a <c>using</c>: it goes back also where something throws in between.
/// It holds what its last user left there.
/// </summary>
/// <param name="length">How many values.</param>
internal readonly struct Rented<T>(int length) : IDisposable
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    /// <summary>As many values as were asked for; the pool's array may be longer.</summary>
    public Span<T> Span => _array.AsSpan(0, length);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
