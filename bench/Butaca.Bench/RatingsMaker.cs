using System.Globalization;

namespace Butaca.Bench;

/// <summary>
/// Makes a ratings.csv of a real one's shape: users in order, each with movies in order, drawn with a popularity that
/// falls as Zipf's law has it; half stars; times of twenty years.
/// </summary>
internal static class RatingsMaker
{
    /// <param name="path">The file.</param>
    /// <param name="users">Users.</param>
    /// <param name="movies">Movies.</param>
    /// <param name="rows">Ratings.</param>
    /// <param name="spread">
    /// The standard deviation of the logarithm of how many movies a user rates; 0: all rate equally many.
    /// </param>
    public static void Write(string path, int users, int movies, int rows, double spread = 0)
    {
        Random lengths = Seeds.Create(1, "lengths");
        double[] ends = new double[users]; // how many rows there are up to and with a user's
        for (int user = 0; user < users; user++)
            ends[user] =
                (user == 0 ? 0 : ends[user - 1]) + (spread == 0 ? 1 : Math.Exp(spread * lengths.NextGaussian()));
        Random random = Seeds.Create(1, "read-bench");
        int[] popular = new int[movies]; // rank → movie, so that popular movies are not the ones with low ids
        for (int i = 0; i < movies; i++)
            popular[i] = i;
        random.Shuffle(popular);
        HashSet<int> history = [];
        using StreamWriter writer = new(path, append: false, encoding: null, 1 << 20) { NewLine = "\n" };
        writer.WriteLine("userId,movieId,rating,timestamp");
        Span<char> line = stackalloc char[64];
        long written = 0;
        for (int user = 0; user < users; user++)
        {
            int length = Math.Max(1, (int)((long)(rows * (ends[user] / ends[^1])) - written));
            history.Clear();
            while (history.Count < Math.Min(length, movies))
                history.Add(popular[Zipf(random, movies)]);
            uint time = 800_000_000u + (uint)random.Next(700_000_000);
            foreach (int movie in history.Order())
            {
                int halves = random.Next(1, 11);
                line.TryWrite(
                    CultureInfo.InvariantCulture,
                    $"{user + 1},{3 * movie + 1},{halves / 2}.{halves % 2 * 5},{time + (uint)random.Next(10_000)}\n",
                    out int used
                );
                writer.Write(line[..used]);
            }
            written += length;
        }
    }

    /// <summary>
    /// A rank below count with probability about proportional to 1 / (rank + 30), by inverting its integral.
    /// </summary>
    public static int Zipf(Random random, int count) =>
        Math.Min(count - 1, (int)(30 * (Math.Pow((count + 30) / 30.0, random.NextDouble()) - 1)));
}
