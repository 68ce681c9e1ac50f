using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Splits;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Trains the Butaca model: chooses the kernel's options on folds of the training users; extracts features of each
/// fold's users by linear scorers that were trained without them; lets the networks learn from these; and trains the
/// scorers on everyone.
/// </summary>
internal sealed class PipelineTraining
{
    private const int ManyFolds = 5;
    private const int LeastUsers = 20;
    private const int MostAsked = 2000;
    private const int MostLists = 8000;
    private const int Hardly = 2;
    private const int FewMovies = 30; // too few to tell anything of
    private const double LeastSpread = 0.4; // standard deviations: where movies differ by less in what they promise, it tells nothing
    private const int FactorsOfFew = 40;
    private const int FactorsOfMany = 64;
    private const int FactorEpochs = 10;
    private const int ColdListed = 150;
    private const int ColdDrawn = 50;

    private readonly Dataset _data;
    private readonly Dataset? _rated; // the same users with all that they rated; null: what users watch is learned
    private readonly ButacaOptions _options;
    private readonly TrainContext _context;
    private readonly ContentRidge _ridge;
    private readonly Collaboration _collaboration;

    /// <summary>Trains the model: first, where ratings tell it, what users like, then what they watch.</summary>
    /// <param name="data">The catalogue and the training users.</param>
    /// <param name="options">The options.</param>
    /// <param name="context">Seed, threads, progress, cancellation.</param>
    public static ButacaScorer Train(Dataset data, ButacaOptions options, TrainContext context)
    {
        const double Compared = 0.1; // of the training, once movies are compared
        const double Liked = 0.55; // once it is learned what is liked
        RatingScale scale = RatingScale.Of(data.Interactions.Ratings);
        Dataset liked = options.Likes && scale.Tells ? ButacaScorer.Liked(data, scale) : data;
        bool tells = liked.Interactions.Count > 0 && liked.Interactions.Count < data.Interactions.Count;
        context.Report("comparing what movies are", 0);
        using ContentRidge ridge = new(
            data.Catalog,
            new Collaboration(data.Users.Count, options, context).DenseMovies(data.Interactions),
            options.ContentRidge,
            context
        );
        ButacaScorer? like = null;
        if (tells)
        {
            TrainContext first = context.Part("what is liked: ", Compared, Liked) with { Run = null }; // the curves are those of what is watched
            like = new PipelineTraining(liked, options, first, ridge, data).Train();
        }
        TrainContext last = context.Part("", tells ? Liked : Compared, 1);
        return new PipelineTraining(data, options, last, ridge).Train(like);
    }

    /// <summary>Prepares.</summary>
    /// <param name="data">Who watched what, or liked what.</param>
    /// <param name="options">The options.</param>
    /// <param name="context">Seed, threads, progress, cancellation.</param>
    /// <param name="ridge">Has compared what movies are; it stays its owner's.</param>
    /// <param name="rated">
    /// Where it is likes that are learned, the same users with all of their ratings; else null.
    /// </param>
    private PipelineTraining(
        Dataset data,
        ButacaOptions options,
        TrainContext context,
        ContentRidge ridge,
        Dataset? rated = null
    )
    {
        _ridge = ridge;
        _data = data;
        _rated = rated;
        _options = options;
        _context = context;
        _collaboration = new Collaboration(data.Users.Count, options, context);
    }

    /// <summary>Trains.</summary>
    /// <param name="like">Finds what users like; null: nothing is known of that.</param>
    private ButacaScorer Train(ButacaScorer? like = null)
    {
        Fold[] folds = _data.Users.Count < LeastUsers ? [] : Split(); // of so few nothing is learned: EDLAE's order
        ImplicitAlsOptions factors = ChooseFactors(folds);
        KernelLevels kernel = KernelTuning.Choose(_data, folds, _collaboration, _options, _context);
        _context.Report("placing movies by what they are", 0.3);
        using ContentPlacement content = new(_data, _ridge, _collaboration.IsOverUsers, _context);
        _context.Report("placed movies by what they are", 0.35);

        List<(ExampleList Known, ExampleList Cold)> questions = [];
        RatingCalibration calibration = new();
        for (int i = 0; i < folds.Length; i++)
        {
            LinearScorers without = TrainScorers(folds[i].Train, folds[i].Rows, kernel, factors, content, null);
            if (_rated is not null)
                calibration.Ask(without.Ratings!, without.Content, _rated, Others(folds[i].Rows), _context);
            questions.AddRange(Ask(folds[i], without));
            _context.Report($"features of fold {i + 1} of {folds.Length}", 0.35 + 0.25 * (i + 1) / folds.Length);
        }
        KnownMovieReranker? known =
            _options.Networks == 0
                ? null
                : NetworkTrust.Learn(
                    [.. questions.Select(question => question.Known)],
                    _options.Networks,
                    _options.Epochs,
                    _context,
                    done => _context.Report("learning to rerank known movies", 0.6 + 0.15 * done)
                );
        ColdMovieTraining cold = ColdMovieTraining.Learn(
            questions,
            known,
            _data.Catalog.Count,
            _options,
            _context,
            done => _context.Report("learning to rerank new movies", 0.75 + 0.2 * done)
        );
        LinearScorers scorers = TrainScorers(
            _data,
            [.. Enumerable.Range(0, _data.Users.Count)],
            kernel,
            factors,
            content,
            calibration
        );
        _context.Report("trained", 1);
        return new ButacaScorer(
            scorers,
            new FeatureExtractor(scorers, _data.Users.Count),
            known,
            new ColdMovieReranker(
                cold.Networks,
                cold.Offset,
                LearnColdMoviePrior(scorers.Content),
                scorers,
                _rated?.Interactions
            ),
            like
        )
        {
            Chosen = _options.Tune == Tuning.Off ? null : Tell(kernel, factors, like),
        };
    }

    /// <summary>
    /// What was chosen, by the names of the model's options; of the model of what users like with <c>like.</c> before
    /// them.
    /// </summary>
    private static Dictionary<string, string> Tell(KernelLevels kernel, ImplicitAlsOptions factors, ButacaScorer? like)
    {
        Dictionary<string, string> told = new()
        {
            ["dropout"] = Text(kernel.Short.Dropout),
            ["lambda"] = Text(kernel.Short.Lambda),
            ["userNormalization"] = Text(kernel.Short.UserNormalization),
            ["timeWeight"] = Text(kernel.Short.TimeWeight),
            ["timeWidth"] = Text(kernel.Short.TimeWidth),
            ["longDropout"] = Text(kernel.Long.Dropout),
            ["longLambda"] = Text(kernel.Long.Lambda),
            ["longUserNormalization"] = Text(kernel.Long.UserNormalization),
            ["longTimeWeight"] = Text(kernel.Long.TimeWeight),
            ["longTimeWidth"] = Text(kernel.Long.TimeWidth),
            ["factors"] = Text(factors.Factors),
            ["factorRegularization"] = Text(factors.Regularization),
        };
        foreach ((string name, string value) in like?.Chosen ?? new Dictionary<string, string>())
            told.Add($"like.{name}", value);
        return told;

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Whether the catalogue's cold movies are new. Some may be, as withheld or unreleased ones are, and then what they
    /// are promises audiences like those of all known movies; others were there for all to see, and promise as little
    /// as movies that hardly anybody watched. q, the share of the new ones, is where the mean of what they promise lies
    /// between the two; both kinds are taken as normal with one variance. Few movies can't tell: they count as new.
    /// </summary>
    private ColdMoviePrior LearnColdMoviePrior(ContentSpace content)
    {
        ILookup<int, double> promised = Enumerable
            .Range(0, _data.Catalog.Count)
            .ToLookup(
                movie => Math.Min(_data.Interactions.AudienceOf(movie), Hardly + 1),
                movie => (double)content.LogAudience(movie)
            );
        double[] cold = [.. promised[0]];
        double[] hardly = [.. Enumerable.Range(1, Hardly).SelectMany(audience => promised[audience])];
        double[] known = [.. hardly, .. promised[Hardly + 1]];
        if (cold.Length == 0 || hardly.Length < FewMovies)
            return ColdMoviePrior.AreNew(_data.Catalog.Count);
        double low = hardly.Average();
        double high = known.Average();
        double variance = hardly.Average(value => (value - low) * (value - low));
        bool tells = variance > 0 && high - low > LeastSpread * Math.Sqrt(variance);
        double share = tells ? Math.Clamp((cold.Average() - low) / (high - low), 0, 1) : 0;
        share = (share * cold.Length + FewMovies) / (cold.Length + FewMovies);
        double slope = tells ? (low - high) / variance : 0;
        return new ColdMoviePrior(
            _data.Catalog.Count,
            (float)Math.Max(ColdMoviePrior.NoDoubt, Math.Log((1 - share) / share) - slope * (low + high) / 2),
            (float)slope
        );
    }

    /// <summary>
    /// Training users in folds, each asked about by what was trained on the others; one fold where users are many.
    /// </summary>
    private Fold[] Split()
    {
        int users = _data.Users.Count;
        bool few = _collaboration.IsOverUsers;
        int[] fold = Folds.Assign(
            users,
            few ? ManyFolds : Math.Max(ManyFolds, users / MostAsked),
            _context.Seed,
            "butaca"
        );
        return
        [
            .. Enumerable
                .Range(0, few ? ManyFolds : 1)
                .Select(k =>
                {
                    int[] rows = [.. Enumerable.Range(0, users).Where(user => fold[user] != k)];
                    int[] asked =
                    [
                        .. Enumerable
                            .Range(0, users)
                            .Where(user => fold[user] == k && _data.Interactions.MoviesOf(user).Length > 1),
                    ];
                    return new Fold(_data, _data.SelectUsers(rows), rows, asked);
                }),
        ];
    }

    /// <summary>What the factors are trained with; where users are many there is more to tell of each.</summary>
    private ImplicitAlsOptions ChooseFactors(Fold[] folds)
    {
        int factors =
            _options.Factors > 0 ? _options.Factors
            : _collaboration.IsOverUsers ? FactorsOfFew
            : FactorsOfMany;
        ImplicitAlsOptions options = new() { Factors = factors, Epochs = FactorEpochs };
        if (_options.Tune == Tuning.Off)
            return options;
        _context.Report("choosing the factors' penalty", 0);
        return FactorTuning.Choose(folds, options, _context with { Progress = null });
    }

    /// <summary>Some of the users who aren't among these, at most as many as are asked.</summary>
    private int[] Others(int[] rows) => [.. Enumerable.Range(0, _data.Users.Count).Except(rows).Take(MostAsked)];

    /// <summary>Trains the linear scorers on some of the users.</summary>
    private LinearScorers TrainScorers(
        Dataset train,
        int[] rows,
        KernelLevels levels,
        ImplicitAlsOptions factorOptions,
        ContentPlacement content,
        RatingCalibration? calibration
    )
    {
        TrainContext quiet = _context with { Progress = null };
        Func<KernelOptions, ICollaborative> trainer = _collaboration.Prepare(train.Interactions);
        ICollaborative collaborative = trainer(levels.Short);
        ICollaborative @long = levels.Long == levels.Short ? collaborative : trainer(levels.Long);
        FactorScorer factors = AlternatingLeastSquares.Train(train, factorOptions, quiet);
        Interactions? rated = _rated?.Interactions.SelectUsers(rows);
        RatingFactors? ratings = rated is null ? null : RatingTraining.Train(rated, quiet);
        ContentSpace placed = _collaboration.IsOverUsers
            ? content.OverUsers(rows, ratings)
            : content.OverFactors(factors, ratings);
        ratings = ratings?.WithUnrated(placed, movie => rated!.AudienceOf(movie) > 0);
        ratings = ratings is null || calibration is null ? ratings : calibration.Calibrate(ratings);
        return new LinearScorers(train, collaborative, @long, factors, placed, ratings);
    }

    private (ExampleList Known, ExampleList Cold)[] Ask(Fold fold, LinearScorers scorers)
    {
        CandidateGenerator generator = new(scorers);
        FeatureExtractor features = new(scorers, _data.Users.Count); // audiences are taken as of all users
        int folds = _collaboration.IsOverUsers ? ManyFolds : 1;
        int[] asked = fold.Asked[..Math.Min(fold.Asked.Length, MostLists / folds)];
        int masks = Math.Clamp(MostLists / folds / Math.Max(1, asked.Length), 1, _options.Masks);
        (ExampleList Known, ExampleList Cold)[] lists = new (ExampleList, ExampleList)[asked.Length * masks];
        _context.ParallelFor(
            lists.Length,
            i =>
            {
                int user = asked[i / masks];
                Id id = _data.Users.IdOf(user);
                (StoredHistory given, int[] hidden) = Mask.Draw(
                    (_rated ?? _data).Interactions.HistoryOf(user),
                    Shares[i % Shares.Length],
                    _context.Seed,
                    id,
                    i % masks
                );
                double share = (double)given.Movies.Length / Math.Max(1, given.Movies.Length + hidden.Length);
                if (_rated is not null)
                    hidden = LikedOf(user, hidden);
                using UserProfile profile = features.Read(given.AsHistory());
                float[] scores = new float[_data.Catalog.Count];
                Candidates best = generator.Choose(
                    profile,
                    given.AsHistory(),
                    [],
                    null,
                    scores,
                    CandidateGenerator.KnownCandidates,
                    0,
                    watchedToo: false
                );
                int[] asCold = ChooseAsCold(
                    scorers,
                    profile,
                    given,
                    Seeds.Create(_context.Seed, $"butaca new {i % masks}", id.SeedIndex)
                );
                lists[i] = (
                    List(features, user, profile, best.Known, false, share, hidden),
                    List(features, user, profile, asCold, true, share, hidden)
                );
            }
        );
        return lists;
    }

    /// <summary>
    /// The shares of a user's movies that go in, in turn. Lists of more than six tenths aren't asked about: they hold
    /// few movies to find, networks that learn from them rank short histories worse, and long ones no better
    /// (notebook.md).
    /// </summary>
    private static readonly double[] Shares = [0.2, 0.1, 0.4, 0.5, 0.2, 0.05, 0.4, 0.6];

    /// <summary>Known movies to ask about as if they were cold: the best by what they are, and some others.</summary>
    private static int[] ChooseAsCold(LinearScorers scorers, UserProfile user, StoredHistory given, Random random)
    {
        float[] scores = new float[user.Collaborative.Length];
        Array.Fill(scores, float.NegativeInfinity);
        foreach (int movie in scorers.Known)
            scores[movie] = scorers.ContentOf(user, movie);
        foreach (int movie in given.Movies)
            scores[movie] = float.NegativeInfinity;
        int[] best = new int[ColdListed];
        best = best[..TopN.Select(scores, best)];
        foreach (int movie in best)
            scores[movie] = float.NegativeInfinity;
        int[] rest = [.. scorers.Known.Where(movie => !float.IsNegativeInfinity(scores[movie]))];
        int[] drawn = random.Sample(rest.Length, Math.Min(ColdDrawn, rest.Length));
        return [.. best, .. drawn.Select(i => rest[i])];
    }

    private static ExampleList List(
        FeatureExtractor features,
        int user,
        UserProfile profile,
        int[] movies,
        bool asCold,
        double given,
        int[] hidden
    )
    {
        float[] rows = new float[features.Count * movies.Length];
        features.Extract(profile, movies, asCold, rows);
        return new ExampleList(
            user,
            movies,
            rows,
            [.. movies.Select(movie => Array.BinarySearch(hidden, movie) >= 0 ? 1f : 0)],
            Math.Max(1, hidden.Length),
            given
        );
    }

    /// <summary>Those of some movies that a user likes.</summary>
    private int[] LikedOf(int user, int[] movies)
    {
        int[] liked = _data.Interactions.MoviesOf(user).ToArray();
        return [.. movies.Where(movie => Array.BinarySearch(liked, movie) >= 0)];
    }
}

/// <summary>A fold of the training users.</summary>
/// <param name="All">All training users.</param>
/// <param name="Train">Those outside the fold.</param>
/// <param name="Rows">Their rows in <paramref name="All"/>.</param>
/// <param name="Asked">The rows in <paramref name="All"/> of those in the fold with at least two movies.</param>
internal sealed record Fold(Dataset All, Dataset Train, int[] Rows, int[] Asked);
