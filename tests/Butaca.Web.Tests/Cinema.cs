using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Tests;

namespace Butaca.Web.Tests;

/// <summary>
/// The most watched movies of the shipped data, some that nobody watched, some of its users, and movies whose texts are
/// hostile.
/// </summary>
internal static class Cinema
{
    public const long Hostile = 900_001;
    public const string HostileTitle =
        "<script>document.title='owned'</script><img src=x onerror=alert(1)> & Co. (1999)";
    public const string HostileSynopsis = "<b>Bold</b> <svg onload=alert(2)> \" ' ` {{7*7}} </main></body>";
    private const int Movies = 260;
    private const int Users = 150;
    private const int Watched = 60;

    public static Dataset Data()
    {
        Dataset shipped = DatasetFolder.Read(Repository.MovieLensSmall).Dataset;
        int[] movies =
        [
            .. Enumerable
                .Range(0, shipped.Catalog.Count)
                .OrderByDescending(shipped.Interactions.AudienceOf)
                .Take(Movies),
        ];
        DatasetBuilder builder = new();
        foreach (int row in movies)
            builder.AddMovie(shipped.Catalog[row]);
        foreach (
            Movie movie in shipped
                .Catalog.Movies.ToArray()
                .Where(movie => movie.Id.Number is > 1_000_000 and < 1_000_020)
        )
            builder.AddMovie(movie); // nobody has watched them
        builder.AddMovie(
            new Movie(Hostile, HostileTitle)
            {
                Year = 1999,
                Genres = ["Drama"],
                Origin = "<i>Nowhere</i>",
                Synopsis = HostileSynopsis,
            }
        );
        HashSet<int> kept = [.. movies];
        for (int user = 0; user < Users; user++)
        {
            int count = 0;
            foreach (int row in shipped.Interactions.MoviesOf(user))
                if (kept.Contains(row) && count++ < Watched)
                    builder.AddInteraction(
                        shipped.Users.IdOf(user),
                        shipped.Catalog[row].Id,
                        4,
                        (uint)(1_100_000_000 + 86_400 * user + count)
                    );
            if (user % 3 == 0)
                builder.AddInteraction(shipped.Users.IdOf(user), Hostile, 4, (uint)(1_100_000_000 + 86_400 * user));
        }
        return builder.Build();
    }
}
