using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Recommending;
using Butaca.Server.Answers;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Apis;

/// <summary>Movies: finding, describing, adding and judging them.</summary>
internal static class MoviesApi
{
    public static void MapMovies(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/movies").WithTags("movies");
        group
            .MapGet("", Search)
            .NamesNobody()
            .RequireRateLimiting(SecurityExtensions.Search)
            .WithName("SearchMovies")
            .WithSummary("Search the catalogue by titles, people, ids, and then by what is told of movies");
        group
            .MapGet("/summary", Summary)
            .NamesNobody()
            .WithName("SummariseCatalog")
            .WithSummary("What the catalogue has to choose from");
        group
            .MapGet("/withdrawn", Withdrawn)
            .Needs(KeyScope.Write)
            .WithName("ListWithdrawnMovies")
            .WithSummary("The movies that were withdrawn; PUT of one brings it back");
        group.MapGet("/{id}", Get).NamesNobody().WithName("GetMovie").WithSummary("One movie");
        group
            .MapGet("/{id}/similar", Similar)
            .NamesNobody()
            .WithName("GetSimilarMovies")
            .WithSummary("The movies most like one");
        group
            .MapPost("", Add)
            .Needs(KeyScope.Write)
            .WithName("AddMovie")
            .WithSummary("Add a movie; it can be recommended at once");
        // Whoever posts a file means the same.
        Many(group.MapPost("", PutMany)).ExcludeFromDescription();
        Many(group.MapPut("", PutMany))
            .Produces<MovieOutcome>(contentType: JsonLines.ContentType)
            .WithName("PutMovies")
            .WithSummary("Add or change many movies, a line of JSON each, and be told what became of each");
        group
            .MapPut("/{id}", Change)
            .Needs(KeyScope.Write)
            .WithName("ChangeMovie")
            .WithSummary("Change what a movie is, or add one under an id of your own; one that was withdrawn is back");
        group
            .MapDelete("/{id}", Withdraw)
            .Needs(KeyScope.Write)
            .WithName("WithdrawMovie")
            .WithSummary("Withdraw a movie: it is not offered any more");
        group
            .MapPost("/judge", JudgeMovie)
            .NamesNobody()
            .RequireRateLimiting(SecurityExtensions.Heavy)
            .WithName("JudgeMovie")
            .WithSummary("What a movie that isn't in the catalogue resembles, and who would like it");
    }

    private static RouteHandlerBuilder Many(RouteHandlerBuilder endpoint) =>
        endpoint
            .Accepts<CatalogMovie>(JsonLines.ContentType)
            .Needs(KeyScope.Write)
            .RequireRateLimiting(SecurityExtensions.Heavy)
            .TakesMuch();

    private static MoviePage Search(
        HttpRequest request,
        LiveState state,
        ServerOptions options,
        [AsParameters] ReaderLanguage reader,
        [
            FromQuery,
            StringLength(200),
            Description(
                "What to search for: a title or a part of it, a person, an id, or words of what is told of movies; by default all movies are listed."
            )
        ]
            string? query = null,
        [FromQuery] string[]? genre = null,
        [FromQuery] string[]? origin = null,
        [FromQuery] string[]? language = null,
        [FromQuery] string[]? director = null,
        [FromQuery] string[]? cast = null,
        [FromQuery] bool unknown = false,
        [FromQuery, Range(MovieDescription.FirstYear, MovieDescription.LastYear)] int? fromYear = null,
        [FromQuery, Range(MovieDescription.FirstYear, MovieDescription.LastYear)] int? toYear = null,
        [FromQuery, Range(0, 1_000_000)] int offset = 0,
        [FromQuery, Range(1, 100)] int limit = 20
    )
    {
        LiveCatalog catalog = reader.Of(state.Deployment.Catalog, options);
        MovieFilter filter = new()
        {
            Genres = [.. genre ?? []],
            Origins = [.. origin ?? []],
            Languages = [.. language ?? []],
            Directors = [.. director ?? []],
            Cast = [.. cast ?? []],
            AllowUnknown = unknown,
            FromYear = fromYear,
            ToYear = toYear,
        };
        MoviePage page = catalog.Page(query, filter, offset, limit);
        return page with { Next = Paging.Next(request, offset, limit, page.Total) };
    }

    private static MoviePage Withdrawn(
        HttpRequest request,
        LiveState state,
        ServerOptions options,
        [AsParameters] ReaderLanguage reader,
        [FromQuery, Range(0, 1_000_000)] int offset = 0,
        [FromQuery, Range(1, 100)] int limit = 20
    )
    {
        LiveCatalog catalog = reader.Of(state.Deployment.Catalog, options);
        return new MoviePage(
            catalog.Withdrawn.Count,
            [.. catalog.Withdrawn.Order().Skip(offset).Take(limit).Select(catalog.Item)]
        )
        {
            Next = Paging.Next(request, offset, limit, catalog.Withdrawn.Count),
        };
    }

    private static CatalogSummary Summary(LiveState state) => state.Deployment.Catalog.Summary;

    private static MovieItem Get(
        LiveState state,
        ServerOptions options,
        [AsParameters] ReaderLanguage reader,
        [Description("The movie's id.")] Id id
    )
    {
        LiveCatalog catalog = reader.Of(state.Deployment.Catalog, options);
        RowOf(catalog, id);
        return catalog.WholeItem(id);
    }

    private static IReadOnlyList<RecommendedMovie> Similar(
        LiveState state,
        ServerOptions options,
        [AsParameters] ReaderLanguage reader,
        Id id,
        [FromQuery, StringLength(64)] string? model = null,
        [FromQuery, Range(1, 100)] int n = 10
    )
    {
        Deployment deployment = state.Deployment;
        RowOf(deployment.Catalog, id);
        return Advisor.Similar(reader.Of(deployment.Catalog, options), deployment.Model(model, null), id, n);
    }

    private static async Task<Results<Created<MovieItem>, Ok<MovieItem>>> Add(
        LiveState state,
        MovieDescription description,
        CancellationToken cancellation
    )
    {
        (Movie movie, bool isNew) = await state.PutMovieAsync(
            catalog => MovieChecks.Added(catalog, description),
            cancellation
        );
        MovieItem item = state.Deployment.Catalog.WholeItem(movie.Id);
        return isNew ? TypedResults.Created(AddressOf(movie.Id), item) : TypedResults.Ok(item);
    }

    private static async Task PutMany(
        HttpRequest request,
        HttpResponse response,
        LiveState state,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        CancellationToken cancellation
    )
    {
        _ = state.Deployment; // not before it is ready
        MovieLines lines = new();
        await foreach (
            ReadLine<CatalogMovie> line in JsonLines.ReadAsync<CatalogMovie>(
                request,
                json.Value.SerializerOptions,
                cancellation
            )
        )
            lines.Add(line);
        await JsonLines.WriteAsync(
            response,
            (await lines.PutAsync(state, cancellation)).ToAsyncEnumerable(),
            json.Value.SerializerOptions,
            cancellation
        );
    }

    private static async Task<Results<Created<MovieItem>, Ok<MovieItem>>> Change(
        LiveState state,
        Id id,
        MovieDescription description,
        CancellationToken cancellation
    )
    {
        bool isNew = false;
        await state.PutMovieAsync(
            catalog =>
            {
                isNew = catalog.Catalog.Vocabulary.RowOf(id) < 0;
                if (isNew)
                    MovieChecks.NewId(id);
                return MovieChecks.Movie(catalog, id, description);
            },
            cancellation
        );
        MovieItem item = state.Deployment.Catalog.WholeItem(id);
        return isNew ? TypedResults.Created(AddressOf(id), item) : TypedResults.Ok(item);
    }

    private static async Task<MovieItem> Withdraw(LiveState state, Id id, CancellationToken cancellation)
    {
        if (state.Deployment.Catalog.Catalog.Vocabulary.RowOf(id) < 0)
            throw Missing(id); // none is ever taken out of it
        await state.WithdrawMovieAsync(id, cancellation);
        return state.Deployment.Catalog.WholeItem(id); // whoever erred has what brings it back
    }

    private static Judgement JudgeMovie(
        Judge judge,
        LiveState state,
        ServerOptions options,
        [AsParameters] ReaderLanguage reader,
        ClaimsPrincipal caller,
        MovieDescription description,
        [FromQuery, StringLength(64)] string? model = null,
        [FromQuery, Range(1, 100)] int n = 10,
        [
            FromQuery,
            Range(0, 100),
            Description("How many users who would like it most; none are told without a key to read.")
        ]
            int users = 10,
        CancellationToken cancellation = default
    )
    {
        Deployment deployment = state.Deployment;
        LiveModel chosen = deployment.Model(model, null);
        Movie movie = MovieChecks.Movie(deployment.Catalog, 0, description);
        return judge.Of(
            chosen,
            movie,
            n,
            caller.Reaches(KeyScope.Read) ? users : 0,
            reader.Of(deployment.Catalog, options),
            cancellation
        );
    }

    private static int RowOf(LiveCatalog catalog, Id id) =>
        catalog.OfferedRowOf(id) is >= 0 and int row ? row
        : catalog.Withdrawn.Contains(id)
            ? throw RequestException.NotFound($"The movie {id} was withdrawn. PUT /api/v1/movies/{id} brings it back.")
        : throw Missing(id);

    private static string AddressOf(Id id) => $"/api/v1/movies/{Uri.EscapeDataString($"{id}")}";

    private static RequestException Missing(Id id) =>
        RequestException.NotFound($"There is no movie {id} in the catalogue.");
}
