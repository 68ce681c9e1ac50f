using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// Who watched each movie, the movies with the smallest audiences first: sums over them take loops of ever the same
/// length, which a processor foresees; in the order of the rows it is wrong about most movies, and that costs more than
/// the sums.
/// </summary>
internal sealed class Audiences
{
    private readonly int[] _movies; // rows of movies with an audience
    private readonly int[] _ends; // where each of them ends in _users
    private readonly int[] _users;

    /// <summary>Sorts.</summary>
    public Audiences(Interactions interactions)
    {
        _movies = [.. interactions.WatchedMovies().OrderBy(interactions.AudienceOf)];
        _ends = new int[_movies.Length];
        _users = new int[interactions.Count];
        int end = 0;
        for (int i = 0; i < _movies.Length; i++)
        {
            interactions.UsersOf(_movies[i]).CopyTo(_users.AsSpan(end));
            _ends[i] = end += interactions.AudienceOf(_movies[i]);
        }
    }

    /// <summary>
    /// The sum over each movie's audience of the users' numbers; movies without one are left as they are.
    /// </summary>
    /// <param name="values">(U).</param>
    /// <param name="sums">Receives (n).</param>
    public void Sum(ReadOnlySpan<float> values, Span<float> sums)
    {
        int at = 0;
        for (int i = 0; i < _movies.Length; i++)
        {
            int end = _ends[i];
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0; // four sums: one would wait for each of its additions
            for (; at <= end - 4; at += 4)
            {
                a += values[_users[at]];
                b += values[_users[at + 1]];
                c += values[_users[at + 2]];
                d += values[_users[at + 3]];
            }
            for (; at < end; at++)
                a += values[_users[at]];
            sums[_movies[i]] = a + b + (c + d);
        }
    }
}
