using Butaca.Data;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// What will users rate? Folds over users and over movies, as <see cref="NewMoviesProtocol"/>: nothing of a fold's
/// users is trained on, and nothing of a fold's movies. A part of what somebody rated of the other movies goes in, with
/// its ratings; those of the rest are predicted, and, apart, those of the unseen movies.
/// </summary>
public sealed class RatingsProtocol : IProtocol
{
    /// <inheritdoc/>
    public string Name => "ratings";

    /// <inheritdoc/>
    public string Summary =>
        "Folds over users and movies: a part of what they rated goes in; the ratings of the rest, and of movies unseen in training, are predicted.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        RatingScale scale = Cases.ScaleOf(data, Name);
        Dataset rated = new(data.Catalog, data.Users, data.Interactions.WithRatings());
        return MovieFold
            .All(rated, options)
            .Select(fold => new Round(
                fold.Name,
                data.SelectUsers(fold.Trained).WithoutMovies(fold.Withheld),
                Ask(rated, fold, scale, options)
            ));
    }

    private static Group[] Ask(Dataset rated, MovieFold fold, RatingScale scale, ProtocolOptions options)
    {
        Group known = Cases.OutOfSample(
            "ratings of new users",
            rated.WithoutMovies(fold.Withheld),
            fold.NewUsers,
            options
        );
        List<Case> asked = [];
        List<Case> unseen = [];
        foreach (Case question in known.Cases)
        {
            History history = rated.Interactions.HistoryOf(rated.Users.RowOf(question.User));
            asked.Add(With(question, history, question.Relevant));
            int[] withheld = [.. history.Movies.ToArray().Where(movie => fold.Withheld[movie])];
            if (withheld.Length > 0)
                unseen.Add(With(question, history, withheld));
        }
        return
        [
            known with
            {
                Cases = asked,
                Note = FormattableString.Invariant($"Ratings from {scale.Least} to {scale.Most}."),
            },
            new Group("ratings of movies unseen in training", unseen)
            {
                Note = "Models that know a movie by its ratings alone fall back to what they expect of the user.",
                LeftOut = [.. fold.NewUsers.Select(rated.Users.IdOf).Except(unseen.Select(question => question.User))],
            },
        ];
    }

    private static Case With(Case question, in History history, int[] movies)
    {
        float[] ratings = new float[movies.Length];
        for (int i = 0; i < ratings.Length; i++)
            ratings[i] = history.Ratings[history.Movies.BinarySearch(movies[i])];
        return question with { Relevant = movies, Ratings = ratings };
    }
}
