using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Recommending;

/// <summary>Somebody who may like a movie.</summary>
/// <param name="Rank">1 for the likeliest.</param>
/// <param name="UserId">The user's id in the training data.</param>
/// <param name="Score">How much the movie may appeal to the user, as the model tells it.</param>
public sealed record LikelyUser(int Rank, Id UserId, float Score);

/// <summary>
/// A movie that is not in the catalogue, where a model places it. Immutable and safe for many threads.
/// </summary>
public abstract class PlacedMovie
{
    private const int UsersPerStep = 64;

    private readonly Dataset _data;

    /// <summary>Takes the users.</summary>
    private protected PlacedMovie(Dataset data) => _data = data;

    /// <summary>
    /// Where the movie stands among the catalogue's (see <see cref="IMovieVectors"/>); empty where the model has no
    /// such space.
    /// </summary>
    public abstract ReadOnlySpan<float> Vector { get; }

    /// <summary>The known movies most like it.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>
    /// Movies without reasons, most alike first; none where the model finds no movie more like it than any other.
    /// </returns>
    public abstract IReadOnlyList<Recommendation> Similar(int count = 10);

    /// <summary>How much it may appeal to a user, to compare users; −∞ where the model can't tell.</summary>
    /// <param name="history">What the user has watched.</param>
    public abstract float Appeal(in History history);

    /// <summary>The training users most likely to like it. Users who have watched nothing are left out.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="among">The rows of the users who are asked; null: all.</param>
    /// <param name="threads">Threads to use. Default: the processor's.</param>
    /// <param name="cancellation">Ends the search.</param>
    public IReadOnlyList<LikelyUser> Users(
        int count,
        IReadOnlyList<int>? among = null,
        int threads = 0,
        CancellationToken cancellation = default
    )
    {
        int[] asked = among is null ? [.. Enumerable.Range(0, _data.Users.Count)] : [.. among.Order()];
        float[] appeals = new float[asked.Length];
        TrainContext context = new()
        {
            Threads = threads > 0 ? threads : Environment.ProcessorCount,
            Cancellation = cancellation,
        };
        context.ParallelFor(
            count == 0 ? 0 : (asked.Length + UsersPerStep - 1) / UsersPerStep,
            step =>
            {
                for (int i = step * UsersPerStep; i < Math.Min(asked.Length, (step + 1) * UsersPerStep); i++)
                {
                    History history = _data.Interactions.HistoryOf(asked[i]);
                    appeals[i] = history.Movies.IsEmpty ? float.NegativeInfinity : Appeal(history);
                }
            }
        );
        int[] best = new int[Math.Min(count, asked.Length)];
        int found = TopN.Select(appeals, best);
        return
        [
            .. best.Take(found).Select((i, rank) => new LikelyUser(rank + 1, _data.Users.IdOf(asked[i]), appeals[i])),
        ];
    }
}

/// <summary>A movie that an encoder places: its like is nearest by cosine.</summary>
internal sealed class EmbeddedMovie(Dataset data, IMovieEmbedder embedder, float[] embedding) : PlacedMovie(data)
{
    private readonly Catalog _catalog = data.Catalog;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Vector => embedding;

    /// <inheritdoc/>
    public override IReadOnlyList<Recommendation> Similar(int count = 10)
    {
        float[] cosines =
        [
            .. Enumerable
                .Range(0, _catalog.Count)
                .Select(movie => TensorPrimitives.CosineSimilarity(embedding, embedder.VectorOf(movie))),
        ];
        int[] rows = new int[Math.Min(count, cosines.Length)];
        int found = TopN.Select(cosines, rows);
        return [.. rows.Take(found).Select((row, i) => new Recommendation(i + 1, _catalog[row], cosines[row], []))];
    }

    /// <inheritdoc/>
    public override float Appeal(in History history) => embedder.ScoreNew(history, embedding);
}

/// <summary>A movie that was added to the catalogue of a model for the sake of the question, as its last.</summary>
internal sealed class AddedMovie(TrainedModel model) : PlacedMovie(model.Data)
{
    private readonly int _row = model.Data.Catalog.Count - 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Vector => model.Scorer is IMovieVectors movies ? movies.VectorOf(_row) : [];

    /// <inheritdoc/>
    public override IReadOnlyList<Recommendation> Similar(int count = 10) =>
        new Recommender(model.Data, model.Scorer).Similar(model.Data.Catalog[_row].Id, count);

    /// <inheritdoc/>
    public override float Appeal(in History history) => model.Scorer.Appeal(history, _row);
}
