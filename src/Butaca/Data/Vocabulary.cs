namespace Butaca.Data;

/// <summary>
/// The one mapping between ids, which exist at the edges (files, requests), and rows, which everything inside uses.
/// Rows are 0 … Count − 1 in ascending order of id, so that an order by row is an order by id. Immutable.
/// </summary>
public sealed class Vocabulary
{
    private readonly long[] _ids;

    private Vocabulary(long[] sortedDistinctIds) => _ids = sortedDistinctIds;

    /// <summary>Number of rows.</summary>
    public int Count => _ids.Length;

    /// <summary>All ids; the position is the row.</summary>
    public ReadOnlySpan<long> Ids => _ids;

    /// <summary>Builds a vocabulary of ids in any order; repeated ids count once.</summary>
    public static Vocabulary Of(IEnumerable<long> ids)
    {
        long[] sorted = [.. ids.Distinct()];
        Array.Sort(sorted);
        return new Vocabulary(sorted);
    }

    /// <summary>The id of a row.</summary>
    /// <exception cref="IndexOutOfRangeException">The row is not in 0 … Count − 1.</exception>
    public long IdOf(int row) => _ids[row];

    /// <summary>The row of an id, or −1 where the id is unknown. O(log Count).</summary>
    public int RowOf(long id)
    {
        int row = Array.BinarySearch(_ids, id);
        return row < 0 ? -1 : row;
    }

    /// <summary>The vocabulary of some of the rows, which keep their order.</summary>
    /// <param name="rows">Ascending rows without repeats.</param>
    public Vocabulary Select(ReadOnlySpan<int> rows)
    {
        long[] ids = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            ids[i] = _ids[rows[i]];
        return new Vocabulary(ids);
    }
}
