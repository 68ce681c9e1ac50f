using System.Globalization;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Recommending;

/// <summary>
/// A csv file of new movies and the known ones that they are like: <c>title,rank,movieId,similarity</c>.
/// </summary>
public static class SimilarMoviesFile
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="file">The file; replaced if it exists.</param>
    /// <param name="movies">Each new movie with what it is like, most alike first.</param>
    public static void Write(string file, IEnumerable<(Movie Movie, IReadOnlyList<Recommendation> Similar)> movies) =>
        AtomicFile.WriteText(
            file,
            writer =>
            {
                writer.WriteRow("title", "rank", "movieId", "similarity");
                foreach ((Movie movie, IReadOnlyList<Recommendation> similar) in movies)
                {
                    foreach (Recommendation item in similar)
                        writer.WriteRow(
                            movie.Title,
                            $"{item.Rank}",
                            item.Movie.Id.ToString(),
                            item.Score.ToString("R", CultureInfo.InvariantCulture)
                        );
                }
            }
        );
}
