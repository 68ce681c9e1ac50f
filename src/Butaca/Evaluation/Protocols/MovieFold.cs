using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>A fold of movies that lose all interactions in training, and the users who are asked about it.</summary>
/// <param name="Name">Such as <c>fold 1 of 5</c>.</param>
/// <param name="Withheld">For each movie row, whether it is in the fold.</param>
/// <param name="Trained">Rows of the users who are trained on.</param>
/// <param name="NewUsers">Rows of the users who are asked.</param>
internal sealed record MovieFold(string Name, bool[] Withheld, int[] Trained, int[] NewUsers)
{
    /// <summary>
    /// All folds. New users are those outside <see cref="ProtocolOptions.Existing"/>, the same in every fold, or else a
    /// fold of users for each fold of movies, so that everyone is asked once.
    /// </summary>
    public static IEnumerable<MovieFold> All(Dataset data, ProtocolOptions options)
    {
        // Movies without an audience can't be found by anyone: folds are drawn over the others.
        int[] watched = data.Interactions.WatchedMovies();
        int[] movieFold = Folds.Assign(watched.Length, options.Folds, options.Seed, "movies");
        int[] userFold = Folds.Assign(data.Users.Count, options.Folds, options.Seed, "users");
        HashSet<int>? existing = options.Existing?.RowsOf(data.Users).ToHashSet();
        for (int f = 0; f < options.Folds; f++)
        {
            bool[] withheld = new bool[data.Catalog.Count];
            for (int i = 0; i < watched.Length; i++)
                withheld[watched[i]] = movieFold[i] == f;
            bool IsNew(int user) => existing is null ? userFold[user] == f : !existing.Contains(user);
            int[] newUsers = [.. Enumerable.Range(0, data.Users.Count).Where(IsNew)];
            int[] trained = [.. Enumerable.Range(0, data.Users.Count).Except(newUsers)];
            if (newUsers.Length == 0 || trained.Length == 0)
                Throw.Option(
                    "existing",
                    options.Existing!.ToString(),
                    $"some, not all, of the data set's {data.Users.Count} user ids"
                );
            yield return new MovieFold($"fold {f + 1} of {options.Folds}", withheld, trained, newUsers);
        }
    }
}
