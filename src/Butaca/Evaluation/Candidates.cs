using Butaca.Data;

namespace Butaca.Evaluation;

/// <summary>Which movies an evaluation knows of.</summary>
public enum Candidates
{
    /// <summary>
    /// Those that somebody in the data set has watched, before any split. Nobody who is asked can have watched another,
    /// and movies that are added to a catalogue leave the figures what they were.
    /// </summary>
    Watched,

    /// <summary>All that the data set lists.</summary>
    All,
}

/// <summary>Cuts data sets down to the movies that an evaluation knows of.</summary>
internal static class CandidateCut
{
    /// <summary>The data set, and the lists that the options hold, without the movies that are no candidates.</summary>
    public static (Dataset Data, ProtocolOptions Options) Of(Dataset data, ProtocolOptions options)
    {
        if (options.Candidates == Candidates.All)
            return (data, options);
        Dataset?[] lists = [options.Train, options.History, options.Validation, options.Test];
        bool[] watched = new bool[data.Catalog.Count];
        foreach (Dataset list in lists.OfType<Dataset>().Append(data).Where(l => l.Catalog.Count == watched.Length))
        {
            foreach (int movie in list.Interactions.WatchedMovies())
                watched[movie] = true;
        }
        int[] rows = [.. Enumerable.Range(0, watched.Length).Where(movie => watched[movie])];
        return (
            data.SelectMovies(rows),
            options with
            {
                Train = Cut(options.Train),
                History = Cut(options.History),
                Validation = Cut(options.Validation),
                Test = Cut(options.Test),
            }
        );

        Dataset? Cut(Dataset? list) =>
            list is null || list.Catalog.Count != watched.Length ? list : list.SelectMovies(rows);
    }
}
