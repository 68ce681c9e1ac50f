using System.Collections.Immutable;

namespace Butaca.Data;

/// <summary>
/// The one mapping between ids, which exist at the edges (files, requests), and rows, which everything inside uses.
/// Rows are 0 … Count − 1 in ascending order of <see cref="Id"/>, so that an order by row is an order by id; what is
/// added to a vocabulary (<see cref="With"/>) comes after the others. Immutable.
/// </summary>
public sealed class Vocabulary
{
    private readonly long[] _numbers;
    private readonly string[] _texts;
    private readonly ChunkedList<Id> _added;
    private readonly ImmutableDictionary<Id, int> _addedRows;

    private Vocabulary(
        long[] numbers,
        string[] texts,
        ChunkedList<Id> added,
        ImmutableDictionary<Id, int> addedRows,
        long? highestNumber
    )
    {
        _numbers = numbers;
        _texts = texts;
        _added = added;
        _addedRows = addedRows;
        HighestNumber = highestNumber;
    }

    /// <summary>Number of rows.</summary>
    public int Count => SortedCount + _added.Count;

    /// <summary>Whether all ids are whole numbers.</summary>
    public bool IsAllNumbers => _texts.Length == 0 && _added.All(id => id.IsNumber);

    /// <summary>All ids; the position is the row.</summary>
    public IEnumerable<Id> Ids => Enumerable.Range(0, Count).Select(IdOf);

    /// <summary>The whole numbers among the ids that were not added, ascending: the first rows.</summary>
    internal ReadOnlySpan<long> Numbers => _numbers;

    /// <summary>Whether all rows are in order of id: none was added.</summary>
    internal bool IsSorted => _added.Count == 0;

    /// <summary>The highest whole number among the ids; null where none is one.</summary>
    internal long? HighestNumber { get; }

    /// <summary>Rows that are in order of id: all before the first that was added.</summary>
    private int SortedCount => _numbers.Length + _texts.Length;

    /// <summary>Builds a vocabulary of ids in any order; repeated ids count once.</summary>
    public static Vocabulary Of(IEnumerable<Id> ids)
    {
        HashSet<long> numbers = [];
        HashSet<string> texts = new(StringComparer.Ordinal);
        foreach (Id id in ids)
        {
            if (id.IsNumber)
                numbers.Add(id.Number);
            else
                texts.Add(id.ToString());
        }
        long[] sortedNumbers = [.. numbers];
        Array.Sort(sortedNumbers);
        string[] sortedTexts = [.. texts];
        Array.Sort(sortedTexts, StringComparer.Ordinal);
        return Sorted(sortedNumbers, sortedTexts);
    }

    /// <summary>The id of a row.</summary>
    /// <exception cref="IndexOutOfRangeException">The row is not in 0 … Count − 1.</exception>
    public Id IdOf(int row)
    {
        if (row < _numbers.Length)
            return _numbers[row];
        return row < SortedCount ? Id.OfText(_texts[row - _numbers.Length]) : _added[row - SortedCount];
    }

    /// <summary>The row of an id, or −1 where the id is unknown. O(log Count).</summary>
    public int RowOf(Id id)
    {
        int row = id.IsNumber
            ? Array.BinarySearch(_numbers, id.Number)
            : Array.BinarySearch(_texts, id.ToString(), StringComparer.Ordinal);
        if (row >= 0)
            return id.IsNumber ? row : _numbers.Length + row;
        return _addedRows.GetValueOrDefault(id, -1);
    }

    /// <summary>The vocabulary with further ids after the others, in the order given: rows stay.</summary>
    /// <param name="ids">Ids that it does not have, each once.</param>
    /// <exception cref="ArgumentException">An id is there already, or given twice.</exception>
    public Vocabulary With(IReadOnlyCollection<Id> ids)
    {
        ImmutableDictionary<Id, int>.Builder rows = _addedRows.ToBuilder();
        long? highest = HighestNumber;
        foreach (Id id in ids)
        {
            if (RowOf(id) >= 0 || !rows.TryAdd(id, SortedCount + rows.Count))
                throw new ArgumentException($"found the id {id} again, expected new ones.", nameof(ids));
            if (id.IsNumber)
                highest = Math.Max(highest ?? id.Number, id.Number);
        }
        return new Vocabulary(_numbers, _texts, _added.With(ids), rows.ToImmutable(), highest);
    }

    /// <summary>The vocabulary of some of the rows, which keep their order.</summary>
    /// <param name="rows">Ascending rows without repeats.</param>
    public Vocabulary Select(ReadOnlySpan<int> rows)
    {
        List<long> numbers = [];
        List<string> texts = [];
        List<Id> added = [];
        foreach (int row in rows)
        {
            if (row < _numbers.Length)
                numbers.Add(_numbers[row]);
            else if (row < SortedCount)
                texts.Add(_texts[row - _numbers.Length]);
            else
                added.Add(IdOf(row));
        }
        return Sorted([.. numbers], [.. texts]).With(added);
    }

    private static Vocabulary Sorted(long[] numbers, string[] texts) =>
        new(
            numbers,
            texts,
            ChunkedList<Id>.Empty,
            ImmutableDictionary<Id, int>.Empty,
            numbers.Length > 0 ? numbers[^1] : null
        );
}
