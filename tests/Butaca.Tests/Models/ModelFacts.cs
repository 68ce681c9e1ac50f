using System.Collections.Concurrent;
using Butaca.Cli;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Tests.Models;

/// <summary>
/// What the contract of models needs: a table of what is particular to each, and data that suits all.
/// </summary>
internal static class ModelFacts
{
    /// <summary>What is particular to a model.</summary>
    /// <param name="Floor">
    /// P@10 of new users on the cut of the shipped data, less a margin for another processor's rounding.
    /// </param>
    /// <param name="IsPersonal">
    /// Whether the history decides. A model that gives everyone the same cannot solve the checkerboard, by design.
    /// </param>
    /// <param name="ReadsContentAlone">
    /// Whether it knows a movie by nothing but what the movie is. Such a model cannot tell movies of equal attributes
    /// apart, so the checkerboard has no answer for it, by design; after the short training here, one movie does not
    /// make it personal; and it need not beat popularity.
    /// </param>
    /// <param name="Set">Options to train with here, as <c>name=value</c>, where the defaults would take long.</param>
    internal sealed record Fact(
        double Floor,
        bool IsPersonal = true,
        bool ReadsContentAlone = false,
        params string[] Set
    );

    public static readonly Dictionary<string, Fact> All = new(StringComparer.Ordinal)
    {
        ["als"] = new(0.550),
        ["butaca"] = new(0.565),
        ["content-knn"] = new(0.190, ReadsContentAlone: true),
        ["ease"] = new(0.560),
        ["edlae"] = new(0.573),
        ["item-knn"] = new(0.515),
        ["marec"] = new(0.550),
        ["movienet-v1"] = new(0.12, ReadsContentAlone: true, Set: ["movieEpochs=5", "userEpochs=60", "mostWords=48"]),
        ["movienet-v2"] = new(0.12, ReadsContentAlone: true, Set: ["movieEpochs=5", "userEpochs=60", "mostWords=48"]),
        ["popular-recent"] = new(0.385, IsPersonal: false),
        ["popularity"] = new(0.385, IsPersonal: false),
        ["rating-biases"] = new(0.001, IsPersonal: false),
        ["rating-knn"] = new(0.001, IsPersonal: false), // of what nobody has rated it knows nothing
        ["rating-mean"] = new(0.001, IsPersonal: false),
        ["rating-mf"] = new(0.001, IsPersonal: false),
        ["recvae"] = new(0.490, Set: ["hidden=64", "latent=16", "batch=20", "rounds=100", "rate=0.003"]),
        ["user-knn"] = new(0.544),
    };

    public static readonly Dataset ToyData = Toy.Tastes(users: 60, movies: 40, catalog: Movies(40));

    private static readonly ConcurrentDictionary<string, Lazy<Scorer>> OfToyData = new(StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. SharedOptions.Models.All.Select(model => model.Name)];

    public static Fact Of(string name)
    {
        Assert.True(
            All.ContainsKey(name),
            $"The model '{name}' has no entry in {nameof(ModelFacts)}.{nameof(All)}. Measure it and add one."
        );
        return All[name];
    }

    /// <summary>
    /// Trains on one thread unless told otherwise: on data as small as these, threads would mostly wait for one
    /// another, the more so beside the tests that run at the same time.
    /// </summary>
    public static Scorer Train(string name, Dataset data, TrainContext? context = null)
    {
        IModel model = SharedOptions.Models.Get(name);
        return model.Train(data, OptionsOf(model), context ?? new TrainContext { Threads = 1 });
    }

    /// <summary>
    /// A model of <see cref="ToyData"/>, trained once for all tests that only ask it: scorers are immutable.
    /// </summary>
    public static Scorer Trained(string name) =>
        OfToyData.GetOrAdd(name, _ => new Lazy<Scorer>(() => Train(name, ToyData))).Value;

    public static object OptionsOf(IModel model) => ModelOption.Parse(model, Of(model.Name).Set);

    /// <summary>
    /// Movies with all that a model may want to know of them; two genres and two kinds of story, by parity.
    /// </summary>
    public static IEnumerable<Movie> Movies(int count) =>
        Enumerable
            .Range(0, count)
            .Select(row => new Movie(Toy.IdOf(row), $"Movie {row} ({1960 + row % 60})")
            {
                Year = 1960 + row % 60,
                Genres = row % 2 == 0 ? ["Comedy", "Romance"] : ["War", "Drama"],
                Origin = row % 3 == 0 ? "British" : "American",
                Synopsis =
                    row % 2 == 0
                        ? $"A shy baker falls in love with a neighbour at wedding number {row}."
                        : $"A young soldier loses his friends in battle number {row}.",
            });

    /// <summary>Histories that nobody in training has.</summary>
    public static int[][] NewHistories()
    {
        Random random = Seeds.Create(7, "new histories");
        return
        [
            [0],
            [39],
            [1, 3, 5],
            .. Enumerable.Range(0, 12).Select(i => random.Sample(40, 2 + 2 * i)),
        ];
    }
}
