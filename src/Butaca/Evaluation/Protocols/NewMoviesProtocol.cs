using Butaca.Data;
using Butaca.Recommending;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// Folds over movies: a fold's movies lose all interactions in training; new users' histories hold only other movies;
/// only the fold's movies are ranked. New users are those outside <see cref="ProtocolOptions.Existing"/>, the same in
/// every fold, or else a fold of users for each fold of movies, so that everyone is asked once.
/// </summary>
public sealed class NewMoviesProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "new-movies";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over movies: the fold's movies are unseen in training, and only they are ranked, for new users.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options) =>
        MovieFold
            .All(data, options)
            .Select(fold => new Round(
                fold.Name,
                data.SelectUsers(fold.Trained).WithoutMovies(fold.Withheld),
                [Ask(data, fold, options)]
            ));

    private static Group Ask(Dataset data, MovieFold fold, ProtocolOptions options)
    {
        bool[] withheld = fold.Withheld;
        Group group = Cases.OutOfSample(
            "new movies for new users",
            data.WithoutMovies(withheld),
            fold.NewUsers,
            options
        );
        List<Case> cases = [];
        foreach (Case given in group.Cases)
        {
            int[] relevant =
            [
                .. data.Interactions.MoviesOf(data.Users.RowOf(given.User)).ToArray().Where(movie => withheld[movie]),
            ];
            if (relevant.Length > 0)
                cases.Add(given with { Relevant = relevant });
        }
        return group with
        {
            Cases = cases,
            Candidates = AllowedMovies.Only(
                withheld.Length,
                Enumerable.Range(0, withheld.Length).Where(movie => withheld[movie])
            ),
            LeftOut = [.. fold.NewUsers.Select(data.Users.IdOf).Except(cases.Select(question => question.User))],
        };
    }
}
