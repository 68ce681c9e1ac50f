using System.Security.Claims;
using Butaca.Client.Contracts;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Recommending;
using Butaca.Server.Answers;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Butaca.Server.Apis;

/// <summary>One list of recommendations for several users.</summary>
internal static class TogetherApi
{
    public static void MapTogether(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/recommendations/together", For)
            .NamesNobody()
            .WithTags("recommendations")
            .WithName("RecommendTogether")
            .WithSummary("One list for two to six users, each known by id or by a list of watched movies");

    private static async Task<Ok<TogetherAnswer>> For(
        TogetherRequest request,
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
    internal static async Task<TogetherAnswer> AnswerAsync(
        TogetherRequest request,
        Deployment deployment,
        ClaimsPrincipal caller,
        Advisor advisor,
        LiveState state,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < request.Users.Count; i++)
        {
            if (request.Users[i] is not { } asked)
                throw RequestException.Field($"users[{i}]", "found null, expected a user");
            RequestChecks.OneOf($"users[{i}].user", asked.User, asked.Watched);
        }
        if (request.Users.Any(asked => asked.User is not null) && !caller.Reaches(KeyScope.Read))
            throw RequestException.NeedsKey(
                $"Recommending to a user needs a key; to lists of movies (watched) it needs none. {ApiKeyHandler.KeyHint}"
            );
        LiveModel model = deployment.Model(request.Model, null);
        List<GroupUser> users = [];
        for (int i = 0; i < request.Users.Count; i++)
        {
            TogetherUser asked = request.Users[i];
            UserState? known = asked.User is { } id ? await state.Users.GetAsync(id, cancellation) : null;
            users.Add(
                new GroupUser(
                    asked.Name ?? asked.User ?? $"{i + 1}",
                    known,
                    known?.On(model.Catalog) ?? Advisor.HistoryOf(model.Catalog, asked.Watched!),
                    asked.LessLike
                )
            );
        }
        GroupOptions group = new()
        {
            Fairness = request.Fairness ?? new GroupOptions().Fairness,
            KeepSeen = request.Seen,
        };
        return advisor.ForGroup(deployment.Catalog, model, users, request, group, caller.HasKey());
    }
}
