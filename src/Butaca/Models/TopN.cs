namespace Butaca.Models;

/// <summary>Selects the best movies of a score vector.</summary>
public static class TopN
{
    /// <summary>So many wanted rows are many.</summary>
    private const int Many = 64;

    /// <summary>One row in so many is looked at to find a score that enough rows reach.</summary>
    private const int Step = 16;

    /// <summary>
    /// Writes the rows of the highest scores, best first; among equal scores the lower row, and so the lower movie id,
    /// comes first. Scores of −∞ and NaN are never selected. O(movies + log n a change of the selection), allocates
    /// nothing.
    /// </summary>
    /// <param name="scores">One score a row.</param>
    /// <param name="rows">Receives the rows; its length is how many are wanted.</param>
    /// <returns>How many were written: fewer than wanted only where fewer can be selected.</returns>
    public static int Select(ReadOnlySpan<float> scores, Span<int> rows)
    {
        if (rows.IsEmpty)
            return 0;
        int count = rows.Length >= Many && rows.Length <= scores.Length / 2 ? SelectMany(scores, rows) : -1;
        if (count < 0)
        {
            count = 0;
            for (int row = 0; row < scores.Length; row++)
                count = Offer(scores, rows, count, row);
        }
        for (int left = count - 1; left > 0; left--) // heap sort: the worst goes to the end
        {
            (rows[0], rows[left]) = (rows[left], rows[0]);
            SiftDown(scores, rows, left);
        }
        return count;
    }

    /// <summary>
    /// Where many are wanted, most of the time would go into rows that enter the heap and leave it again. A score that
    /// enough rows reach, which the best of every 16th row tell, keeps them out.
    /// </summary>
    /// <returns>
    /// As <see cref="Select"/>, the rows a heap; −1 where fewer rows reach that score than are wanted.
    /// </returns>
    private static int SelectMany(ReadOnlySpan<float> scores, Span<int> rows)
    {
        using Rented<float> sampleRows = new(scores.Length / Step + 1);
        using Rented<int> bestRows = new(scores.Length);
        Span<float> sample = sampleRows.Span;
        Span<int> best = bestRows.Span;
        int sampled = 0;
        for (int row = 0; row < scores.Length; row += Step)
            sample[sampled++] = scores[row];
        Span<int> highest = best[..(rows.Length / Step * 3 / 2 + Step / 2)]; // half as many again, as a sample misjudges
        if (Select(sample[..sampled], highest) < highest.Length)
            return -1;
        float least = sample[highest[^1]];
        int found = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            best[found] = row;
            if (scores[row] >= least)
                found++;
        }
        if (found < rows.Length)
            return -1;
        int count = 0;
        foreach (int row in best[..found])
            count = Offer(scores, rows, count, row);
        return count;
    }

    /// <summary>
    /// Offers a row to a binary heap of rows with the worst on top. Rows come in ascending order, so a later row of
    /// equal score is worse than all that are kept: only a strictly higher score can enter a full heap.
    /// </summary>
    /// <returns>How many are kept now.</returns>
    private static int Offer(ReadOnlySpan<float> scores, Span<int> heap, int count, int row)
    {
        float worst = count < heap.Length ? float.NegativeInfinity : scores[heap[0]];
        if (!(scores[row] > worst))
            return count; // false for NaN too
        if (count == heap.Length)
        {
            heap[0] = row;
            SiftDown(scores, heap, count);
            return count;
        }
        heap[count] = row;
        SiftUp(scores, heap, count);
        return count + 1;
    }

    private static bool IsWorse(ReadOnlySpan<float> scores, int a, int b) =>
        scores[a] < scores[b] || (scores[a] == scores[b] && a > b);

    private static void SiftUp(ReadOnlySpan<float> scores, Span<int> heap, int at)
    {
        while (at > 0 && IsWorse(scores, heap[at], heap[(at - 1) / 2]))
        {
            int parent = (at - 1) / 2;
            (heap[at], heap[parent]) = (heap[parent], heap[at]);
            at = parent;
        }
    }

    private static void SiftDown(ReadOnlySpan<float> scores, Span<int> heap, int count)
    {
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= count)
                return;
            if (child + 1 < count && IsWorse(scores, heap[child + 1], heap[child]))
                child++;
            if (!IsWorse(scores, heap[child], heap[at]))
                return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
