using System.Text.Json.Nodes;
using Butaca.Data;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private static readonly Dataset Data = Toy.Tastes(
        users: 12,
        movies: 8,
        catalog: Enumerable
            .Range(0, 8)
            .Select(row => new Movie(Toy.IdOf(row), row == 0 ? "Amélie, \"Le\" (2001)" : $"Movie {row}")
            {
                Year = 1990 + row,
                Genres = ["Drama"],
                Origin = "French",
                Synopsis = "One.\nTwo.",
                Directors = ["Jean-Pierre Jeunet"],
                Cast = ["Audrey Tautou", "Mathieu Kassovitz"],
                ExternalIds = [new("imdb", "tt0211915")],
                Translations = [new MovieTranslation("es") { Titles = ["Amelie"], Synopsis = "Uno." }],
            })
    );

    private readonly TemporaryFolder _folder = new();

    private string Model => _folder["model"];

    public void Dispose() => _folder.Dispose();

    private static TrainedModel Train(IModel? model = null)
    {
        model ??= new ItemKnn();
        object options = model.CreateOptions();
        return new TrainedModel(
            ModelManifest.Of(model, options, 5, Data),
            Data,
            model.Train(Data, options, new TrainContext { Seed = 5, Threads = 1 })
        );
    }

    private string ErrorOfLoad() => _folder.ErrorOf(() => ModelFolder.Load(Model)).Replace('\\', '/');

    private string[] Files() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
                .Where(File.Exists)
                .Select(file => Path.GetRelativePath(_folder.Path, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    private void EditManifest(Action<JsonObject> edit)
    {
        string path = Path.Combine(Model, "model.json");
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
    }

    [Fact]
    public void WhatIsSavedReadsBack()
    {
        TrainedModel model = Train();
        model = model with
        {
            Manifest = model.Manifest with { Metrics = new Dictionary<string, double> { ["P"] = 0.25 } },
        };
        ModelFolder.Save(Model, model);
        Assert.Equal(
            [
                "model/links.csv",
                "model/model.json",
                "model/movies.csv",
                "model/scorer/columns.npy",
                "model/scorer/starts.npy",
                "model/scorer/weights.npy",
                "model/synopses.csv",
                "model/translations.es.csv",
                "model/users/ids.npy",
                "model/users/movies.npy",
                "model/users/ratings.npy",
                "model/users/starts.npy",
                "model/users/times.npy",
            ],
            Files()
        );
        TrainedModel loaded = ModelFolder.Load(Model);
        Assert.Equal(DatasetHash.Of(Data), DatasetHash.Of(loaded.Data));
        Assert.Equal(Data.Catalog.Movies.ToArray(), loaded.Data.Catalog.Movies.ToArray());
        ModelManifest manifest = loaded.Manifest;
        Assert.Equal(
            ("butaca-model", 1, "item-knn", 5L, 12, 8),
            (manifest.Kind, manifest.Format, manifest.Model, manifest.Seed, manifest.Users, manifest.Movies)
        );
        Assert.Equal(new Dictionary<string, string> { ["neighbours"] = "2000", ["shrinkage"] = "0" }, manifest.Options);
        Assert.Equal(
            (DatasetHash.Of(Data), Data.Interactions.Count, "SparseItemScorer"),
            (manifest.DataHash, manifest.Interactions, manifest.Scorer)
        );
        Assert.Equal(0.25, manifest.Metrics["P"]);
    }

    [Fact]
    public void SavingTwiceGivesTheSameBytes()
    {
        ModelFolder.Save(Model, Train());
        ModelFolder.Save(_folder["again"], Train());
        foreach (string file in Files().Where(file => file.StartsWith("model/", StringComparison.Ordinal)))
            Assert.Equal(
                File.ReadAllBytes(_folder[file]),
                File.ReadAllBytes(_folder[file.Replace("model/", "again/", StringComparison.Ordinal)])
            );
    }

    [Fact]
    public void NoModelIsNamed()
    {
        Assert.Equal(
            "model/model.json does not exist. Expected a model folder, as 'butaca train' writes it.",
            ErrorOfLoad()
        );
        Directory.CreateDirectory(Model);
        Assert.Equal(
            "model/model.json does not exist. Expected a model folder, as 'butaca train' writes it.",
            ErrorOfLoad()
        );
    }

    [Theory]
    [InlineData(
        "{\"class_name\": \"Sequential\"}",
        "model/model.json: found the kind '', expected 'butaca-model'; this is another program's file."
    )]
    [InlineData(
        "{\"kind\": \"other\", \"format\": 7}",
        "model/model.json: found the kind 'other', expected 'butaca-model'; this is another program's file."
    )]
    [InlineData(
        "null",
        "model/model.json: found the kind '', expected 'butaca-model'; this is another program's file."
    )]
    public void AnotherProgramsFileIsNamed(string manifest, string message)
    {
        _folder.Write("model/model.json", manifest);
        Assert.Equal(message, ErrorOfLoad());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"kind\": \"butaca-mo")]
    [InlineData("[1, 2]")]
    public void AnUnreadableManifestIsNamed(string manifest)
    {
        _folder.Write("model/model.json", manifest);
        string message = ErrorOfLoad();
        Assert.StartsWith("model/model.json: found no readable manifest (", message, StringComparison.Ordinal);
        Assert.EndsWith(
            "), expected a model's manifest; train or copy the model again.",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ANewerFormatIsNamed()
    {
        ModelFolder.Save(Model, Train());
        EditManifest(manifest => (manifest["format"], manifest["butacaVersion"]) = (3, "9.1.0"));
        Assert.Equal(
            "model/model.json: found model format 3, written by Butaca 9.1.0, expected format 2 or older; update Butaca.",
            ErrorOfLoad()
        );
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("users")]
    public void AChangedManifestIsNamed(string number)
    {
        ModelFolder.Save(Model, Train());
        EditManifest(manifest => manifest[number] = 99);
        Assert.Equal(
            "model/model.json: found a checksum that does not fit the content, expected an unchanged manifest; train or copy the model again.",
            ErrorOfLoad()
        );
    }

    [Fact]
    public void AScorerThatIsNotKnownIsNamed()
    {
        TrainedModel model = Train();
        ModelFolder.Save(Model, model with { Scorer = new Another() });
        Assert.Equal(
            "model/model.json: found the scorer 'Another', expected one that this version of Butaca knows; update Butaca, or give the scorer's assembly to ModelFolder.Load.",
            ErrorOfLoad()
        );
        Assert.IsType<Another>(ModelFolder.Load(Model, typeof(Another).Assembly).Scorer);
        Assert.IsType<Another>(ModelFolder.Load(Model, ScorerTable.Own.With<Another>()).Scorer);
    }

    [Fact]
    public void WhatCouldNotBeReadBackIsNotSaved()
    {
        Assert.Equal(
            "FixedScorer can't be read back, expected a scorer that implements ILoadableScorer: it loads what Save wrote.",
            _folder.ErrorOf(() => ModelFolder.Save(Model, Train() with { Scorer = new FixedScorer(new float[8]) }))
        );
        Assert.Equal(
            "SparseItemScorer: found scores for 8 movies, expected 9, as many as the data has. Save a model with the data that it was trained on.",
            _folder.ErrorOf(() =>
                ModelFolder.Save(
                    Model,
                    Train() with
                    {
                        Data = Data.WithMovies([new Movie(Data.Catalog.NextId, "Another")]),
                    }
                )
            )
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void AManifestOfOnesOwnIsCompleted()
    {
        ModelFolder.Save(Model, Train() with { Manifest = new ModelManifest { Model = "mine" } });
        ModelManifest manifest = ModelFolder.Load(Model).Manifest;
        Assert.Equal(("butaca-model", 1, "mine"), (manifest.Kind, manifest.Format, manifest.Model));
    }

    [Fact]
    public void AModelThatAKilledProcessTookAwayComesBack()
    {
        ModelFolder.Save(Model, Train());
        Directory.Move(Model, Model + ".999999999-0123456789abcdef0123456789abcdef.tmp.old");
        Assert.Equal("item-knn", ModelFolder.Load(Model).Manifest.Model);
        Assert.Equal([Model], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void EveryChangedByteCutOrMissingFileIsNamed()
    {
        ModelFolder.Save(Model, Train());
        foreach (string file in Files().Where(file => file != "model/model.json"))
        {
            byte[] whole = File.ReadAllBytes(_folder[file]);
            string changed =
                $"{file}: found content that does not fit the checksum in model.json, expected the file as it was written (is it cut short or changed?); train or copy the model again.";

            File.WriteAllBytes(_folder[file], [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
            Assert.Equal(changed, ErrorOfLoad());
            File.WriteAllBytes(_folder[file], whole[..^1]);
            Assert.Equal(changed, ErrorOfLoad());
            File.Delete(_folder[file]);
            Assert.Equal(
                $"{file} does not exist. The model folder is incomplete; train or copy the model again.",
                ErrorOfLoad()
            );

            File.WriteAllBytes(_folder[file], whole);
        }
        ModelFolder.Load(Model); // whole again
    }

    [Fact]
    public void AnOldModelIsReplacedWhole()
    {
        ModelFolder.Save(Model, Train(new ItemKnn()));
        ModelFolder.Save(Model, Train(new Popularity()));
        Assert.Equal(
            ["model/scorer/shares.npy"],
            Files().Where(file => file.Contains("scorer", StringComparison.Ordinal))
        );
        Assert.Equal("popularity", ModelFolder.Load(Model).Manifest.Model);
        Assert.Equal([Model], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void AChangedOrNewerModelMayBeReplacedToo()
    {
        ModelFolder.Save(Model, Train());
        File.Delete(Path.Combine(Model, "scorer", "weights.npy"));
        EditManifest(manifest => manifest["format"] = 2);
        ModelFolder.Save(Model, Train());
        ModelFolder.Load(Model);
        File.WriteAllText(Path.Combine(Model, "model.json"), "{\"kind\": \"but"); // cut short, beside what only a model has
        ModelFolder.Save(Model, Train());
        ModelFolder.Load(Model);
    }

    [Theory]
    [InlineData("holiday.jpg", "x")]
    [InlineData("model.json", "{\"class_name\": \"Sequential\"}")]
    [InlineData("model.json", "not json")]
    public void AnotherFolderIsNeverReplaced(string name, string content)
    {
        string file = _folder.Write($"model/{name}", content);
        Assert.Equal(
            "model: found a folder with other content, expected an empty or new folder, or an earlier output of the same kind; choose another --output.",
            _folder.ErrorOf(() => ModelFolder.Save(Model, Train()))
        );
        Assert.Equal(content, File.ReadAllText(file));
        Assert.Equal([$"model/{name}"], Files());
    }

    [Fact]
    public void AModelWithSomebodysFileInItIsNotReplaced()
    {
        ModelFolder.Save(Model, Train());
        string notes = _folder.Write("model/notes.txt", "mine");
        Assert.Throws<ButacaException>(() => ModelFolder.Save(Model, Train(new Popularity())));
        Assert.Equal("mine", File.ReadAllText(notes));
        Assert.Equal("item-knn", ModelFolder.Load(Model).Manifest.Model);
    }

    [Fact]
    public void AFileIsNeverReplacedAndAnEmptyFolderServes()
    {
        _folder.Write("file", "mine");
        Assert.Equal(
            "file: found a file, expected a folder or a name that is free; choose another --output.",
            _folder.ErrorOf(() => ModelFolder.Save(_folder["file"], Train()))
        );
        Assert.Equal("mine", File.ReadAllText(_folder["file"]));
        Directory.CreateDirectory(Model);
        ModelFolder.Save(Model, Train());
        ModelFolder.Load(Model);
    }

    [Fact]
    public void ASaveThatFailsLeavesTheOldModelAndNothingElse()
    {
        ModelFolder.Save(Model, Train());
        Assert.Throws<IOException>(() => ModelFolder.Save(Model, Train() with { Scorer = new Unwritable() }));
        Assert.Equal("item-knn", ModelFolder.Load(Model).Manifest.Model);
        Assert.Equal([Model], Directory.EnumerateFileSystemEntries(_folder.Path));

        Assert.Throws<IOException>(() => ModelFolder.Save(_folder["new"], Train() with { Scorer = new Unwritable() }));
        Assert.Equal([Model], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private class Another() : Scorer(8), ILoadableScorer
    {
        public static Scorer Load(ArrayFolder arrays, Dataset data) => new Another();

        public override void Score(in History history, Span<float> scores) => scores.Clear();

        public override ScoreParts Explain(in History history, int movie, Span<float> contributions) => default;

        public override void Save(ArrayFolder arrays) { }
    }

    private sealed class Unwritable : Another
    {
        public override void Save(ArrayFolder arrays) => throw new IOException("The disk is full.");
    }
}
