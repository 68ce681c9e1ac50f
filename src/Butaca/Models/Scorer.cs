using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// A trained model: scores every movie for a user of whom only a history is known. Needs no libtorch. Immutable and
/// safe for many threads.
/// </summary>
/// <remarks>
/// To be kept in a <see cref="ModelFolder"/>, a scorer implements <see cref="ILoadableScorer"/>, whose <c>Load</c> is
/// the inverse of <see cref="Save"/>; one outside of Butaca's own assembly is found where that assembly is given to
/// <see cref="ModelFolder.Load(string)"/>.
/// </remarks>
public abstract class Scorer
{
    /// <summary>Sets the shape.</summary>
    /// <param name="movieCount">Movies of the catalogue.</param>
    protected Scorer(int movieCount) => MovieCount = movieCount;

    /// <summary>Number of movies that are scored: all of the catalogue.</summary>
    public int MovieCount { get; }

    /// <summary>Whether <see cref="History.At"/> changes the scores. By default it does not.</summary>
    public virtual bool KnowsTime => false;

    /// <summary>Whether scores follow from what the user has watched. By default they do.</summary>
    public virtual bool IsPersonal => true;

    /// <summary>
    /// Whether <see cref="History.Ratings"/> and <see cref="History.Goal"/> change the scores. By default they do not.
    /// </summary>
    public virtual bool KnowsRatings => false;

    /// <summary>
    /// Whether movies that nobody in the training had watched have scores that tell how they fit. By default they do
    /// not.
    /// </summary>
    public virtual bool KnowsUnwatched => false;

    /// <summary>
    /// Whether a score is the logit of the probability that the user watches the movie, so that scores of different
    /// users can be compared. By default it is not.
    /// </summary>
    public virtual bool ScoresAreLogits => false;

    /// <summary>
    /// The options that the training chose by itself, by name, also those that it left as they were given; null where
    /// it chose nothing, and of a model that was read from a folder: its <see cref="ModelManifest.Chosen"/> tells them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Chosen { get; init; }

    /// <summary>Scores every movie; higher is better. Movies of which the model knows nothing get 0.</summary>
    /// <param name="history">What the user has watched; may be empty.</param>
    /// <param name="scores">One score a movie row is written here; its length is <see cref="MovieCount"/>.</param>
    public abstract void Score(in History history, Span<float> scores);

    /// <summary>Splits one movie's score into parts, and the watched movies' over these.</summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="movie">The row of the movie to explain.</param>
    /// <param name="contributions">The share of each watched movie is written here, in the history's order.</param>
    /// <returns>
    /// What the score consists of: the sum of the contributions, and what no watched movie accounts for.
    /// </returns>
    public abstract ScoreParts Explain(in History history, int movie, Span<float> contributions);

    /// <summary>
    /// How much a movie may appeal to a user, to compare users: the score, as far as it means the same for each of
    /// them.
    /// </summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="movie">The row of the movie.</param>
    public virtual float Appeal(in History history, int movie)
    {
        using Rented<float> scores = new(MovieCount);
        Score(history, scores.Span);
        return scores.Span[movie];
    }

    /// <summary>Predicts what a user would rate movies, on the scale of the training's ratings.</summary>
    /// <param name="history">What the user has watched; what has no rating tells nothing here.</param>
    /// <param name="movies">The rows of the movies.</param>
    /// <param name="ratings">(movies): receives the predictions.</param>
    /// <returns>Whether the model predicts ratings; where not, nothing is written. By default it does not.</returns>
    public virtual bool PredictRatings(in History history, ReadOnlySpan<int> movies, Span<PredictedRating> ratings) =>
        false;

    /// <summary>
    /// How a dislike is told to a model that has learned what a low rating tells: the rating that stands for one. NaN,
    /// the default: the model has not, and what is like the movie is moved when lists are ranked.
    /// </summary>
    public virtual float DislikeRating => float.NaN;

    /// <summary>
    /// Splits the scores of several movies, as a list of recommendations needs it, at the price of one reading of the
    /// history.
    /// </summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="movies">The rows of the movies to explain.</param>
    /// <param name="contributions">(movies, watched): as <see cref="Explain"/> gives them for each movie.</param>
    /// <param name="parts">(movies): receives what each score consists of.</param>
    public virtual void ExplainMany(
        in History history,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    )
    {
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length; i++)
            parts[i] = Explain(history, movies[i], contributions.Slice(i * watched, watched));
    }

    /// <summary>
    /// Scores movies to recommend some of them: the watched ones' scores mean nothing, the others come in the order
    /// that <see cref="Score"/> gives them, in which those far from the first may lie lower or higher by an equal
    /// amount. Keeps what was read of the history, for the reasons.
    /// </summary>
    /// <param name="history">What the user has watched; may be empty.</param>
    /// <param name="allowed">
    /// Whether each movie row may be recommended; the others' scores mean nothing. Empty: all may.
    /// </param>
    /// <param name="scores">One score a movie row is written here.</param>
    public virtual ScoredHistory Open(in History history, ReadOnlySpan<bool> allowed, Span<float> scores)
    {
        Score(history, scores);
        return new Unread(this);
    }

    /// <summary>
    /// Scores every movie by its likeness to one; by default as a recommendation for who has watched just that one.
    /// </summary>
    /// <param name="movie">The row of the movie.</param>
    /// <param name="scores">One score a movie row is written here.</param>
    public virtual void Similar(int movie, Span<float> scores) => Score(new History([movie]), scores);

    /// <summary>Writes what <c>Load</c> needs.</summary>
    /// <param name="arrays">Receives the arrays.</param>
    public abstract void Save(ArrayFolder arrays);

    /// <summary>Nothing was kept: reads the history again. The same one serves every request.</summary>
    private sealed class Unread(Scorer scorer) : ScoredHistory
    {
        /// <inheritdoc/>
        public override void Explain(
            in History history,
            ReadOnlySpan<int> movies,
            Span<float> contributions,
            Span<ScoreParts> parts
        ) => scorer.ExplainMany(history, movies, contributions, parts);
    }
}

/// <summary>
/// A history whose scores are known, to be explained. Its buffers may belong to a shared pool: dispose of it.
/// </summary>
public abstract class ScoredHistory : IDisposable
{
    /// <summary>Splits the scores of several movies, as <see cref="Scorer.ExplainMany"/> does.</summary>
    /// <param name="history">The history that was scored.</param>
    /// <param name="movies">The rows of the movies to explain.</param>
    /// <param name="contributions">
    /// (movies, watched): as <see cref="Scorer.Explain"/> gives them for each movie.
    /// </param>
    /// <param name="parts">(movies): receives what each score consists of.</param>
    public abstract void Explain(
        in History history,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    );

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A scorer that can be read back from a model folder.</summary>
public interface ILoadableScorer
{
    /// <summary>Reads what <see cref="Scorer.Save"/> wrote.</summary>
    /// <param name="arrays">The arrays of the model folder.</param>
    /// <param name="data">The catalogue and the users that the model was trained on.</param>
    static abstract Scorer Load(ArrayFolder arrays, Dataset data);
}

/// <summary>A scorer that takes further movies without being trained again, by what they are.</summary>
public interface IExtendableScorer
{
    /// <summary>The same model over a larger catalogue.</summary>
    /// <param name="larger">
    /// The data set with further movies after the ones that this scorer has, as <see cref="Dataset.WithMovies"/> gives
    /// it.
    /// </param>
    Scorer Extend(Dataset larger);
}
