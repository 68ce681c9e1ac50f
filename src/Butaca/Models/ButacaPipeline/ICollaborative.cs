using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>Scores movies with an audience by who else watched what a person watched; linear in the watched movies.</summary>
internal interface ICollaborative
{
    /// <summary>Whether a movie's score here means anything.</summary>
    bool Covers(int movie);

    /// <summary>Scores every movie; those that are not covered score 0. A watched movie scores as if it had not been.</summary>
    /// <param name="history">What the person has watched.</param>
    /// <param name="person">The person's vector in the space that content is learned in, which this may be able to use.</param>
    /// <param name="scores">One score a movie row is written here.</param>
    void Score(in History history, ReadOnlySpan<float> person, Span<float> scores);

    /// <summary>The vector of a movie whose product with the person's is a part of its score: the space splits that part.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="vector">Receives d numbers; zeros where no score uses the person's vector.</param>
    void VectorOf(int movie, Span<float> vector);

    /// <summary>Splits over the watched movies what <see cref="VectorOf"/> leaves of movies' weighted scores.</summary>
    /// <param name="history">What the person has watched.</param>
    /// <param name="movies">The movies.</param>
    /// <param name="weights">What each movie's score is multiplied by.</param>
    /// <param name="contributions">(movies, watched): the share of each watched movie is added here.</param>
    void Explain(in History history, ReadOnlySpan<int> movies, ReadOnlySpan<float> weights, Span<float> contributions);

    /// <summary>The same over more movies, whose first rows are these.</summary>
    /// <param name="people">The training people over the larger catalogue.</param>
    ICollaborative Extend(Interactions people);

    /// <summary>Writes what reading back needs.</summary>
    /// <param name="arrays">The model's arrays.</param>
    /// <param name="level">Names these among them.</param>
    void Save(ArrayFolder arrays, string level);
}
