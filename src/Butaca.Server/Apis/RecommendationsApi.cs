using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Butaca.Client.Contracts;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Setup;
using Butaca.Hosting.Storage;
using Butaca.Server.Answers;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Apis;

/// <summary>Recommendations: for a user, for a list of movies, for many users.</summary>
internal static partial class RecommendationsApi
{
    public static void MapRecommendations(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("recommendations");
        group
            .MapGet("/users/{user}/recommendations", ForUser)
            .Needs(KeyScope.Read)
            .Produces<RecommendationAnswer>()
            .WithName("RecommendToUser")
            .WithSummary("Recommendations for a user");
        group
            .MapPost("/recommendations", For)
            .NamesNobody()
            .WithName("Recommend")
            .WithSummary("Recommendations for a user, or for a list of watched movies");
        group
            .MapPost("/recommendations/batch", ForMany)
            .Needs(KeyScope.Read)
            .Produces<RecommendationAnswer>(contentType: JsonLines.ContentType)
            .WithName("RecommendToMany")
            .WithSummary("Recommendations for many users, a line of JSON each")
            .WithRequestTimeout(LimitOptions.LongTimeout)
            .RequireRateLimiting(SecurityExtensions.Heavy);
    }

    private static async Task<IResult> ForUser(
        [RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected)] string user,
        [AsParameters] RecommendationQuery query,
        [AsParameters] ReaderLanguage reader,
        ServerOptions options,
        HttpRequest request,
        Advisor advisor,
        LiveState state,
        AnswerCache cache,
        Telemetry telemetry,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        CancellationToken cancellation
    )
    {
        Deployment deployment = state.Deployment;
        LiveModel model = deployment.Model(query.Model, user);
        UserState known = await state.Users.GetAsync(user, cancellation);
        string? language = reader.Choose(deployment.Catalog.Summary.Translations, options.SynopsisLanguage);
        Question question = new(model.Version, known.Version, $"{language} {request.QueryString.Value}");
        TaggedAnswer? answer = cache.Find(question);
        if (answer is null)
        {
            answer = TaggedAnswer.Of(
                advisor.ForUser(
                    deployment.Catalog.In(language, options.SynopsisLanguage),
                    model,
                    known,
                    query.Settings(),
                    query.Offset ?? 0
                ),
                json.Value.SerializerOptions
            );
            cache.Add(question, known, answer);
        }
        else
        {
            telemetry.Recommended(model.Name);
        }
        return answer.Send();
    }

    private static async Task<Ok<RecommendationAnswer>> For(
        RecommendationRequest request,
        [AsParameters] ReaderLanguage reader,
        ServerOptions options,
        ClaimsPrincipal caller,
        Advisor advisor,
        LiveState state,
        CancellationToken cancellation
    )
    {
        Deployment deployment = state.Deployment;
        deployment = deployment with { Catalog = reader.Of(deployment.Catalog, options) };
        return TypedResults.Ok(await AnswerAsync(request, deployment, caller, advisor, state, cancellation));
    }

    /// <summary>Answers a request whose values are in their ranges.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deployment">The models, and the movies as the reader's language has them.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="advisor">Recommends.</param>
    /// <param name="state">The users.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RequestException">It can't be answered.</exception>
    internal static async Task<RecommendationAnswer> AnswerAsync(
        RecommendationRequest request,
        Deployment deployment,
        ClaimsPrincipal caller,
        Advisor advisor,
        LiveState state,
        CancellationToken cancellation
    )
    {
        RequestChecks.OneOf("user", request.User, request.Watched);
        if (request.User is not null && !caller.Reaches(KeyScope.Read))
            throw RequestException.NeedsKey(
                $"Recommending to a user needs a key; to a list of movies (watched) it needs none. {ApiKeyHandler.KeyHint}"
            );
        LiveModel model = deployment.Model(request.Model, request.User);
        return request.User is { } user
            ? advisor.ForUser(
                deployment.Catalog,
                model,
                await state.Users.GetAsync(user, cancellation),
                request,
                request.Offset
            )
            : advisor.ForWatched(deployment.Catalog, model, request.Watched!, request, caller.HasKey(), request.Offset);
    }

    private static async Task ForMany(
        BatchRequest request,
        [AsParameters] ReaderLanguage reader,
        ServerOptions options,
        HttpResponse response,
        Advisor advisor,
        LiveState state,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < request.Users.Count; i++)
            if (request.Users[i] is not { } id || Id().Match(id).Length != id.Length || id.Length == 0)
                throw RequestException.Field($"users[{i}]", $"found '{request.Users[i]}', {UserId.Expected}");
        Deployment deployment = state.Deployment; // the same for all, whatever is changed or activated meanwhile
        LiveCatalog catalog = reader.Of(deployment.Catalog, options);
        await JsonLines.WriteAsync(response, AnswersAsync(), json.Value.SerializerOptions, cancellation);

        async IAsyncEnumerable<RecommendationAnswer> AnswersAsync()
        {
            foreach (string user in request.Users)
                yield return advisor.ForUser(
                    catalog,
                    deployment.Model(request.Model, user),
                    await state.Users.GetAsync(user, cancellation),
                    request,
                    request.Offset
                );
        }
    }

    [GeneratedRegex(UserId.Pattern, RegexOptions.None, 1000)]
    private static partial Regex Id();
}
