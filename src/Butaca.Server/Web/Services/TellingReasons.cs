using Butaca.Client.Contracts;

namespace Butaca.Server.Web.Services;

/// <summary>
/// Which of the watched movies to name for each recommendation of a list. A movie that speaks for all of them tells
/// little of any, so those come first that speak for this one more than for the others, among the strong reasons.
/// </summary>
internal static class TellingReasons
{
    /// <summary>
    /// How many reasons a recommendation must bring along, so that there is something to choose from.
    /// </summary>
    public const int Asked = 8;

    private const int Named = 2;

    /// <summary>A reason is strong that has this part of the strongest one's share.</summary>
    private const double Strong = 0.5;

    /// <summary>Chooses.</summary>
    /// <param name="list">The recommendations, with their reasons.</param>
    /// <returns>For each, two reasons at most, the most telling first.</returns>
    public static IReadOnlyList<IReadOnlyList<ReasonItem>> Of(IReadOnlyList<RecommendedMovie> list)
    {
        Dictionary<MovieId, double> all = list.SelectMany(movie => movie.Reasons)
            .GroupBy(reason => reason.Id)
            .ToDictionary(reasons => reasons.Key, reasons => reasons.Sum(reason => reason.Share));
        return
        [
            .. list.Select(movie =>
                (IReadOnlyList<ReasonItem>)
                    [
                        .. movie
                            .Reasons.Where(reason => reason.Share >= Strong * movie.Reasons[0].Share) // they come by their shares
                            .OrderByDescending(reason => reason.Share * reason.Share / all[reason.Id])
                            .Take(Named),
                    ]
            ),
        ];
    }
}
