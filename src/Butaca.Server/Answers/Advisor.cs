using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Setup;
using Butaca.Hosting.Storage;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Server.Answers;

/// <summary>Recommends: from a request to an answer, which is remembered for the statistics.</summary>
/// <param name="state">The users.</param>
/// <param name="shown">Remembers what was recommended.</param>
/// <param name="telemetry">Counts it.</param>
/// <param name="time">Tells when.</param>
public sealed class Advisor(LiveState state, ImpressionLog shown, Telemetry telemetry, TimeProvider time)
{
    /// <summary>Recommends to a user, by their history and without what they dismissed.</summary>
    /// <param name="catalog">The movies of now.</param>
    /// <param name="model">The model.</param>
    /// <param name="user">The user.</param>
    /// <param name="settings">What to recommend.</param>
    /// <param name="offset">How many of the best to leave out.</param>
    public RecommendationAnswer ForUser(
        LiveCatalog catalog,
        LiveModel model,
        UserState user,
        RecommendationSettings settings,
        int offset = 0
    ) =>
        Answer(
            catalog,
            model,
            user,
            user.On(model.Catalog),
            [.. settings.Exclude.Select(Parsed), .. user.Dismissed],
            settings with
            {
                LessLike = [.. settings.LessLike, .. user.Dismissed.ToArray().Select(id => (MovieId)id.ToString())],
            },
            offset,
            isOnlyCounted: false
        );

    /// <summary>Recommends to somebody who is known by what they watched alone.</summary>
    /// <param name="catalog">The movies of now.</param>
    /// <param name="model">The model.</param>
    /// <param name="watched">What they watched; unknown movies are ignored.</param>
    /// <param name="settings">What to recommend.</param>
    /// <param name="hasKey">Whether who asks has a key; without one, the list is counted and no event can name
    /// it.</param>
    /// <param name="offset">How many of the best to leave out.</param>
    public RecommendationAnswer ForWatched(
        LiveCatalog catalog,
        LiveModel model,
        IEnumerable<HistoryEntry> watched,
        RecommendationSettings settings,
        bool hasKey,
        int offset = 0
    ) =>
        Answer(
            catalog,
            model,
            null,
            HistoryOf(model.Catalog, watched),
            settings.Exclude.Select(Parsed),
            settings,
            offset,
            isOnlyCounted: !hasKey
        );

    /// <summary>Recommends one list to several users.</summary>
    /// <param name="catalog">The movies of now.</param>
    /// <param name="model">The model.</param>
    /// <param name="users">The users; what those whom the server knows have dismissed is not on the list.</param>
    /// <param name="settings">What to recommend.</param>
    /// <param name="group">How the list is shared.</param>
    /// <param name="hasKey">Whether who asks has a key; without one, the list is counted and no event can name
    /// it.</param>
    public TogetherAnswer ForGroup(
        LiveCatalog catalog,
        LiveModel model,
        IReadOnlyList<GroupUser> users,
        RecommendationSettings settings,
        GroupOptions group,
        bool hasKey
    )
    {
        RecommendOptions options = OptionsOf(
            catalog,
            model,
            settings,
            [.. settings.Exclude.Select(Parsed), .. users.SelectMany(user => DismissedBy(user.Known))]
        );
        IReadOnlyList<GroupRecommendation> list = model.Recommender.RecommendTogether(
            [
                .. users.Select(user => new GroupMember(user.Name, user.History)
                {
                    LessLike = [.. user.LessLike.Select(Parsed)],
                }),
            ],
            options,
            group,
            out IReadOnlyList<bool> arePersonal
        );
        string id = Show(
            model,
            null,
            list.Select(item => item.Movie.Id),
            () => users.Any(user => user.Known is { } known && state.Users.IsGone(known)),
            isOnlyCounted: !hasKey
        );
        return new TogetherAnswer(
            id,
            model.Name,
            [.. users.Select((user, i) => new TogetherMember(user.Name, user.Known?.Id, arePersonal[i]))],
            [
                .. list.Select(item => new TogetherMovie(
                    item.Rank,
                    catalog.Item(item.Movie.Id),
                    [.. item.Members.Select(fit => Fit(catalog, fit))]
                )),
            ]
        )
        {
            UnknownLeftOut = options.Filter.On(model.Catalog).UnknownLeftOut,
        };
    }

    /// <summary>What speaks for a movie and against it, to somebody with a history.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">What they watched.</param>
    /// <param name="movie">The movie.</param>
    /// <param name="reasons">How many reasons at most.</param>
    /// <param name="isPersonal">Whether the model has something to say to this history.</param>
    /// <returns>The movie with its reasons; null where they have watched it, or the model doesn't know it.</returns>
    public static Recommendation? Explain(
        LiveModel model,
        StoredHistory history,
        Id movie,
        int reasons,
        out bool isPersonal
    ) =>
        model
            .Recommender.Recommend(
                history.AsHistory(),
                new RecommendOptions
                {
                    Count = 1,
                    Reasons = reasons,
                    Filter = new MovieFilter { CandidateIds = [movie] },
                },
                out isPersonal
            )
            .SingleOrDefault();

    /// <summary>A history as a model takes it.</summary>
    /// <param name="catalog">The movies that the model knows.</param>
    /// <param name="watched">What was watched; unknown movies are ignored.</param>
    public static StoredHistory HistoryOf(Catalog catalog, IEnumerable<HistoryEntry> watched) =>
        StoredHistory.Of(catalog, watched.Select(entry => (Parsed(entry.MovieId), (float?)entry.Rating, entry.Time)));

    /// <summary>The movies most like one; none where the model finds none more like it than any other.</summary>
    public static IReadOnlyList<RecommendedMovie> Similar(LiveCatalog catalog, LiveModel model, Id movie, int n)
    {
        if (model.Catalog.Vocabulary.RowOf(movie) < 0)
            throw RequestException.NotFound(
                $"{model.Name} does not know the movie {movie}: it was added after the model was trained, and this model takes no new ones."
            );
        return [.. model.Recommender.Similar(movie, n).Select(r => Item(catalog, r))];
    }

    /// <summary>A recommended movie as answers show it.</summary>
    /// <param name="catalog">The movies as the reader's language has them.</param>
    /// <param name="recommendation">The movie.</param>
    public static RecommendedMovie Item(LiveCatalog catalog, Recommendation recommendation) =>
        new(
            recommendation.Rank,
            catalog.Item(recommendation.Movie.Id),
            recommendation.Score,
            [.. recommendation.Reasons.Select(reason => Reason(catalog, reason))],
            Parts(recommendation.Parts)
        )
        {
            Stars = Stars(recommendation.Rating),
            Against = [.. recommendation.Against.Select(reason => Reason(catalog, reason))],
        };

    /// <summary>A predicted rating as answers show it.</summary>
    public static PredictedStars? Stars(PredictedRating? predicted) =>
        predicted is { } rating ? new PredictedStars(rating.Mean, rating.From, rating.To) : null;

    private static TogetherFit Fit(LiveCatalog catalog, MemberFit fit) =>
        new(
            fit.Name,
            fit.Fit,
            fit.IsFor,
            fit.HasSeen,
            fit.Score,
            [.. fit.Reasons.Select(reason => Reason(catalog, reason))],
            Parts(fit.Parts)
        );

    private static PartsItem? Parts(ScoreParts? parts) =>
        parts is { } known
            ? new PartsItem(
                Watched: known.Watched,
                Prior: known.Prior,
                Time: known.Time,
                Content: known.Content,
                Network: known.Network
            )
            : null;

    private static ReasonItem Reason(LiveCatalog catalog, Reason reason)
    {
        return new ReasonItem(reason.Watched.Id.ToString(), reason.Watched.Title, reason.Contribution, reason.Share)
        {
            Name = catalog.Names.Of(reason.Watched),
            NameLanguage = catalog.Names.LanguageOf(reason.Watched),
        };
    }

    private static Id Parsed(MovieId id) => Id.Parse(id);

    private RecommendationAnswer Answer(
        LiveCatalog catalog,
        LiveModel model,
        UserState? user,
        StoredHistory history,
        IEnumerable<Id> excluded,
        RecommendationSettings settings,
        int offset,
        bool isOnlyCounted
    )
    {
        RecommendOptions options = OptionsOf(catalog, model, settings, excluded) with { Offset = offset };
        IReadOnlyList<Recommendation> list = model.Recommender.Recommend(
            history.AsHistory(),
            options,
            out bool isPersonal
        );
        string id = Show(
            model,
            user?.Id,
            list.Select(r => r.Movie.Id),
            () => user is not null && state.Users.IsGone(user),
            isOnlyCounted
        );
        return new RecommendationAnswer(id, user?.Id, model.Name, isPersonal, [.. list.Select(r => Item(catalog, r))])
        {
            UnknownLeftOut = options.Filter.On(model.Catalog).UnknownLeftOut,
        };
    }

    /// <summary>Remembers what was recommended.</summary>
    /// <returns>The answer's id.</returns>
    private string Show(LiveModel model, string? user, IEnumerable<Id> movies, Func<bool> isGone, bool isOnlyCounted)
    {
        DateTimeOffset now = time.GetUtcNow();
        string id = Guid.CreateVersion7(now).ToString("N");
        telemetry.Recommended(model.Name);
        ShownList list = new(id, user, model.Name, now.ToUnixTimeSeconds(), [.. movies])
        {
            IsOnlyCounted = isOnlyCounted,
        };
        shown.Add(list, isGone);
        return id;
    }

    private static Id[] DismissedBy(UserState? user) => user is null ? [] : user.Dismissed.ToArray();

    private static RecommendOptions OptionsOf(
        LiveCatalog catalog,
        LiveModel model,
        RecommendationSettings settings,
        IEnumerable<Id> excluded
    ) =>
        new()
        {
            Count = settings.N,
            Filter = FilterOf(catalog, model, settings, excluded),
            Diversity = settings.Diversity,
            Novelty = settings.Novelty,
            LessLike = [.. settings.LessLike.Select(Parsed)],
            Goal = settings.Goal is { } goal ? Enum.Parse<Goal>(goal, ignoreCase: true) : null,
            At = settings.At,
            Reasons = settings.Reasons,
        };

    /// <summary>
    /// Whether a genre or an origin is one is for the movies of now to say, whichever model serves whom: one that
    /// doesn't know it yet recommends nothing.
    /// </summary>
    private static MovieFilter FilterOf(
        LiveCatalog catalog,
        LiveModel model,
        RecommendationSettings settings,
        IEnumerable<Id> excluded
    )
    {
        if (settings.Genres.Contains(null!))
            throw RequestException.Field("genres", "found null, expected a genre");
        if (settings.Origins.Contains(null!))
            throw RequestException.Field("origins", "found null, expected an origin");
        if (settings.Languages.Contains(null!))
            throw RequestException.Field("languages", "found null, expected a language");
        if (settings.Directors.Contains(null!))
            throw RequestException.Field("directors", "found null, expected a name");
        if (settings.Cast.Contains(null!))
            throw RequestException.Field("cast", "found null, expected a name");
        MovieFilter filter = new()
        {
            Genres = [.. settings.Genres],
            AllGenres = settings.AllGenres,
            Origins = [.. settings.Origins],
            Languages = [.. settings.Languages],
            Directors = [.. settings.Directors],
            Cast = [.. settings.Cast],
            AllowUnknown = settings.Unknown,
            FromYear = settings.FromYear,
            ToYear = settings.ToYear,
            ExcludedIds = [.. excluded],
        };
        filter.Check(catalog.Catalog);
        return filter.Within(model.Catalog);
    }
}
