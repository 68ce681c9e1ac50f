using Butaca.Data;

namespace Butaca.Server.Tests;

/// <summary>
/// A data set in which taste is plain: 60 users, of whom the even ones watch science fiction and the odd ones romances,
/// and 40 movies, the even ones science fiction, with synopses that say so.
/// </summary>
internal static class SmallWorld
{
    public const int Users = 60;
    public const int Movies = 40;

    public static Dataset Data()
    {
        DatasetBuilder builder = new();
        for (int movie = 1; movie <= Movies; movie++)
        {
            bool isSpace = movie % 2 == 0;
            builder.AddMovie(
                new Movie(movie, $"{(isSpace ? "Space" : "Love")} {movie} ({1980 + movie / 2})")
                {
                    Year = 1980 + movie / 2,
                    Genres = isSpace ? ["Action", "Sci-Fi"] : ["Drama", "Romance"],
                    Origin = movie % 4 < 2 ? "American" : "British",
                    Synopsis = isSpace
                        ? $"A crew flies a starship {movie} light years through space and meets aliens on a distant planet."
                        : $"Two lovers meet in a village {movie} summers after the wedding that broke their hearts.",
                }
            );
        }
        Random random = Seeds.Create(7, "small-world");
        for (int user = 1; user <= Users; user++)
        {
            for (int movie = 1; movie <= Movies; movie++)
            {
                // The first ones are the most popular.
                double chance = (movie % 2 == user % 2 ? 0.75 : 0.08) * (1 - 0.5 * movie / Movies);
                if (random.NextDouble() < chance)
                    builder.AddInteraction(
                        user,
                        movie,
                        3 + movie % 3,
                        (uint)(1_100_000_000 + user * 86_400 + movie * 60)
                    );
            }
        }
        return builder.Build();
    }
}
