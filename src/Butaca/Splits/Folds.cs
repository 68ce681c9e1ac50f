namespace Butaca.Splits;

/// <summary>Random folds: each row lands in exactly one, and their sizes differ by one at most.</summary>
public static class Folds
{
    /// <summary>Assigns rows to folds.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="folds">Number of folds, at least 2 and at most <paramref name="count"/>.</param>
    /// <param name="seed">Decides the assignment, with <paramref name="rows"/>.</param>
    /// <param name="rows">What is folded, such as <c>"users"</c>.</param>
    /// <returns>The fold of each row.</returns>
    /// <exception cref="ButacaException">There are too few rows for so many folds.</exception>
    public static int[] Assign(int count, int folds, long seed, string rows)
    {
        if (count < 2)
            Throw.Option(rows, $"{count}", "at least 2 to part into folds");
        if (folds < 2 || folds > count)
            Throw.Option("folds", $"{folds}", $"2 to {count}, the number of {rows}");
        int[] fold = new int[count];
        for (int i = 0; i < count; i++)
            fold[i] = i % folds;
        string stream = rows == "users" ? "people" : rows; // under another name every measured figure would change
        Seeds.Create(seed, $"folds of {stream}").Shuffle(fold);
        return fold;
    }
}
