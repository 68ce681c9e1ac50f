using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Server.Answers;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server.Apis;

/// <summary>
/// MovieNet's own three endpoints: the same names, parameters and defaults; each answers with titles. Where the asked
/// model has not been trained, the one that serves answers, so that who calls the original finds titles at once.
/// </summary>
internal static class OriginalApi
{
    /// <summary>The header that names the model that answered.</summary>
    public const string ModelHeader = "Butaca-Model";

    private const int MostIds = 10_000;
    private const int HighestRating = 10;
    private const string ModelNumbers = "1 and 2: MovieNet's versions; 3: Butaca.";
    private const string HowMany = "How many titles.";

    public static void MapOriginal(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("original");
        group.MapGet("/get_new_user_recommendation", ForNewUser).NamesNobody().WithName("GetNewUserRecommendation");
        group
            .MapGet("/get_current_user_recommendation", ForCurrentUser)
            .Needs(KeyScope.Read)
            .WithName("GetCurrentUserRecommendation");
        group
            .MapGet("/get_new_movie_recommendation", ForNewMovie)
            .NamesNobody()
            .RequireRateLimiting(SecurityExtensions.Heavy)
            .WithName("GetNewMovieRecommendation");
    }

    [EndpointSummary("Titles for somebody known by what they watched")]
    private static IReadOnlyList<string> ForNewUser(
        Advisor advisor,
        LiveState state,
        ClaimsPrincipal caller,
        HttpResponse response,
        [FromQuery, Description("Ids of watched movies, separated by commas.")] string movieIds,
        [FromQuery, Range(1, 3), Description(ModelNumbers)] int model = 2,
        [FromQuery, Range(1, 100), Description(HowMany)] int n = 8,
        [
            FromQuery,
            Description(
                "How each was rated, separated by commas, with nothing between two of them where one wasn't; by default none was."
            )
        ]
            string? ratings = null
    )
    {
        Deployment deployment = state.Deployment;
        return Titles(
            advisor.ForWatched(
                deployment.Catalog,
                Model(deployment, response, model, null),
                Watched(movieIds, ratings),
                ratings is null ? Settings(n) : Settings(n) with { Goal = null },
                caller.HasKey()
            )
        );
    }

    [EndpointSummary("Titles for a user of the data set, or one who sent events")]
    private static async Task<IReadOnlyList<string>> ForCurrentUser(
        Advisor advisor,
        LiveState state,
        HttpResponse response,
        [
            FromQuery,
            Description("The user's id."),
            RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected),
            StringLength(UserId.Longest, MinimumLength = 1, ErrorMessage = UserId.Expected)
        ]
            string userId,
        [FromQuery, Range(1, 3), Description(ModelNumbers)] int model = 2,
        [FromQuery, Range(1, 100), Description(HowMany)] int n = 8,
        CancellationToken cancellation = default
    )
    {
        Deployment deployment = state.Deployment;
        LiveModel chosen = Model(deployment, response, model, userId);
        UserState user = await state.Users.GetAsync(userId, cancellation);
        if (user.IsUnknown)
            throw RequestException.NotFound(
                $"userId: found {userId}, expected a user of the data set, or one who has sent events."
            );
        return Titles(advisor.ForUser(deployment.Catalog, chosen, user, Settings(n)));
    }

    [EndpointSummary("Titles of the movies that a described movie resembles")]
    private static IReadOnlyList<string> ForNewMovie(
        Judge judge,
        LiveState state,
        HttpResponse response,
        [
            FromQuery,
            Range(MovieDescription.FirstYear, MovieDescription.LastYear),
            Description("The year in which the movie came out.")
        ]
            int year = NewMovie.DefaultYear,
        [FromQuery, Description("Where the movie is from.")] string origin = NewMovie.DefaultOrigin,
        [FromQuery, Description("The movie's genres, separated by commas.")] string genres = Movie.NoGenres,
        [FromQuery, StringLength(MovieChecks.LongestSynopsis), Description("What happens in the movie.")]
            string plot = "",
        [FromQuery, Range(1, 3), Description(ModelNumbers)] int model = 2,
        [FromQuery, Range(1, 100), Description(HowMany)] int n = 8
    )
    {
        Deployment deployment = state.Deployment;
        LiveModel chosen = Model(deployment, response, model, null);
        ImmutableArray<string> known = MovieChecks.Genres(
            deployment.Catalog,
            genres == Movie.NoGenres
                ? []
                : genres.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
        return
        [
            .. judge
                .Similar(chosen, NewMovie.Of(null, year, origin, known, plot.Length == 0 ? null : plot), n)
                .Select(r => r.Movie.Title),
        ];
    }

    private static IReadOnlyList<string> Titles(RecommendationAnswer answer) =>
        [.. answer.Recommendations.Select(r => r.Movie.Title)];

    private static RecommendationSettings Settings(int n) =>
        new()
        {
            N = n,
            Goal = "watch",
            Reasons = 0,
        };

    private static LiveModel Model(Deployment deployment, HttpResponse response, int number, string? user)
    {
        string name = number switch
        {
            1 => "movienet-v1",
            2 => "movienet-v2",
            _ => "butaca",
        };
        LiveModel model = deployment.Models.GetValueOrDefault(name) ?? deployment.For(user);
        response.Headers[ModelHeader] = model.Name;
        return model;
    }

    private static IEnumerable<HistoryEntry> Watched(string movieIds, string? ratings)
    {
        List<MovieId> ids = Ids(movieIds);
        if (ratings is null)
            return ids.Select(HistoryEntry.FromMovieId);
        string[] texts = ratings.Split(',', StringSplitOptions.TrimEntries);
        if (texts.Length != ids.Count)
            throw RequestException.Field(
                "ratings",
                $"found {texts.Length}, expected one for each of the {ids.Count} movieIds, or nothing between two commas"
            );
        return ids.Zip(texts, (id, text) => new HistoryEntry { MovieId = id, Rating = Rating(text) });
    }

    private static double? Rating(string text)
    {
        if (text.Length == 0)
            return null;
        bool isNumber = double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out double rating
        );
        if (!isNumber || rating > HighestRating)
            throw RequestException.Field(
                "ratings",
                $"found '{text}', expected numbers from 0 to {HighestRating}, separated by commas"
            );
        return rating;
    }

    private static List<MovieId> Ids(string text)
    {
        List<MovieId> ids = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!MovieId.TryParse(part, null, out MovieId id))
                throw RequestException.Field(
                    "movieIds",
                    $"found '{part}', expected movies' ids separated by commas, such as 1,2"
                );
            ids.Add(id);
        }
        if (ids.Count is 0 or > MostIds)
            throw RequestException.Field(
                "movieIds",
                $"found {ids.Count}, expected 1 to {MostIds} ids separated by commas, such as 1,2"
            );
        return ids;
    }
}
