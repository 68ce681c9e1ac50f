namespace Butaca.Models;

/// <summary>Selects the best movies of a score vector.</summary>
public static class TopN
{
    /// <summary>
    /// Writes the rows of the highest scores, best first; among equal scores the lower row, and so the lower movie id,
    /// comes first. Scores of −∞ and NaN are never selected. O(movies + log n a change of the selection), allocates nothing.
    /// </summary>
    /// <param name="scores">One score a row.</param>
    /// <param name="rows">Receives the rows; its length is how many are wanted.</param>
    /// <returns>How many were written: fewer than wanted only where fewer can be selected.</returns>
    public static int Select(ReadOnlySpan<float> scores, Span<int> rows)
    {
        // A binary heap of rows with the worst on top. Rows come in ascending order, so a later row of equal score is
        // worse than all that are kept: only a strictly higher score can enter a full heap.
        int count = 0;
        float worst = float.NegativeInfinity;
        for (int row = 0; row < scores.Length; row++)
        {
            if (!(scores[row] > worst) || rows.IsEmpty) continue; // false for NaN too
            if (count < rows.Length)
            {
                rows[count] = row;
                SiftUp(scores, rows, count++);
            }
            else
            {
                rows[0] = row;
                SiftDown(scores, rows, count);
            }
            if (count == rows.Length) worst = scores[rows[0]];
        }
        for (int left = count - 1; left > 0; left--) // heap sort: the worst goes to the end
        {
            (rows[0], rows[left]) = (rows[left], rows[0]);
            SiftDown(scores, rows, left);
        }
        return count;
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
        for (int at = 0; ;)
        {
            int child = 2 * at + 1;
            if (child >= count) return;
            if (child + 1 < count && IsWorse(scores, heap[child + 1], heap[child])) child++;
            if (!IsWorse(scores, heap[child], heap[at])) return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
