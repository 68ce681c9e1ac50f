namespace Butaca.Data;

/// <summary>Data sets that know less: to see how a model does without what a data set may lack.</summary>
public static class DatasetCut
{
    private static readonly Dictionary<string, Func<Dataset, Dataset>> Cuts = new(StringComparer.Ordinal)
    {
        ["synopses"] = data => data.WithCatalog(movie => movie with { Synopsis = null }),
        ["origins"] = data => data.WithCatalog(movie => movie with { Origin = null }),
        ["directors"] = data => data.WithCatalog(movie => movie with { Directors = [] }),
        ["cast"] = data => data.WithCatalog(movie => movie with { Cast = [] }),
        ["genres"] = data => data.WithCatalog(movie => movie with { Genres = [] }),
        ["times"] = data => data.WithInteractions(data.Interactions.Ratings, []),
        ["ratings"] = data => data.WithInteractions([], data.Interactions.Times),
    };

    /// <summary>What can be left out.</summary>
    public static IReadOnlyCollection<string> Names => Cuts.Keys;

    /// <summary>A data set without some of what it knows.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="names">Some of <see cref="Names"/>.</param>
    /// <exception cref="ButacaException">A name is not one of them.</exception>
    public static Dataset Without(Dataset data, IEnumerable<string> names)
    {
        string[] all = [.. names];
        Check(all);
        return all.Aggregate(data, (rest, name) => Cuts[name](rest));
    }

    /// <summary>Looks whether all can be left out, before long work is done for it.</summary>
    /// <exception cref="ButacaException">A name is not one of <see cref="Names"/>.</exception>
    public static void Check(IEnumerable<string> names)
    {
        foreach (string name in names)
            if (!Cuts.ContainsKey(name))
                Throw.Option("without", name, $"some of {string.Join(", ", Names)}");
    }

    private static Dataset WithCatalog(this Dataset data, Func<Movie, Movie> change) =>
        new(Catalog.InOrder([.. data.Catalog.Movies.ToArray().Select(change)]), data.Users, data.Interactions);

    private static Dataset WithInteractions(this Dataset data, ReadOnlySpan<float> ratings, ReadOnlySpan<uint> times)
    {
        Interactions x = data.Interactions;
        return new Dataset(
            data.Catalog,
            data.Users,
            new Interactions(x.MovieCount, [.. x.UserStarts], [.. x.Movies], [.. ratings], [.. times])
        );
    }
}
