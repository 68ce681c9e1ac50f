using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Sources;

namespace Butaca.Splits;

/// <summary>
/// Brings lists of (user, movie) pairs that were read apart onto the same users and the same catalogue.
/// </summary>
public static class PairLists
{
    /// <summary>Reads a csv file of pairs, <c>userId,movieId[,rating][,timestamp]</c>.</summary>
    /// <param name="file">The file, or an archive or a folder of it alone.</param>
    /// <param name="options">How ratings become interactions; null: the defaults.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="ButacaException">The file is missing or malformed; the message says where.</exception>
    public static LoadedDataset Read(string file, ReadOptions? options = null, CancellationToken cancellation = default)
    {
        DatasetBuilder builder = new();
        ReadContext context = new(options ?? new ReadOptions(), new SkipReport(), Cancellation: cancellation);
        Unpacked.Read(
            file,
            _ => false,
            path => new InteractionsCsv().Read(Unpacked.OnlyFile(path), builder, context),
            context.Skipped
        );
        return builder.BuildReported(context.Skipped);
    }

    /// <summary>Aligns data sets.</summary>
    /// <param name="catalog">Describes movies; movies that only a list has are added.</param>
    /// <param name="lists">The lists; null where there is none.</param>
    /// <returns>The lists in the same order, over all their users and all movies.</returns>
    public static Dataset?[] Align(Catalog catalog, params IReadOnlyList<Dataset?> lists)
    {
        Dataset[] given = [.. lists.OfType<Dataset>()];
        Vocabulary users = Vocabulary.Of(given.SelectMany(list => list.Users.Ids));
        Movie[] more =
        [
            .. given
                .SelectMany(list => list.Catalog.Movies.ToArray())
                .Where(movie => catalog.Vocabulary.RowOf(movie.Id) < 0)
                .DistinctBy(movie => movie.Id),
        ];
        if (more.Length > 0 || !catalog.Vocabulary.IsSorted)
            catalog = new Catalog(catalog.Movies.ToArray().Concat(more));
        return [.. lists.Select(list => list is null ? null : Align(list, users, catalog))];
    }

    private static Dataset Align(Dataset list, Vocabulary users, Catalog catalog)
    {
        int[] movieRows = [.. list.Catalog.Movies.ToArray().Select(movie => catalog.Vocabulary.RowOf(movie.Id))];
        int[] starts = new int[users.Count + 1];
        for (int user = 0; user < users.Count; user++)
        {
            int row = list.Users.RowOf(users.IdOf(user));
            starts[user + 1] = starts[user] + (row < 0 ? 0 : list.Interactions.MoviesOf(row).Length);
        }
        // Both vocabularies are in order of id, so the pairs already stand in the order of the new rows.
        int[] movies = [.. list.Interactions.Movies.ToArray().Select(movie => movieRows[movie])];
        return new Dataset(
            catalog,
            users,
            new Interactions(
                catalog.Count,
                starts,
                movies,
                list.Interactions.Ratings.ToArray(),
                list.Interactions.Times.ToArray()
            )
        );
    }
}
