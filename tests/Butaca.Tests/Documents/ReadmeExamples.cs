using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Tests.Documents;

/// <summary>The code of the READMEs, compiled. <see cref="ReadmeTests"/> holds that the pages show exactly this.</summary>
internal static class ReadmeExamples
{
    public static void TrainAndRecommend()
    {
        // snippet: train-and-recommend
        Dataset data = DatasetFolder.Read("data/movielens-small").Dataset;
        Scorer scorer = new Edlae().Train(data, new EdlaeOptions { Lambda = 300 }, new TrainContext { Seed = 1 });

        Recommender recommender = new(data, scorer);
        foreach (Recommendation item in recommender.Recommend([1214, 541], new RecommendOptions { Count = 5, Reasons = 1 }))
            Console.WriteLine($"{item.Rank}. {item.Movie.Title}, because you watched {item.Reasons[0].Watched.Title}");
        // end
    }

    public static IReadOnlyList<Recommendation> LoadAndRecommend()
    {
        // snippet: load-and-recommend
        TrainedModel model = ModelFolder.Load("models/butaca");
        Recommender recommender = new(model.Data, model.Scorer);
        IReadOnlyList<Recommendation> list = recommender.Recommend([1214, 541], new RecommendOptions
        {
            Filter = new MovieFilter { Genres = ["Comedy", "Romance"], FromYear = 1990 },
            Diversity = 0.3,
        });
        // end
        return list;
    }
}
