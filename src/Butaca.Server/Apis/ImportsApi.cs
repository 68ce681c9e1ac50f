using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Client.Contracts;
using Butaca.Data.Exports;
using Butaca.Hosting.Live;
using Butaca.Server.Answers;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server.Apis;

/// <summary>Exports of other services: what their rows are here. Nothing is stored.</summary>
internal static class ImportsApi
{
    public static void MapImports(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/imports")
            .WithTags("imports")
            .MapPost("", Read)
            .NamesNobody()
            .RequireRateLimiting(SecurityExtensions.Heavy)
            .WithName("ReadImport")
            .WithSummary("What each row of an export is here; the body is the file. Nothing is stored");

    private static async Task<ImportReport> Read(
        Stream body,
        LiveState state,
        CancellationToken cancellation,
        [
            FromQuery,
            StringLength(200, MinimumLength = 1),
            Description("The file's name: that of a watchlist tells that it is one.")
        ]
            string name = "export.csv"
    )
    {
        LiveCatalog catalog = state.Deployment.Catalog;
        ExportReading read = await ExportReading.ReadAsync(body, catalog, cancellation, name);
        ExportHistory export = read.Export;
        return new ImportReport(
            [.. read.Watched.Select(entry => new ImportedMovie(entry.MovieId, (float?)entry.Rating, entry.Time))],
            read.Watchlist,
            [
                .. export.Rows.Select(row => new ImportRow(
                    row.File,
                    row.Line,
                    row.Title,
                    row.Year,
                    row.OutcomeName,
                    row.Movie < 0 ? (MovieId?)null : catalog.Catalog[row.Movie].Id.ToString(),
                    row.Movie < 0 ? null : catalog.Catalog[row.Movie].Title,
                    row.IsWatched,
                    row.Detail
                )),
            ],
            export.Notes
        );
    }
}
