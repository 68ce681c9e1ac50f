using System.Runtime.CompilerServices;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Training;
using Butaca.Recommending;

namespace Butaca.Server.Answers;

/// <summary>Judges a movie that isn't in the catalogue: what it resembles, and who would like it.</summary>
/// <param name="state">The movies.</param>
public sealed class Judge(LiveState state)
{
    /// <summary>The users who are asked: those of the training data who watched most.</summary>
    private const int MostUsers = 1_000;

    /// <summary>
    /// The rows of a training's users, those who watched most first: sorting 200,000 takes longer than judging a
    /// movie.
    /// </summary>
    private readonly ConditionalWeakTable<Vocabulary, int[]> _mostWatching = [];

    /// <summary>The known movies that a movie resembles, most alike first.</summary>
    /// <exception cref="RequestException">The model knows movies by their audience alone.</exception>
    public IReadOnlyList<RecommendedMovie> Similar(LiveModel model, Movie movie, int n) =>
        Of(model, movie, n, 0, null, CancellationToken.None).Similar;

    /// <summary>
    /// The known movies that a movie resembles, and the users of the training data who would like it.
    /// </summary>
    /// <param name="model">The model that judges.</param>
    /// <param name="movie">The movie.</param>
    /// <param name="n">How many movies.</param>
    /// <param name="users">How many users.</param>
    /// <param name="catalog">The movies as the reader's language has them; null: the data set's own.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="RequestException">The model knows movies by their audience alone.</exception>
    public Judgement Of(
        LiveModel model,
        Movie movie,
        int n,
        int users,
        LiveCatalog? catalog,
        CancellationToken cancellation
    )
    {
        if (!MovieSpace.Takes(model.Current.Scorer))
            throw RequestException.Field(
                "model",
                $"{model.Name} takes no movies that are not in the catalogue, expected one that does: {Trainer.Models.NamesOf(one => one.TakesNewMovies)}"
            );
        PlacedMovie placed = new MovieSpace(model.Current).Place(movie);
        IReadOnlyList<LikelyUser> likeliest = placed.Users(
            users,
            users == 0 ? [] : Asked(model.Current.Data),
            Math.Max(1, Environment.ProcessorCount / 2),
            cancellation
        );
        return new Judgement(
            model.Name,
            Similar(catalog ?? state.Deployment.Catalog, placed, n),
            [.. likeliest.Select(user => new LikelyUserItem(user.Rank, $"{user.UserId}", user.Score))]
        );
    }

    private static RecommendedMovie[] Similar(LiveCatalog catalog, PlacedMovie placed, int n) =>
        [
            .. placed
                .Similar(n + catalog.Withdrawn.Count)
                .Where(r => !catalog.Withdrawn.Contains(r.Movie.Id))
                .Take(n)
                .Select((r, i) => Advisor.Item(catalog, r with { Rank = i + 1 })),
        ];

    /// <summary>The users of the data set who watched most, but for those who are to be forgotten.</summary>
    private int[] Asked(Dataset data) =>
        [
            .. _mostWatching
                .GetOrAdd(
                    data.Users,
                    users =>
                        [
                            .. Enumerable
                                .Range(0, users.Count)
                                .OrderByDescending(user => data.Interactions.MoviesOf(user).Length),
                        ]
                )
                .Where(user => state.SeedData.RowOf($"{data.Users.IdOf(user)}") >= 0)
                .Take(MostUsers),
        ];
}
