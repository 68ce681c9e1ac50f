// Recommends from a model folder (FOLDER TITLE…), then measures, saves and loads a model of its own. .ci/run runs it as
// one
// file, and publishes it ahead of time and trimmed: nothing can be found by reflection there.
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Data.Sources;
using Butaca.Data.Titles;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Recommending;

TrainedModel model = ModelFolder.Load(args[0]);
TitleIndex titles = TitleIndex.Of(model.Data);
Id[] watched = [.. args[1..].Select(title => model.Data.Catalog[titles.Resolve(title).Row].Id)];
Recommender recommender = new(model.Data, model.Scorer);
foreach (Recommendation item in recommender.Recommend(watched, new RecommendOptions { Count = 5, Reasons = 1 }))
    Console.WriteLine(
        $"{item.Rank}. {item.Movie.Title}{string.Concat(item.Reasons.Select(r => $", because of {r.Watched.Title}"))}"
    );

Oldest own = new();
Contender contender = Contender.Parse(new ModelRegistry([own]), "oldest:before=1990");
string folder = Directory.CreateTempSubdirectory().FullName;
ModelFolder.Save(
    folder,
    new TrainedModel(
        ModelManifest.Of(own, contender.Options, seed: 1, model.Data),
        model.Data,
        own.Train(model.Data, (OldestOptions)contender.Options, new TrainContext())
    )
);
TrainedModel loaded = ModelFolder.Load(folder, ScorerTable.Own.With<OldestScorer>());
Directory.Delete(folder, recursive: true);
EvaluationReport report = new Evaluator().Run(
    new NewUsersProtocol(),
    loaded.Data,
    loaded.Manifest.DataHash,
    [contender],
    new ProtocolOptions()
);
Console.WriteLine(
    $"{DataSources.Ratings.Count} layouts, before={loaded.Manifest.Options["before"]}, P@10 {report.Groups[0][contender.Label]["P"].Mean:F3}"
);

internal sealed class OldestOptions
{
    [Range(1874, 2200)]
    public int Before { get; set; } = 2000;
}

internal sealed class Oldest : Model<OldestOptions>
{
    public override string Name => "oldest";

    public override string Summary => "The oldest movies, the same for everyone.";

    protected override Scorer Fit(Dataset data, OldestOptions options, TrainContext context) =>
        new OldestScorer([
            .. data.Catalog.Movies.ToArray().Select(m => (float)Math.Max(0, options.Before - (m.Year ?? 2200))),
        ]);
}

internal sealed class OldestScorer(float[] ages) : Scorer(ages.Length), ILoadableScorer
{
    public override bool IsPersonal => false;

    public override void Score(in History history, Span<float> scores) => ages.CopyTo(scores);

    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        return new ScoreParts(0, Prior: ages[movie]);
    }

    public override void Save(ArrayFolder arrays) => arrays.Write("ages", ages, MovieCount);

    public static Scorer Load(ArrayFolder arrays, Dataset data) =>
        new OldestScorer(arrays.Read<float>("ages", data.Catalog.Count));
}
