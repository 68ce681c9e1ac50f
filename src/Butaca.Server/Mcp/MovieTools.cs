using System.ComponentModel;
using System.Security.Claims;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Recommending;
using Butaca.Server.Answers;
using Butaca.Server.Apis;
using ModelContextProtocol.Server;

namespace Butaca.Server.Mcp;

/// <summary>What an assistant may ask: the questions of the API, by titles in place of ids.</summary>
/// <param name="state">The movies, models and users.</param>
/// <param name="advisor">Recommends.</param>
/// <param name="options">Knows the data set's own language.</param>
internal sealed class MovieTools(LiveState state, Advisor advisor, ServerOptions options)
{
    private const string LikedText =
        "Titles of movies that the user liked, best with the year, such as Alien (1979). Either these or user.";
    private const string UserText = "The user's id on this server, in place of liked titles.";
    private const string LangText =
        "Language of titles and synopses in the answer, such as es. By default the catalogue's own.";
    private const string CountText = "How many movies, 1 to 100.";
    private const string GenresText = "Only movies of one of these genres, such as Comedy.";

    [McpServerTool(Name = "search_movies", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Searches the catalogue by title in any language, director, actor or IMDb id, with typing errors or not. Without a query: the most watched movies."
    )]
    public MoviePage Search(
        [Description("What to search for.")] string? query = null,
        [Description(GenresText)] IReadOnlyList<string>? genres = null,
        [Description("Only movies from this year on.")] int? fromYear = null,
        [Description("Only movies up to this year.")] int? toYear = null,
        [Description(CountText)] int limit = 10,
        [Description(LangText)] string? lang = null
    )
    {
        RecommendationSettings settings = Annotations.Checked(
            new RecommendationSettings
            {
                N = limit,
                Genres = genres ?? [],
                FromYear = fromYear,
                ToYear = toYear,
            }
        );
        MovieFilter filter = new()
        {
            Genres = [.. settings.Genres],
            FromYear = settings.FromYear,
            ToYear = settings.ToYear,
        };
        return CatalogIn(state.Deployment, lang).Page(query, filter, 0, settings.N);
    }

    [McpServerTool(Name = "recommend", ReadOnly = true, OpenWorld = false)]
    [Description("Recommends movies to somebody, from what they liked, with the liked movies that speak for each.")]
    public Task<RecommendedFrom> RecommendAsync(
        ClaimsPrincipal caller,
        [Description(LikedText)] IReadOnlyList<string>? liked = null,
        [Description(UserText)] string? user = null,
        [Description("Titles of movies that the user disliked: fewer like them.")]
            IReadOnlyList<string>? disliked = null,
        [Description(GenresText)] IReadOnlyList<string>? genres = null,
        [Description("Only movies from this year on.")] int? fromYear = null,
        [Description("Only movies up to this year.")] int? toYear = null,
        [Description("0, the most accurate, to 1, hidden gems.")] double novelty = 0,
        [Description(CountText)] int n = 10,
        [Description(LangText)] string? lang = null,
        CancellationToken cancellation = default
    )
    {
        Deployment deployment = Localised(lang);
        RecommendationRequest request = new()
        {
            Genres = genres ?? [],
            FromYear = fromYear,
            ToYear = toYear,
            Novelty = novelty,
            N = n,
        };
        return AnswerAsync(deployment, caller, request, liked, user, disliked, cancellation);
    }

    [McpServerTool(Name = "new_movies", ReadOnly = true, OpenWorld = false)]
    [Description(
        "What is new for somebody: recommends among the newest movies of the catalogue, those of its latest two years unless told otherwise."
    )]
    public Task<RecommendedFrom> NewAsync(
        ClaimsPrincipal caller,
        [Description(LikedText)] IReadOnlyList<string>? liked = null,
        [Description(UserText)] string? user = null,
        [Description("Only movies from this year on. By default the year before the catalogue's latest.")]
            int? fromYear = null,
        [Description(CountText)] int n = 10,
        [Description(LangText)] string? lang = null,
        CancellationToken cancellation = default
    )
    {
        Deployment deployment = Localised(lang);
        int? year =
            fromYear
            ?? deployment.Catalog.Summary.ToYear - 1
            ?? throw RequestException.NotFound("No movie of this catalogue has a year: what is new is not known.");
        RecommendationRequest request = new() { FromYear = year, N = n };
        return AnswerAsync(deployment, caller, request, liked, user, null, cancellation);
    }

    [McpServerTool(Name = "recommend_together", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Recommends one list to two to six users who watch together, and says how well each movie fits each of them."
    )]
    public async Task<RecommendedTogether> TogetherAsync(
        ClaimsPrincipal caller,
        [Description("The users, each with a name, and with the titles of movies they liked or their id.")]
            IReadOnlyList<Companion> users,
        [Description("Also movies that some of them have seen.")] bool seen = false,
        [Description(CountText)] int n = 10,
        [Description(LangText)] string? lang = null,
        CancellationToken cancellation = default
    )
    {
        Deployment deployment = Localised(lang);
        List<TitleReading> readings = [];
        List<TogetherUser> members = [];
        for (int i = 0; i < users.Count; i++)
        {
            Companion companion =
                users[i] ?? throw RequestException.Field($"users[{i}]", "found null, expected a user");
            RequestChecks.OneOf($"users[{i}].user", companion.User, companion.Liked, "liked");
            TitleReading reading = TitleReading.Of(deployment.Catalog, $"users[{i}].liked", companion.Liked ?? []);
            if (reading is { Taken: [], Unclear: not [] })
                throw reading.AsError($"users[{i}].liked");
            readings.Add(reading);
            members.Add(
                Annotations.Checked(
                    new TogetherUser
                    {
                        Name = companion.Name,
                        User = companion.User,
                        Watched = companion.Liked is null ? null : Watched(reading),
                    }
                )
            );
        }
        TogetherRequest request = Annotations.Checked(
            new TogetherRequest
            {
                Users = members,
                Seen = seen,
                N = n,
            }
        );
        return new RecommendedTogether(
            [.. readings.Select(reading => reading.Taken)],
            [.. readings.SelectMany(reading => reading.Unclear)],
            await TogetherApi.AnswerAsync(request, deployment, caller, advisor, state, cancellation)
        );
    }

    [McpServerTool(Name = "explain", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Says why a movie would be recommended to somebody: which of the movies they liked speak for it, with shares."
    )]
    public async Task<Explanation> ExplainAsync(
        [Description("The movie's title, best with the year.")] string movie,
        [Description(LikedText)] IReadOnlyList<string>? liked = null,
        [Description(UserText)] string? user = null,
        [Description("How many reasons, 1 to 10.")] int reasons = 5,
        [Description(LangText)] string? lang = null,
        CancellationToken cancellation = default
    )
    {
        Deployment deployment = Localised(lang);
        LiveCatalog catalog = deployment.Catalog;
        TakenTitle asked = TitleReading.One(catalog, "movie", movie);
        (RecommendationRequest request, TitleReading read) = Request(
            deployment,
            new RecommendationRequest { Reasons = reasons },
            liked,
            user
        );
        LiveModel model = deployment.Model(null, request.User);
        StoredHistory history = request.User is { } id
            ? (await state.Users.GetAsync(id, cancellation)).On(model.Catalog)
            : Advisor.HistoryOf(model.Catalog, request.Watched!);
        int row = model.Catalog.Vocabulary.RowOf(Id.Parse(asked.Id));
        Recommendation? found = Advisor.Explain(
            model,
            history,
            Id.Parse(asked.Id),
            request.Reasons,
            out bool isPersonal
        );
        RecommendedMovie? item = found is null ? null : Advisor.Item(catalog, found);
        return new Explanation(
            read.Taken,
            read.Unclear,
            isPersonal,
            row >= 0 && history.Movies.Contains(row),
            catalog.Item(asked.Id),
            item?.Reasons ?? [],
            item?.Against ?? [],
            item?.Stars
        );
    }

    [McpServerTool(Name = "similar_movies", ReadOnly = true, OpenWorld = false)]
    [Description("The movies most like one.")]
    public SimilarTo Similar(
        [Description("The movie's title, best with the year.")] string movie,
        [Description(CountText)] int n = 10,
        [Description(LangText)] string? lang = null
    )
    {
        Deployment deployment = Localised(lang);
        TakenTitle taken = TitleReading.One(deployment.Catalog, "movie", movie);
        RecommendationSettings settings = Annotations.Checked(new RecommendationSettings { N = n });
        return new SimilarTo(
            taken,
            Advisor.Similar(deployment.Catalog, deployment.Model(null, null), Id.Parse(taken.Id), settings.N)
        );
    }

    private static HistoryEntry[] Watched(TitleReading reading) =>
        [.. reading.Taken.Select(movie => HistoryEntry.FromMovieId(movie.Id))];

    /// <summary>A request with whom it is about: its values in their ranges, its titles taken.</summary>
    private static (RecommendationRequest Request, TitleReading Liked) Request(
        Deployment deployment,
        RecommendationRequest request,
        IReadOnlyList<string>? liked,
        string? user
    )
    {
        RequestChecks.OneOf("user", user, liked, "liked");
        TitleReading read = TitleReading.Of(deployment.Catalog, "liked", liked ?? []);
        if (read is { Taken: [], Unclear: not [] })
            throw read.AsError("liked");
        return (
            Annotations.Checked(request with { User = user, Watched = liked is null ? null : Watched(read) }),
            read
        );
    }

    private async Task<RecommendedFrom> AnswerAsync(
        Deployment deployment,
        ClaimsPrincipal caller,
        RecommendationRequest asked,
        IReadOnlyList<string>? liked,
        string? user,
        IReadOnlyList<string>? disliked,
        CancellationToken cancellation
    )
    {
        (RecommendationRequest request, TitleReading read) = Request(deployment, asked, liked, user);
        TitleReading less = TitleReading.Of(deployment.Catalog, "disliked", disliked ?? []);
        request = request with { LessLike = [.. less.Taken.Select(movie => movie.Id)] };
        return new RecommendedFrom(
            read.Taken,
            less.Taken,
            [.. read.Unclear, .. less.Unclear],
            await RecommendationsApi.AnswerAsync(request, deployment, caller, advisor, state, cancellation)
        );
    }

    /// <summary>The models, and the movies as a language has them.</summary>
    private Deployment Localised(string? lang)
    {
        Deployment deployment = state.Deployment;
        return deployment with { Catalog = CatalogIn(deployment, lang) };
    }

    private LiveCatalog CatalogIn(Deployment deployment, string? lang) =>
        deployment.Catalog.In(lang is null ? null : ReaderLanguage.Parse(lang), options.SynopsisLanguage);
}
