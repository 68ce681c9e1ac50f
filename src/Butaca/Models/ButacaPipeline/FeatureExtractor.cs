using System.Collections.Immutable;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The pipeline's second stage: what the networks are told of a movie and a user, as <see cref="FeatureSchema"/> lists
/// it. The linear scores, how popular the movie is and was at the time, and what movie and user are like.
/// </summary>
internal sealed class FeatureExtractor
{
    /// <summary>The best movies of which <see cref="CompletenessOf"/> counts those that were watched.</summary>
    private const int CompletenessList = 50;

    private const double DefaultYear = 1992;

    private readonly LinearScorers _scorers;
    private readonly TimePopularity _near;
    private readonly TimePopularity _wide;
    private readonly MovieFacts[] _facts; // (n); those of movies that came later are beside them
    private readonly MovieFacts[] _laterFacts = [];
    private readonly ImmutableArray<string> _genres; // the first movies', then those that later ones brought
    private readonly int _firstGenres; // how many the first movies have
    private readonly MovieFacts _typical; // what is watched on average
    private readonly float _typicalEsteem; // the same
    private readonly float _audienceScale;
    private readonly double _lastYear; // of the movies that were watched, or of the watching

    /// <summary>Counts what is popular when, and what is watched on average.</summary>
    /// <param name="scorers">The linear scorers, with the training users.</param>
    /// <param name="users">Audiences are taken as of so many users, those that what movies are was compared
    /// for.</param>
    public FeatureExtractor(LinearScorers scorers, int users)
    {
        Dataset data = scorers.Data;
        _scorers = scorers;
        _audienceScale = (float)users / Math.Max(1, data.Users.Count);
        _near = new TimePopularity(data.Interactions, width: 0.5, smoothing: 10);
        _wide = new TimePopularity(data.Interactions, width: 2, smoothing: 3);
        _lastYear = WatchTimes.LastYear(scorers.LatestTime, scorers.Known.Select(movie => data.Catalog[movie].Year));
        _genres = data.Catalog.Genres;
        _firstGenres = _genres.Length;
        _facts = [.. Enumerable.Range(0, data.Catalog.Count).Select(row => ReadFacts(data.Catalog, row))];
        _typical = MovieFacts.Mean(_facts, scorers.AudienceOf, _firstGenres);
        if (scorers.Ratings is { } ratings)
            _typicalEsteem = (float)(
                scorers.Known.Sum(movie => (double)scorers.AudienceOf(movie) * ratings.EsteemOf(movie))
                / Math.Max(1, scorers.Known.Sum(movie => (double)scorers.AudienceOf(movie)))
            );
    }

    private FeatureExtractor(FeatureExtractor smaller, LinearScorers scorers)
    {
        Catalog larger = scorers.Data.Catalog;
        int first = smaller._facts.Length;
        _scorers = scorers;
        _audienceScale = smaller._audienceScale;
        _near = smaller._near;
        _wide = smaller._wide;
        _lastYear = smaller._lastYear;
        _facts = smaller._facts;
        _firstGenres = smaller._firstGenres;
        _typical = smaller._typical;
        _typicalEsteem = smaller._typicalEsteem;
        _laterFacts = new MovieFacts[larger.Count - first];
        smaller._laterFacts.CopyTo(_laterFacts, 0);
        _genres = smaller._genres;
        for (int i = smaller._laterFacts.Length; i < _laterFacts.Length; i++)
        {
            _genres = _genres.AddRange(larger[first + i].Genres.Where(genre => !_genres.Contains(genre)));
            _laterFacts[i] = ReadFacts(larger, first + i);
        }
    }

    /// <summary>
    /// The same over the scorers of a larger catalogue. Nobody has watched what is new, so nobody asks how popular it
    /// was.
    /// </summary>
    public FeatureExtractor Extend(LinearScorers larger) => new(this, larger);

    /// <summary>F, how many features: see <see cref="FeatureSchema"/>.</summary>
    public int Count => _scorers.Ratings is null ? FeatureSchema.Count : FeatureSchema.CountWithRatings;

    /// <summary>Reads a user: the linear scores, and what the user is like.</summary>
    public UserProfile Read(in History history)
    {
        UserProfile user = _scorers.Read(history);
        Describe(user.Told is { } told ? told.AsHistory() : history, user);
        return user;
    }

    /// <summary>Writes features of movies.</summary>
    /// <param name="user">The user.</param>
    /// <param name="movies">Movie rows.</param>
    /// <param name="asCold">Whether nothing of the movies' audiences is to be used.</param>
    /// <param name="features">(F, movies): feature by feature.</param>
    public void Extract(UserProfile user, ReadOnlySpan<int> movies, bool asCold, Span<float> features)
    {
        ReadOnlySpan<float> near = _near.At(user.At);
        ReadOnlySpan<float> wide = _wide.At(user.At);
        FeatureInput input = new() { User = user, AsCold = asCold };
        int count = movies.Length;
        for (int i = 0; i < count; i++)
        {
            int movie = movies[i];
            float content = _scorers.ContentOf(user, movie);
            input.Movie = FactsOf(movie);
            input.CollaborativeShort = user.Scales[FeatureSchema.CollaborativeShort] * user.Collaborative[movie];
            input.CollaborativeLong = user.Scales[FeatureSchema.CollaborativeLong] * user.CollaborativeLong[movie];
            input.Factors = user.Scales[FeatureSchema.Factors] * user.Factors[movie];
            input.Content = user.Scales[FeatureSchema.Content] * content;
            input.ContentLift = user.Scales[FeatureSchema.ContentLift] * content * _scorers.LiftWeightOf(movie);
            input.NearPopularity = movie < near.Length ? near[movie] : 0; // of an added movie nobody could count
            input.WidePopularity = movie < wide.Length ? wide[movie] : 0;
            if (_scorers.Ratings is not null)
                (input.Taste, input.Esteem, input.Doubt) = RatingOf(user, movie, asCold);
            FeatureSchema.Write(input, features, count, i);
        }
    }

    /// <summary>What the user's taste and everybody's add to a rating, and how far from it one may lie.</summary>
    private (float Taste, float Esteem, float Doubt) RatingOf(UserProfile user, int movie, bool asCold)
    {
        Rater rater = user.Rater!;
        ReadOnlySpan<float> placed = _scorers.Content.RatingOf(movie);
        return asCold
            ? (TensorPrimitives.Dot(placed[1..], rater.Mean.AsSpan(1)), placed[0], _scorers.Ratings!.DoubtOfNew)
            : (
                _scorers.Ratings!.AppealOf(rater, movie),
                _scorers.Ratings.EsteemOf(movie),
                _scorers.Ratings.DoubtOf(rater, movie)
            );
    }

    /// <summary>
    /// Writes features of a movie for which nothing linear speaks, and that is otherwise what is watched on average, as
    /// popular as ever.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="asCold">As for <see cref="Extract"/>.</param>
    /// <param name="features">(F).</param>
    public void ExtractTypical(UserProfile user, bool asCold, Span<float> features)
    {
        FeatureSchema.Write(
            new FeatureInput
            {
                User = user,
                AsCold = asCold,
                Movie = _typical,
                Esteem = _typicalEsteem,
            },
            features,
            1,
            0
        );
    }

    private MovieFacts FactsOf(int movie) => movie < _facts.Length ? _facts[movie] : _laterFacts[movie - _facts.Length];

    private MovieFacts ReadFacts(Catalog catalog, int row)
    {
        Movie movie = catalog[row];
        int[] numbers = [.. movie.Genres.Select(genre => _genres.IndexOf(genre))];
        int count = _firstGenres; // those that only later movies have are behind them
        foreach (int genre in numbers)
            count = Math.Max(count, genre + 1);
        float[] genres = new float[count];
        foreach (int genre in numbers)
            genres[genre] = 1 / MathF.Sqrt(numbers.Length);
        return new MovieFacts(
            (float)Math.Min(movie.Year ?? DefaultYear, _lastYear), // a later one is as new as can be
            MathF.Log(1 + _audienceScale * _scorers.AudienceOf(row)),
            _scorers.Content.LogAudience(row),
            genres
        );
    }

    /// <summary>
    /// How much of what the user would watch is in the history: the share of the best movies by the collaborative
    /// score, each scored as if it had not been watched, that were. A fifth of a long history and the whole of a short
    /// one are as long, but not as complete.
    /// </summary>
    private static float CompletenessOf(in History history, UserProfile user)
    {
        using Rented<float> rented = new(user.Collaborative.Length);
        Span<float> scores = rented.Span;
        TensorPrimitives.Multiply(user.Collaborative, user.Scales[FeatureSchema.CollaborativeShort], scores);
        TensorPrimitives.MultiplyAdd(
            user.CollaborativeLong,
            user.Scales[FeatureSchema.CollaborativeLong],
            scores,
            scores
        );
        Span<int> best = stackalloc int[CompletenessList];
        int found = TopN.Select(scores, best);
        int watched = 0;
        foreach (int movie in best[..found])
            if (history.Movies.BinarySearch(movie) >= 0)
                watched++;
        return (float)watched / CompletenessList;
    }

    private void Describe(in History history, UserProfile user)
    {
        user.Genres = new float[_genres.Length];
        int count = Math.Max(1, history.Movies.Length);
        double years = 0;
        double squares = 0;
        double audiences = 0;
        foreach (int movie in history.Movies)
        {
            MovieFacts facts = FactsOf(movie);
            years += facts.Year;
            squares += (double)facts.Year * facts.Year;
            audiences += facts.LogAudience;
            Span<float> genres = user.Genres.AsSpan(0, facts.Genres.Length);
            TensorPrimitives.MultiplyAdd(facts.Genres, 1f / count, genres, genres);
        }
        (uint earliest, uint latest) = WatchTimes.Span(history.Times);
        uint first = Math.Min(earliest, _scorers.LatestTime);
        uint last = Math.Min(latest, _scorers.LatestTime); // how long users took to watch, as far as it was learned
        user.MeanYear = history.Movies.IsEmpty ? (float)DefaultYear : (float)(years / count);
        user.YearDeviation = (float)Math.Sqrt(Math.Max(0, squares / count - years / count * (years / count)));
        user.MeanLogAudience = (float)(audiences / count);
        user.LogCount = MathF.Log(count);
        user.LogSpan = (float)Math.Log(1 + (last - first) / WatchTimes.SecondsPerYear);
        user.Year = (float)WatchTimes.YearOf(user.At);
        user.LatestYear = (float)WatchTimes.YearOf(Math.Max(user.At, latest));
        user.Completeness = CompletenessOf(history, user);
        if (user.Rater is not null)
            user.Generosity = _scorers.Ratings!.GenerosityOf(user.Rater);
    }
}
