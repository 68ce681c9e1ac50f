using Butaca.Data;

namespace Butaca.Server.Web.Services;

/// <summary>What a part of the map is called.</summary>
/// <param name="X">The middle of its movies.</param>
/// <param name="Y">The middle of its movies.</param>
/// <param name="Genre">The genre that stands out there; null: none.</param>
/// <param name="Decade">The decade that stands out there; null: none.</param>
internal sealed record MapLabel(int X, int Y, string? Genre, int? Decade);

/// <summary>
/// Names for the parts of a map: of each square that has movies enough, the genre that is most frequent there as
/// compared with everywhere, and the decade likewise. Each name stands once, where most of its movies are.
/// </summary>
internal static class MapLabels
{
    private const int Squares = 7; // each way
    private const int LeastMovies = 30;
    private const int Most = 16;

    /// <summary>A genre or decade stands out that has this share of a square's movies …</summary>
    private const double LeastShare = 0.4;

    /// <summary>… and so many times its share of all.</summary>
    private const double LeastLift = 1.8;

    /// <summary>Names the parts.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="placeOf">Where a row lies; null: nowhere.</param>
    public static IReadOnlyList<MapLabel> Of(Catalog catalog, Func<int, (int X, int Y)?> placeOf)
    {
        List<Spot> spots = [];
        for (int row = 0; row < catalog.Count; row++)
        {
            if (placeOf(row) is { } place)
                spots.Add(new Spot(row, place.X, place.Y));
        }
        Dictionary<string, double> genres = Shares(spots, spot => catalog[spot.Row].Genres);
        Dictionary<int, double> decades = Shares(spots, spot => Decade(catalog[spot.Row]));
        return
        [
            .. spots
                .GroupBy(spot => (spot.X * Squares / (Maps.Extent + 1), spot.Y * Squares / (Maps.Extent + 1)))
                .Where(square => square.Count() >= LeastMovies)
                .Select(square =>
                    (
                        Count: square.Count(),
                        Label: new MapLabel(
                            (int)square.Average(spot => spot.X),
                            (int)square.Average(spot => spot.Y),
                            Outstanding(Shares([.. square], spot => catalog[spot.Row].Genres), genres),
                            Outstanding(Shares([.. square], spot => Decade(catalog[spot.Row])), decades)
                                is > 0
                                    and int decade
                                ? decade
                                : null
                        )
                    )
                )
                .Where(square => square.Label is not { Genre: null, Decade: null })
                .GroupBy(square => (square.Label.Genre, square.Label.Decade))
                .Select(alike => alike.MaxBy(square => square.Count))
                .OrderByDescending(square => square.Count)
                .Take(Most)
                .Select(square => square.Label),
        ];
    }

    private static IEnumerable<int> Decade(Movie movie) => movie.Year is { } year ? [year / 10 * 10] : [];

    private static Dictionary<T, double> Shares<T>(IReadOnlyCollection<Spot> spots, Func<Spot, IEnumerable<T>> of)
        where T : notnull =>
        spots.SelectMany(of).GroupBy(one => one).ToDictionary(one => one.Key, one => (double)one.Count() / spots.Count);

    /// <summary>What is the most frequent as compared with everywhere, if it stands out.</summary>
    private static T? Outstanding<T>(Dictionary<T, double> here, Dictionary<T, double> everywhere)
        where T : notnull =>
        here.Where(one => one.Value >= LeastShare && one.Value >= LeastLift * everywhere[one.Key])
            .OrderByDescending(one => one.Value / everywhere[one.Key])
            .Select(one => one.Key)
            .FirstOrDefault();

    private sealed record Spot(int Row, int X, int Y);
}
