namespace Butaca.Data;

/// <summary>What a model is trained on: what the movies are, and who watched what. Immutable.</summary>
public sealed class Dataset
{
    /// <summary>Joins a catalogue, users and interactions.</summary>
    /// <exception cref="ArgumentException">The interactions' shape is not users × movies.</exception>
    public Dataset(Catalog catalog, Vocabulary users, Interactions interactions)
    {
        if (interactions.UserCount != users.Count || interactions.MovieCount != catalog.Count)
            throw new ArgumentException(
                $"The interactions are {interactions.UserCount} × {interactions.MovieCount}, expected {users.Count} × {catalog.Count}.",
                nameof(interactions)
            );
        Catalog = catalog;
        Users = users;
        Interactions = interactions;
    }

    /// <summary>The movies.</summary>
    public Catalog Catalog { get; }

    /// <summary>The users' ids and rows.</summary>
    public Vocabulary Users { get; }

    /// <summary>Who watched what.</summary>
    public Interactions Interactions { get; }

    /// <summary>The data set of some of the users; the catalogue stays whole.</summary>
    /// <param name="rows">Ascending user rows without repeats.</param>
    public Dataset SelectUsers(ReadOnlySpan<int> rows) =>
        new(Catalog, Users.Select(rows), Interactions.SelectUsers(rows));

    /// <summary>The data set of some of the movies, the others as if they had never been; users stay.</summary>
    /// <param name="rows">Ascending movie rows without repeats.</param>
    public Dataset SelectMovies(ReadOnlySpan<int> rows)
    {
        if (rows.Length == Catalog.Count)
            return this;
        Movie[] movies = new Movie[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            movies[i] = Catalog[rows[i]];
        return new Dataset(Catalog.InOrder(movies), Users, Interactions.SelectMovies(rows));
    }

    /// <summary>The data set in which nobody has watched some of the movies; they stay in the catalogue.</summary>
    /// <param name="withheld">For each movie row, whether its interactions go.</param>
    public Dataset WithoutMovies(ReadOnlySpan<bool> withheld) =>
        new(Catalog, Users, Interactions.WithoutMovies(withheld));

    /// <summary>The data set with further movies, which nobody has watched, after the others.</summary>
    /// <param name="movies">The movies; their ids are new.</param>
    /// <exception cref="ButacaException">An id is not.</exception>
    public Dataset WithMovies(IReadOnlyCollection<Movie> movies) =>
        movies.Count == 0 ? this : new Dataset(Catalog.With(movies), Users, Interactions.WithUnwatched(movies.Count));

    /// <summary>The data set with other attributes of some movies; who watched them stays.</summary>
    /// <param name="movies">The movies by their new attributes; ids that the catalogue does not have are
    /// ignored.</param>
    public Dataset WithChanged(IReadOnlyCollection<Movie> movies)
    {
        Catalog changed = Catalog.WithChanged(movies);
        return changed == Catalog ? this : new Dataset(changed, Users, Interactions);
    }
}
