using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Recommending;

/// <summary>Somebody who may like a movie.</summary>
/// <param name="Rank">1 for the likeliest.</param>
/// <param name="UserId">The person's id in the training data.</param>
/// <param name="Score">The model's score of the movie for the person.</param>
public sealed record LikelyPerson(int Rank, long UserId, float Score);

/// <summary>
/// A model that places movies in a space, at work on movies that nobody has watched: what they are like, and who may like
/// them. Immutable and safe for many threads.
/// </summary>
/// <param name="data">The data that the model was trained on.</param>
/// <param name="embedder">The trained model.</param>
public sealed class MovieSpace(Dataset data, IMovieEmbedder embedder)
{
    private const int PeoplePerStep = 1024;

    /// <summary>Places new movies.</summary>
    public MovieEncoder Encoder => embedder.Encoder;

    /// <summary>The movies that the model knows.</summary>
    public Catalog Catalog => data.Catalog;

    /// <summary>The known movies most like an embedding, by cosine.</summary>
    /// <param name="embedding">From <see cref="Encoder"/>.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>Movies without reasons, most alike first.</returns>
    public IReadOnlyList<Recommendation> Similar(ReadOnlySpan<float> embedding, int count = 10)
    {
        ReadOnlySpan<float> all = embedder.Embeddings;
        float[] cosines = new float[Catalog.Count];
        for (int movie = 0; movie < cosines.Length; movie++)
            cosines[movie] = TensorPrimitives.CosineSimilarity(embedding, all.Slice(movie * embedding.Length, embedding.Length));
        int[] rows = new int[Math.Min(count, cosines.Length)];
        int found = TopN.Select(cosines, rows);
        return [.. rows.Take(found).Select((row, i) => new Recommendation(i + 1, Catalog[row], cosines[row], []))];
    }

    /// <summary>The training people most likely to like a movie. People who have watched nothing are left out.</summary>
    /// <param name="embedding">From <see cref="Encoder"/>.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Ends the search.</param>
    public IReadOnlyList<LikelyPerson> People(float[] embedding, int count, CancellationToken cancellation = default)
    {
        float[] scores = new float[data.Users.Count];
        int steps = (scores.Length + PeoplePerStep - 1) / PeoplePerStep;
        Parallel.For(0, steps, new ParallelOptions { CancellationToken = cancellation }, step =>
        {
            int end = Math.Min(scores.Length, (step + 1) * PeoplePerStep);
            for (int user = step * PeoplePerStep; user < end; user++)
            {
                History history = data.Interactions.HistoryOf(user);
                scores[user] = history.Movies.IsEmpty ? float.NegativeInfinity : embedder.ScoreNew(history, embedding);
            }
        });
        int[] rows = new int[Math.Min(count, scores.Length)];
        int found = TopN.Select(scores, rows);
        return [.. rows.Take(found).Select((row, i) => new LikelyPerson(i + 1, data.Users.IdOf(row), scores[row]))];
    }
}
