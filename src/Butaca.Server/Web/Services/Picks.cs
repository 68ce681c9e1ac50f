using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Recommending;
using Butaca.Server.Answers;
using Microsoft.Extensions.Caching.Memory;

namespace Butaca.Server.Web.Services;

/// <summary>
/// Recommends on the page. A page is drawn twice, once to be seen at once and once to be live: the second time finds
/// the first one's answer, so that statistics count it once.
/// </summary>
/// <param name="advisor">Recommends.</param>
/// <param name="state">The models and movies.</param>
public sealed class Picks(Advisor advisor, LiveState state) : IDisposable
{
    private const int MostKept = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);
    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>Recommends what a taste asks for.</summary>
    /// <param name="taste">The taste.</param>
    /// <param name="n">How many movies.</param>
    /// <param name="catalog">The movies as the page's language has them.</param>
    /// <param name="language">That language.</param>
    /// <param name="model">The model's name; null: the active one.</param>
    /// <exception cref="ButacaException">A filter can't be used with these movies.</exception>
    public RecommendationAnswer For(Taste taste, int n, LiveCatalog catalog, string language, string? model = null)
    {
        Deployment deployment = state.Deployment;
        LiveModel live = deployment.Model(model, null);
        string key = $"{live.Version} {n} {language} {Asked(taste)}";
        if (_answers.TryGetValue(key, out RecommendationAnswer? known))
            return known!;
        RecommendationAnswer answer = advisor.ForWatched(
            catalog,
            live,
            taste.Watched,
            taste.Settings(n),
            hasKey: false
        );
        _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return answer;
    }

    /// <summary>Recommends one list for a taste and its company.</summary>
    /// <param name="taste">The taste; the answer's first user.</param>
    /// <param name="n">How many movies.</param>
    /// <param name="catalog">The movies as the page's language has them.</param>
    /// <param name="language">That language.</param>
    /// <exception cref="ButacaException">A filter can't be used with these movies.</exception>
    public TogetherAnswer Together(Taste taste, int n, LiveCatalog catalog, string language)
    {
        LiveModel live = state.Deployment.Model(null, null);
        string key = $"together {live.Version} {n} {language} {Asked(taste)}";
        if (_answers.TryGetValue(key, out TogetherAnswer? known))
            return known!;
        TogetherAnswer answer = advisor.ForGroup(
            catalog,
            live,
            [
                .. taste
                    .Company.Prepend(taste)
                    .Select(
                        (one, i) => new GroupUser($"{i}", null, Advisor.HistoryOf(live.Catalog, one.Watched), one.No)
                    ),
            ],
            taste.Settings(n) with
            {
                LessLike = [],
            },
            new GroupOptions { KeepSeen = taste.SeenToo },
            hasKey: false
        );
        _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
        return answer;
    }

    /// <summary>How a movie that wasn't seen would be rated; null where that would tell nothing.</summary>
    /// <param name="taste">The taste.</param>
    /// <param name="movie">The movie's id.</param>
    public PredictedStars? Expected(Taste taste, MovieId movie)
    {
        LiveModel live = state.Deployment.Model(null, null);
        StoredHistory history = Advisor.HistoryOf(live.Catalog, taste.Watched);
        PredictedStars? stars = Advisor.Stars(live.Recommender.Rate(history.AsHistory(), Id.Parse(movie)));
        return TellingStars.Tell(taste, stars) ? stars : null;
    }

    /// <summary>
    /// Ranks a list of movies for a taste, the best first; those that were seen or are disliked are left out.
    /// </summary>
    /// <param name="taste">The taste.</param>
    /// <param name="list">Ids of the movies.</param>
    /// <param name="n">How many at most.</param>
    /// <param name="catalog">The movies as the page's language has them.</param>
    public IReadOnlyList<MovieItem> OfList(Taste taste, IReadOnlyList<MovieId> list, int n, LiveCatalog catalog)
    {
        LiveModel live = state.Deployment.Model(null, null);
        RecommendOptions options = new()
        {
            Count = n,
            Filter = new MovieFilter { CandidateIds = [.. list.Select(id => Id.Parse(id))] },
            LessLike = [.. taste.No.Select(id => Id.Parse(id))],
            Goal = taste.ForWatching ? Goal.Watch : Goal.Like,
        };
        return
        [
            .. live
                .Recommender.Recommend(Advisor.HistoryOf(live.Catalog, taste.Watched).AsHistory(), options)
                .Select(pick => catalog.Item(pick.Movie.Id)),
        ];
    }

    /// <summary>What of a taste recommendations follow from.</summary>
    private static string Asked(Taste taste) =>
        (taste with { Strip = 0, Surprise = 0, Shown = Taste.Portion, Order = PickOrder.Fit, Wanted = [] }).Query();

    /// <inheritdoc/>
    public void Dispose() => _answers.Dispose();
}
