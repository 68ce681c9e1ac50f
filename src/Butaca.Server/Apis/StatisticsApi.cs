using System.ComponentModel;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Server.Security;
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
            .WithSummary(
                "What became of each model's recommendations, from the UTC day of 'since' on; by default of the last 30 days"
            );

    private static async Task<Statistics> Get(
        IStore store,
        TimeProvider time,
        [FromQuery, Description("From the UTC day of this time on; by default of the last 30 days.")]
            DateTimeOffset? since = null,
        CancellationToken cancellation = default
    )
    {
        DateOnly from = DateOnly.FromDateTime((since ?? time.GetUtcNow().AddDays(-DefaultDays)).UtcDateTime);
        IReadOnlyList<ModelStatistics> models = await store.StatisticsAsync(from, cancellation);
        return new Statistics(
            new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero),
            [
                .. models.Select(m => new ModelStatisticsItem(
                    m.Model,
                    m.Lists,
                    m.Users,
                    m.Movies,
                    m.Watched,
                    m.Dismissed,
                    m.Lists == 0 ? 0 : (double)m.Hits / m.Lists
                )),
            ]
        );
    }
}
