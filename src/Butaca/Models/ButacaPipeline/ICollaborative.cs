using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// Scores movies with an audience by who else watched what a user watched; linear in the watched movies.
/// </summary>
internal interface ICollaborative
{
    /// <summary>Whether a movie's score here means anything.</summary>
    bool Covers(int movie);

    /// <summary>
    /// Scores every movie; those that are not covered score 0. A watched movie scores as if it had not been.
    /// </summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="place">
    /// The user's vector in the space that content is learned in, which this may be able to use.
    /// </param>
    /// <param name="scores">One score a movie row is written here.</param>
    void Score(in History history, ReadOnlySpan<float> place, Span<float> scores);

    /// <summary>
    /// The vector of a movie whose product with the user's is a part of its score: the space splits that part.
    /// </summary>
    /// <param name="movie">The movie.</param>
    /// <param name="vector">Receives d numbers; zeros where no score uses the user's vector.</param>
    void VectorOf(int movie, Span<float> vector);

    /// <summary>Splits over the watched movies what <see cref="VectorOf"/> leaves of movies' weighted scores.</summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="movies">The movies.</param>
    /// <param name="weights">What each movie's score is multiplied by.</param>
    /// <param name="contributions">(movies, watched): the share of each watched movie is added here.</param>
    void Explain(in History history, ReadOnlySpan<int> movies, ReadOnlySpan<float> weights, Span<float> contributions);

    /// <summary>The same over more movies, whose first rows are these.</summary>
    /// <param name="interactions">The training users over the larger catalogue.</param>
    ICollaborative Extend(Interactions interactions);

    /// <summary>Writes what reading back needs.</summary>
    /// <param name="arrays">The model's arrays.</param>
    /// <param name="level">Names these among them.</param>
    void Save(ArrayFolder arrays, string level);
}
