using System.Globalization;

namespace Butaca.Bench;

/// <summary>
/// Makes a ratings.csv of a real one's shape: people in order, each with movies in order, drawn with a popularity that
/// falls as Zipf's law has it; half stars; times of twenty years.
/// </summary>
internal static class RatingsMaker
{
    public static void Write(string path, int users, int movies, int rows)
    {
        Random random = Seeds.Create(1, "read-bench");
        int[] popular = new int[movies]; // rank → movie, so that popular movies are not the ones with low ids
        for (int i = 0; i < movies; i++) popular[i] = i;
        random.Shuffle(popular);
        HashSet<int> history = [];
        using StreamWriter writer = new(path, append: false, encoding: null, 1 << 20) { NewLine = "\n" };
        writer.WriteLine("userId,movieId,rating,timestamp");
        Span<char> line = stackalloc char[64];
        long written = 0;
        for (int user = 0; user < users; user++)
        {
            int length = (int)((long)rows * (user + 1) / users - written);
            history.Clear();
            while (history.Count < Math.Min(length, movies)) history.Add(popular[Zipf(random, movies)]);
            uint time = 800_000_000u + (uint)random.Next(700_000_000);
            foreach (int movie in history.Order())
            {
                int halves = random.Next(1, 11);
                line.TryWrite(CultureInfo.InvariantCulture, $"{user + 1},{3 * movie + 1},{halves / 2}.{halves % 2 * 5},{time + (uint)random.Next(10_000)}\n", out int used);
                writer.Write(line[..used]);
            }
            written += length;
        }
    }

    /// <summary>A rank below count with probability about proportional to 1 / (rank + 30), by inverting its integral.</summary>
    private static int Zipf(Random random, int count) =>
        Math.Min(count - 1, (int)(30 * (Math.Pow((count + 30) / 30.0, random.NextDouble()) - 1)));
}
