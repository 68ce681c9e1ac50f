using Butaca.Data;
using Butaca.Recommending;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// Folds over movies: a fold's movies lose all interactions in training; new people's histories hold only other movies;
/// only the fold's movies are ranked. New people are those outside <see cref="ProtocolOptions.Existing"/>, the same in
/// every fold, or else a fold of people for each fold of movies, so that everyone is asked once.
/// </summary>
public sealed class NewMoviesProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "new-movies";

    /// <inheritdoc/>
    public string Summary => "Folds over movies: the fold's movies are unseen in training, and only they are ranked, for new users.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        // Movies without an audience can't be found by anyone: folds are drawn over the others.
        int[] watched = [.. Enumerable.Range(0, data.Catalog.Count).Where(movie => data.Interactions.AudienceOf(movie) > 0)];
        int[] movieFold = Folds.Assign(watched.Length, options.Folds, options.Seed, "movies");
        int[] userFold = Folds.Assign(data.Users.Count, options.Folds, options.Seed, "people");
        for (int f = 0; f < options.Folds; f++)
        {
            bool[] withheld = new bool[data.Catalog.Count];
            for (int i = 0; i < watched.Length; i++) withheld[watched[i]] = movieFold[i] == f;
            bool IsNew(int user) => options.Existing is { } existing ? !existing.Contains(data.Users.IdOf(user)) : userFold[user] == f;
            int[] newUsers = [.. Enumerable.Range(0, data.Users.Count).Where(IsNew)];
            int[] trained = [.. Enumerable.Range(0, data.Users.Count).Except(newUsers)];
            if (newUsers.Length == 0 || trained.Length == 0)
                Throw.Option("existing", options.Existing!.ToString(), $"some, not all, of the data set's {data.Users.Count} user ids");
            yield return new Round($"fold {f + 1} of {options.Folds}", data.SelectUsers(trained).WithoutMovies(withheld),
                [Ask(data, newUsers, withheld, options)]);
        }
    }

    private static Group Ask(Dataset data, int[] people, bool[] withheld, ProtocolOptions options)
    {
        Dataset known = data.WithoutMovies(withheld);
        Group group = Cases.OutOfSample("new movies for new users", known, people, options);
        List<Case> cases = [];
        foreach (Case given in group.Cases)
        {
            int[] relevant = [.. data.Interactions.MoviesOf(data.Users.RowOf(given.Person)).ToArray().Where(movie => withheld[movie])];
            if (relevant.Length > 0) cases.Add(given with { Relevant = relevant });
        }
        return group with
        {
            Cases = cases,
            Candidates = AllowedMovies.Only(withheld.Length, Enumerable.Range(0, withheld.Length).Where(movie => withheld[movie])),
            Skipped = people.Length - cases.Select(c => c.Person).Distinct().Count(),
        };
    }
}
