// snippet: usings
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

// end

namespace Butaca.Tests.Documents;

/// <summary>
/// The code of the READMEs, compiled. <see cref="ReadmeTests"/> holds that the pages show exactly this.
/// </summary>
internal static class ReadmeExamples
{
    /// <summary>A program's own movie.</summary>
    internal sealed record Film(long Id, string Name, int? Year, string[] Kinds, string? Story);

    /// <summary>A program's own record of who watched what.</summary>
    internal sealed record Visit(long User, long Film, uint UnixTime);

    public static IReadOnlyList<Recommendation> First(IEnumerable<Visit> visits)
    {
        // snippet: first
        DatasetBuilder builder = new();
        foreach (Visit visit in visits)
            builder.AddInteraction(visit.User, visit.Film, time: visit.UnixTime);
        Dataset data = builder.Build();
        Scorer scorer = new ButacaModel().Train(data, new ButacaOptions(), new TrainContext { Seed = 1 });
        IReadOnlyList<Recommendation> list = new Recommender(data, scorer).Recommend([1214, 541]); // ids of watched movies
        // end
        return list;
    }

    public static void Train(IEnumerable<Film> films, IEnumerable<Visit> visits)
    {
        // snippet: train
        DatasetBuilder builder = new();
        foreach (Film film in films)
            builder.AddMovie(
                new Movie(film.Id, film.Name)
                {
                    Year = film.Year,
                    Genres = [.. film.Kinds],
                    Synopsis = film.Story,
                }
            );
        foreach (Visit visit in visits)
            builder.AddInteraction(visit.User, visit.Film, time: visit.UnixTime);
        Dataset data = builder.Build(); // from files: DatasetFolder.Read("data/movielens-small").Dataset

        ButacaModel model = new();
        ButacaOptions options = new() { Networks = 3 };
        Scorer scorer = model.Train(data, options, new TrainContext { Seed = 1 });
        ModelFolder.Save(
            "models/butaca",
            new TrainedModel(ModelManifest.Of(model, options, seed: 1, data), data, scorer)
        );
        // end
    }

    public static void Recommend()
    {
        // snippet: recommend
        TrainedModel model = ModelFolder
            .Load("models/butaca")
            .WithMovies([
                new Movie(1_000_000, "Lost in Time (2026)")
                {
                    Year = 2026,
                    Genres = ["Sci-Fi"],
                    Synopsis = "A pilot lost in time.",
                },
            ]);
        Recommender recommender = new(model.Data, model.Scorer);
        StoredHistory watched = StoredHistory.Of(
            model.Data.Catalog,
            [(1214, DateTimeOffset.FromUnixTimeSeconds(1_769_817_600)), (541, null)]
        );
        RecommendOptions options = new()
        {
            Count = 5,
            Reasons = 1,
            Filter = new MovieFilter { Genres = ["Comedy", "Sci-Fi"], FromYear = 1990 },
        };
        foreach (Recommendation item in recommender.Recommend(watched.AsHistory(), options))
            Console.WriteLine(
                $"{item.Rank}. {item.Movie.Title}{string.Concat(item.Reasons.Select(r => $", because you watched {r.Watched.Title}"))}"
            );
        // end
    }

    public static void Evaluate(Dataset data)
    {
        // snippet: evaluate
        Contender[] contenders =
        [
            new("popularity", new Popularity(), new NoOptions()),
            new("edlae", new Edlae(), new EdlaeOptions { Lambda = 300 }),
        ];
        EvaluationReport report = new Evaluator().Run(
            new NewUsersProtocol(),
            data,
            DatasetHash.Of(data),
            contenders,
            new ProtocolOptions(),
            baseline: "popularity"
        );
        Console.WriteLine(report.Groups[0]["edlae"]["P"].Mean);
        // end
    }
}
