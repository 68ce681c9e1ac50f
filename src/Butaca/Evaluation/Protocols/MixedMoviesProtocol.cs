using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// New movies among the others: a fold's movies are unseen in training, and all movies that somebody in the data set
/// watched are ranked together, whatever those who are asked may have watched of it. The same questions go to a model
/// that was trained on everything, so that the difference is what not knowing them costs.
/// </summary>
public sealed class MixedMoviesProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "mixed-movies";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over movies: the fold's movies are unseen in training, all that anybody watched are ranked; beside a training that saw all.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        (MovieFold Fold, Group Group)[] folds =
        [
            .. MovieFold.All(data, options).Select(fold => (fold, Ask(data, fold, options))),
        ];
        int all = 0;
        int withheld = 0;
        foreach ((MovieFold fold, Group group) in folds)
        {
            foreach (Case question in group.Cases)
            {
                all += question.Relevant.Length;
                withheld += question.Relevant.Count(movie => fold.Withheld[movie]);
            }
        }
        string note = Cases.UnseenNote(withheld, all);
        foreach ((MovieFold fold, Group group) in folds)
        {
            Dataset training = data.SelectUsers(fold.Trained);
            yield return new Round(
                $"{fold.Name}, without its movies",
                training.WithoutMovies(fold.Withheld),
                [group with { Name = "a fold of movies unseen", Note = note }]
            );
            yield return new Round(
                $"{fold.Name}, with all movies",
                training,
                [
                    group with
                    {
                        Name = "all movies seen",
                        Note = "The same questions to models that were trained on all movies.",
                    },
                ]
            );
        }
    }

    /// <summary>
    /// A part of the movies outside the fold goes in; all that a user watched besides is to be found.
    /// </summary>
    private static Group Ask(Dataset data, MovieFold fold, ProtocolOptions options)
    {
        Group group = Cases.OutOfSample("", data.WithoutMovies(fold.Withheld), fold.NewUsers, options);
        return group with
        {
            Cases =
            [
                .. group.Cases.Select(given =>
                    given with
                    {
                        Relevant =
                        [
                            .. data
                                .Interactions.MoviesOf(data.Users.RowOf(given.User))
                                .ToArray()
                                .Except(given.Given.Movies)
                                .Order(),
                        ],
                    }
                ),
            ],
        };
    }
}
