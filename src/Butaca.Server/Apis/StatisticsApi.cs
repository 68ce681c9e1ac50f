using Butaca.Client.Contracts;
using Butaca.Server.Security;
using Butaca.Server.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server.Apis;

/// <summary>What became of recommendations, by model.</summary>
internal static class StatisticsApi
{
    private const int DefaultDays = 30;

    public static void MapStatistics(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/stats", Get)
            .WithTags("models")
            .Needs(KeyScope.Read)
            .RequireRateLimiting(SecurityExtensions.Heavy)
            .WithName("GetStatistics")
            .WithSummary("What became of each model's recommendations; of the last 30 days by default");

    private static async Task<Statistics> Get(
        IStore store,
        TimeProvider time,
        [FromQuery] DateTimeOffset? since = null,
        CancellationToken cancellation = default
    )
    {
        DateTimeOffset from = since ?? time.GetUtcNow().AddDays(-DefaultDays);
        IReadOnlyList<ModelStatistics> models = await store.StatisticsAsync(from.ToUnixTimeSeconds(), cancellation);
        return new Statistics(
            from,
            [
                .. models.Select(m => new ModelStatisticsItem(
                    m.Model,
                    m.Lists,
                    m.People,
                    m.Movies,
                    m.Watched,
                    m.Dismissed,
                    m.Lists == 0 ? 0 : (double)m.Hits / m.Lists
                )),
            ]
        );
    }
}
