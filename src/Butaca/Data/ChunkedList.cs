using System.Collections;

namespace Butaca.Data;

/// <summary>
/// An immutable list in chunks. One with other values, or with further ones behind, shares every chunk that is the
/// same: it costs what is new, and little of what is there.
/// </summary>
internal sealed class ChunkedList<T> : IReadOnlyList<T>
{
    private const int Bits = 8;
    private const int ChunkLength = 1 << Bits;

    private readonly T[][] _chunks; // each is full but for the last, which ends with the list

    private ChunkedList(T[][] chunks, int count)
    {
        _chunks = chunks;
        Count = count;
    }

    /// <summary>The list without values.</summary>
    public static ChunkedList<T> Empty { get; } = new([], 0);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public T this[int index] => _chunks[index >> Bits][index & (ChunkLength - 1)];

    /// <summary>The list with further values behind the others.</summary>
    public ChunkedList<T> With(IReadOnlyCollection<T> values)
    {
        if (values.Count == 0)
            return this;
        int count = Count + values.Count;
        T[][] chunks = new T[(count + ChunkLength - 1) >> Bits][];
        _chunks.CopyTo(chunks, 0);
        for (int i = Count >> Bits; i < chunks.Length; i++)
        {
            chunks[i] = new T[Math.Min(ChunkLength, count - (i << Bits))];
            if (i < _chunks.Length)
                _chunks[i].CopyTo(chunks[i], 0);
        }
        int at = Count;
        foreach (T value in values)
        {
            chunks[at >> Bits][at & (ChunkLength - 1)] = value;
            at++;
        }
        return new ChunkedList<T>(chunks, count);
    }

    /// <summary>The list with other values in some places.</summary>
    /// <param name="values">Values by their places, which there are.</param>
    public ChunkedList<T> With(IReadOnlyDictionary<int, T> values)
    {
        T[][] chunks = [.. _chunks];
        foreach ((int index, T value) in values)
        {
            int chunk = index >> Bits;
            if (chunks[chunk] == _chunks[chunk])
                chunks[chunk] = [.. chunks[chunk]];
            chunks[chunk][index & (ChunkLength - 1)] = value;
        }
        return new ChunkedList<T>(chunks, Count);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _chunks.SelectMany(chunk => chunk).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
