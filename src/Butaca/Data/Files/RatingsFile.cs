using System.Globalization;

namespace Butaca.Data.Files;

/// <summary>
/// <c>userId,movieId[,rating][,timestamp]</c>, under these or other <see cref="UsualColumns"/>: MovieLens's
/// <c>ratings.csv</c>, Gorse's feedback and every plain list of pairs.
/// </summary>
internal static class RatingsFile
{
    public const string Name = "ratings.csv";

    /// <summary>Whether a file has the columns of such a list.</summary>
    public static bool Recognises(string path)
    {
        IReadOnlyList<string> header = CsvTable.HeaderOf(path);
        return UsualColumns.Find(header, UsualColumns.User) >= 0 && UsualColumns.Find(header, UsualColumns.Movie) >= 0;
    }

    public static void Read(string path, DatasetBuilder into, ReadContext context)
    {
        using CsvTable table = CsvTable.Open(path, context);
        int user = table.Require(UsualColumns.User);
        int movie = table.Require(UsualColumns.Movie);
        table.ExpectMissing(user, movie); // programs write what they don't know
        int rating = context.Options.MinRating is null
            ? table.Find(UsualColumns.Rating)
            : table.Require(UsualColumns.Rating, ", without which no lowest rating can be asked for");
        int time = table.Find(UsualColumns.Time);
        RatingFilter filter = new(path, context);
        table.ForEach(() =>
        {
            float value = table.Rating(rating);
            if (filter.Keeps(value, table.Line))
                into.AddInteraction(table.Id(user), table.Id(movie), value, table.Time(time));
        });
    }

    public static void Write(string path, Dataset dataset) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                Interactions all = dataset.Interactions;
                writer.Write("userId,movieId");
                if (all.HasRatings)
                    writer.Write(",rating");
                if (all.HasTimes)
                    writer.Write(",timestamp");
                writer.Write('\n');
                string[] movies = [.. dataset.Catalog.Vocabulary.Ids.Select(CsvText.Field)];
                for (int user = 0; user < all.UserCount; user++)
                {
                    History history = all.HistoryOf(user);
                    string id = CsvText.Field(dataset.Users.IdOf(user));
                    for (int i = 0; i < history.Movies.Length; i++)
                    {
                        writer.Write($"{id},{movies[history.Movies[i]]}");
                        if (all.HasRatings)
                            writer.Write($",{RatingText(history.Ratings[i])}");
                        if (all.HasTimes)
                            writer.Write(history.Times[i] == 0 ? "," : $",{history.Times[i]}");
                        writer.Write('\n');
                    }
                }
            }
        );

    /// <summary>The shortest text that reads back as the same number; with a point, as MovieLens writes it.</summary>
    private static string RatingText(float rating)
    {
        if (float.IsNaN(rating))
            return "";
        string text = rating.ToString(CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }
}

/// <summary>Applies <see cref="ReadOptions.MinRating"/> to the rows of a file and counts what falls.</summary>
internal sealed class RatingFilter(string file, ReadContext context)
{
    private readonly float? _min = context.Options.MinRating;

    public bool Keeps(float rating, long line)
    {
        if (_min is not { } min || rating >= min)
            return true;
        context.Skipped.Add(
            float.IsNaN(rating)
                ? "no rating, where a lowest is asked for"
                : string.Create(CultureInfo.InvariantCulture, $"rating below {min}"),
            file,
            line
        );
        return false;
    }
}
