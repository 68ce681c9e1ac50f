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

/// <summary>One list of recommendations for several people.</summary>
internal static class TogetherApi
{
    public static void MapTogether(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/recommendations/together", For)
            .NamesNobody()
            .WithTags("recommendations")
            .WithName("RecommendTogether")
            .WithSummary("One list for two to six people, each known by id or by a list of watched movies");

    private static async Task<Ok<TogetherAnswer>> For(
        TogetherRequest request,
        [AsParameters] ReaderLanguage reader,
        ServerOptions options,
        ClaimsPrincipal user,
        Advisor advisor,
        LiveState state,
        CancellationToken cancellation
    )
    {
        Deployment deployment = state.Deployment;
        deployment = deployment with { Catalog = reader.Of(deployment.Catalog, options) };
        return TypedResults.Ok(await AnswerAsync(request, deployment, user, advisor, state, cancellation));
    }

    /// <summary>Answers a request whose values are in their ranges.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deployment">The models, and the movies as the reader's language has them.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="advisor">Recommends.</param>
    /// <param name="state">The people.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RequestException">It can't be answered.</exception>
    internal static async Task<TogetherAnswer> AnswerAsync(
        TogetherRequest request,
        Deployment deployment,
        ClaimsPrincipal user,
        Advisor advisor,
        LiveState state,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < request.People.Count; i++)
        {
            if (request.People[i] is not { } asked)
                throw RequestException.Field($"people[{i}]", "found null, expected a person");
            RequestChecks.OneOf($"people[{i}].person", asked.Person, asked.Watched);
        }
        if (request.People.Any(asked => asked.Person is not null) && !user.Reaches(KeyScope.Read))
            throw RequestException.NeedsKey(
                $"Recommending to a person needs a key; to lists of movies (watched) it needs none. {ApiKeyHandler.KeyHint}"
            );
        LiveModel model = deployment.Model(request.Model, null);
        List<GroupPerson> people = [];
        for (int i = 0; i < request.People.Count; i++)
        {
            TogetherPerson asked = request.People[i];
            PersonState? known = asked.Person is { } id ? await state.People.GetAsync(id, cancellation) : null;
            people.Add(
                new GroupPerson(
                    asked.Name ?? asked.Person ?? $"{i + 1}",
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
        return advisor.ForGroup(deployment.Catalog, model, people, request, group, user.HasKey());
    }
}
