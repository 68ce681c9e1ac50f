using System.Globalization;
using System.Text.Json;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Splits;
using Butaca.Training.Models;

namespace Butaca.Tests.Data;

public sealed class IdTests : IDisposable
{
    private const string Guid = "cd613e30-d8f1-4adf-91b7-584a2265b1f5";

    /// <summary>Ids of all kinds in their order.</summary>
    private static readonly string[] Ascending =
    [
        "-9223372036854775808",
        "-6",
        "0",
        "42",
        "9223372036854775807",
        "+42",
        "-0",
        "0042",
        "10.0",
        "18446744073709551615",
        "1e3",
        "A-1, \"b\"",
        "a",
        Guid,
        "tt0078748",
        "é",
        "映画",
        "🎬",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnIdIsKeptToTheLetter()
    {
        foreach (string text in Ascending)
        {
            Assert.Equal(text, Id.Parse(text).ToString());
            Assert.Equal(text, Id.Parse($"\t{text} ").ToString()); // blanks around it are no part of it
            string json = JsonSerializer.Serialize(Id.Parse(text));
            Assert.Equal(Id.Parse(text), JsonSerializer.Deserialize<Id>(json));
            Assert.Equal(json, JsonSerializer.Serialize(MovieId.Parse(text, CultureInfo.InvariantCulture)));
            Assert.Equal(text, JsonSerializer.Deserialize<MovieId>(json).ToString());
        }
        Assert.Equal(["\"0042\"", "42"], new Id[] { "0042", 42 }.Select(id => JsonSerializer.Serialize(id)));
        Assert.Equal((Id)42, (Id)"42");
        Assert.NotEqual((Id)42, (Id)"0042");
        Assert.Equal((Id)42, JsonSerializer.Deserialize<Id>("\"42\""));
        Assert.Equal("18446744073709551615", JsonSerializer.Deserialize<MovieId>("18446744073709551615").ToString());
    }

    [Fact]
    public void NumbersComeFirstByValueThenTextsByTheirCharacters()
    {
        Random random = Seeds.Create(1, "ids");
        Id[] ids = [.. Ascending.Select(Id.Parse)];
        Id[] shuffled = [.. ids];
        random.Shuffle(shuffled);
        Assert.Equal(ids, shuffled.Order());
        Vocabulary vocabulary = Vocabulary.Of([.. shuffled, .. shuffled]);
        Assert.Equal(ids, vocabulary.Ids);
        Assert.Equal(Enumerable.Range(0, ids.Length), ids.Select(vocabulary.RowOf));
        Assert.Equal([-1, -1], new Id[] { 43, "042" }.Select(vocabulary.RowOf));
        Assert.Equal([ids[1], ids[12]], vocabulary.Select([1, 12]).Ids);
        Assert.True((Id)9 < (Id)10);
        Assert.True((Id)10 < (Id)"09");
    }

    [Fact]
    public void WhatIsAddedToAVocabularyComesAfterTheOthers()
    {
        Vocabulary vocabulary = Vocabulary.Of([7, "b"]).With(["a", 3]).With([5]);
        Assert.Equal([7, "b", "a", 3, 5], vocabulary.Ids);
        Assert.Equal([0, 1, 2, 3, 4], vocabulary.Ids.Select(vocabulary.RowOf));
        Assert.Equal(["b", 3], vocabulary.Select([1, 3]).Ids);
        Assert.Throws<ArgumentException>(() => vocabulary.With([3]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void WhatCannotBeWrittenIsNoId(string text)
    {
        Assert.False(Id.TryParse(text, out _));
        Assert.Contains(
            "expected an id",
            Assert.Throws<FormatException>(() => Id.Parse(text)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AnIdHasAtMost255Characters()
    {
        Assert.True(Id.TryParse(new string('x', Id.Longest), out _));
        Assert.False(Id.TryParse(new string('x', Id.Longest + 1), out _));
        Assert.False(Id.TryParse(['a', '\ud800', 'b'], out _)); // half a pair can't be written
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("10.0")]
    [InlineData("1e3")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    public void JsonThatIsNoIdIsRefused(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Id>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MovieId>(json));
    }

    [Fact]
    public void ADataSetOfAllKindsOfIdsIsReadBackTheSame()
    {
        Dataset data = Mixed();
        DatasetFolder.Write(_folder["data"], data);
        Dataset read = DatasetFolder.Read(_folder["data"], cancellation: TestContext.Current.CancellationToken).Dataset;
        Assert.Equal(Ascending, read.Users.Ids.Select(id => id.ToString()));
        Assert.Equal(Ascending, read.Catalog.Vocabulary.Ids.Select(id => id.ToString()));
        Assert.Equal(data.Catalog.Movies.ToArray(), read.Catalog.Movies.ToArray());
        Assert.Equal(data.Interactions.Movies.ToArray(), read.Interactions.Movies.ToArray());
        Assert.Equal(DatasetHash.Of(data), DatasetHash.Of(read));
    }

    [Fact]
    public void IdsThatLookLikeNumbersWithAPointStayTextsWhenWritten()
    {
        DatasetBuilder builder = new();
        foreach (Id id in (Id[])["1.0", 1, "2.00", "\"3.0\""])
        {
            builder.AddMovie(new Movie(id, $"Version {id}") { ExternalIds = [new("imdb", "tt0000007")] });
            builder.AddInteraction(id, id, 4);
        }
        Dataset data = builder.Build();
        DatasetFolder.Write(_folder["data"], data);
        Dataset read = DatasetFolder.Read(_folder["data"], cancellation: TestContext.Current.CancellationToken).Dataset;
        Assert.Equal(data.Users.Ids, read.Users.Ids);
        Assert.Equal(data.Catalog.Movies.ToArray(), read.Catalog.Movies.ToArray());
        Assert.Equal(DatasetHash.Of(data), DatasetHash.Of(read));
    }

    [Fact]
    public void WhereAllIsQuotedAPointIsPandas()
    {
        _folder.Write("ratings.csv", "\"userId\",\"movieId\"\n\"1\",\"10.0\"\n\"2\",\"10\"\n");
        Assert.Equal(
            [10],
            DatasetFolder
                .Read(_folder.Path, cancellation: TestContext.Current.CancellationToken)
                .Dataset.Catalog.Vocabulary.Ids
        );
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("NULL")]
    [InlineData("<NA>")]
    [InlineData("None")]
    public void AWordForWhatIsMissingIsNobodysId(string word)
    {
        _folder.Write("ratings.csv", $"userId,movieId\nana,tt1\n{word},tt1\n");
        Assert.Equal(
            $"ratings.csv, line 3, field 'userId': found '{word}', expected {Id.Expected}.",
            _folder.ErrorOf(() => DatasetFolder.Read(_folder.Path, cancellation: TestContext.Current.CancellationToken))
        );
    }

    [Fact]
    public void LeadingZerosTellUsersAndMoviesApart()
    {
        _folder.Write("ratings.csv", "userId,movieId,rating\n42,0042,1\n0042,42,2\n42,42,3\n042,0042,4\n");
        _folder.Write("movies.csv", "movieId,title,genres\n42,Number,A\n0042,Text,B\n");
        _folder.Write("synopses.csv", "movieId,synopsis\n0042,Of the text.\n");
        Dataset data = DatasetFolder.Read(_folder.Path, cancellation: TestContext.Current.CancellationToken).Dataset;
        Assert.Equal([42, "0042", "042"], data.Users.Ids);
        Assert.Equal(["Number", "Text"], data.Catalog.Movies.ToArray().Select(movie => movie.Title));
        Assert.Equal([null, "Of the text."], data.Catalog.Movies.ToArray().Select(movie => movie.Synopsis));
        Assert.Equal([3, 1, 2, 4], data.Interactions.Ratings.ToArray());
    }

    [Fact]
    public void AMissingIdIsToldByItsField()
    {
        _folder.Write("ratings.csv", "userId,movieId\nana,tt1\nana,\n");
        Assert.Equal(
            $"ratings.csv, line 3, field 'movieId': found '', expected {Id.Expected}.",
            _folder.ErrorOf(() => DatasetFolder.Read(_folder.Path, cancellation: TestContext.Current.CancellationToken))
        );
    }

    [Fact]
    public void AHashTellsIdsOfOneNumberApart()
    {
        string[] hashes =
        [
            .. new Id[] { 42, "0042", "00042", "x" }.Select(id =>
            {
                DatasetBuilder builder = new();
                builder.AddInteraction(1, id);
                return DatasetHash.Of(builder.Build());
            }),
        ];
        Assert.Distinct(hashes);
    }

    [Fact]
    public void AModelKeepsIdsAndTheOrderOfAddedMovies()
    {
        Dataset data = Mixed();
        TrainedModel model = new(
            ModelManifest.Of(new Popularity(), new NoOptions(), 42, data),
            data,
            new Popularity().Train(data, new NoOptions(), new TrainContext())
        );
        ModelFolder.Save(_folder["model"], model);
        TrainedModel read = ModelFolder.Load(_folder["model"]);
        Assert.Equal(ModelManifest.CurrentFormat, read.Manifest.Format);
        Assert.Equal(data.Users.Ids, read.Data.Users.Ids);
        Assert.Equal(data.Catalog.Vocabulary.Ids, read.Data.Catalog.Vocabulary.Ids);
        Assert.Equal(DatasetHash.Of(data), DatasetHash.Of(read.Data));

        Dataset larger = data.WithMovies([new Movie("a0", "In between"), new Movie(-7, "Before all")]);
        Scorer scorer = new Popularity().Train(larger, new NoOptions(), new TrainContext());
        ModelFolder.Save(_folder["larger"], model with { Data = larger, Scorer = scorer });
        Catalog catalog = ModelFolder.Load(_folder["larger"]).Data.Catalog;
        Assert.Equal(larger.Catalog.Movies.ToArray(), catalog.Movies.ToArray());
        Assert.Equal(
            [data.Catalog.Count, data.Catalog.Count + 1],
            new Id[] { "a0", -7 }.Select(catalog.Vocabulary.RowOf)
        );
    }

    [Fact]
    public void AModelOfWholeNumbersIsReadByEarlierVersions()
    {
        Dataset data = Toy.Tastes(20, 10);
        TrainedModel model = new(
            ModelManifest.Of(new Popularity(), new NoOptions(), 42, data),
            data,
            new Popularity().Train(data, new NoOptions(), new TrainContext())
        );
        ModelFolder.Save(_folder["model"], model);
        Assert.Equal(1, ModelFolder.ReadManifest(_folder["model"]).Format);
        Assert.True(File.Exists(Path.Combine(_folder["model"], "users", "ids.npy")));
    }

    [Fact]
    public void TiesGoByTheOrderOfIds()
    {
        DatasetBuilder builder = new();
        foreach (Id movie in (Id[])["b", 10, "a", 9, "09"])
            builder.AddInteraction($"somebody who watched {movie}", movie);
        Dataset data = builder.Build();
        Recommender recommender = new(data, new Popularity().Train(data, new NoOptions(), new TrainContext()));
        Assert.Equal([9, 10, "09", "a", "b"], recommender.Recommend([]).Select(item => item.Movie.Id));
        Assert.Equal([10, "09", "b"], recommender.Recommend(["a", 9, "unknown"]).Select(item => item.Movie.Id));
    }

    [Fact]
    public void EvaluationAsksTheSameWhateverTheIdsLookLike()
    {
        Dataset numbers = Toy.Tastes(30, 40); // everybody has watched some
        Dataset texts = Renamed(numbers, id => $"id-{id.Number:0000}");
        Round[] byNumber = [.. new NewUsersProtocol().Rounds(numbers, new ProtocolOptions { Folds = 3 })];
        Round[] byText = [.. new NewUsersProtocol().Rounds(texts, new ProtocolOptions { Folds = 3 })];
        Assert.Equal(
            byNumber.SelectMany(round => round.Groups[0].Cases).Select(question => $"id-{question.User.Number:0000}"),
            byText.SelectMany(round => round.Groups[0].Cases).Select(question => $"{question.User}")
        );
        Case[] again =
        [
            .. new NewUsersProtocol()
                .Rounds(texts, new ProtocolOptions { Folds = 3 })
                .SelectMany(round => round.Groups[0].Cases),
        ];
        Assert.Equal(
            byText.SelectMany(round => round.Groups[0].Cases).Select(question => question.Given.Movies),
            again.Select(question => question.Given.Movies)
        );
        Assert.Equal(Drawn("ana"), Drawn("ana"));
        Assert.NotEqual(Drawn("ana"), Drawn("bea"));

        static int[] Drawn(Id user) =>
            Mask.Draw(new History([.. Enumerable.Range(0, 40)]), 0.5, 42, user, 0).Given.Movies;
    }

    [Fact]
    public void ASetOfIdsTakesAnyId()
    {
        Vocabulary users = Vocabulary.Of([1, 2, 3, "12-34", "1-2", "ana", Guid]);
        Assert.Equal([1, "ana"], Chosen("1,ana"));
        Assert.Equal([1, 2, "1-2"], Chosen("1-2"));
        Assert.Equal([3, "12-34", Guid], Chosen($"3, 12-34, {Guid}"));
        Assert.Equal(
            "--users: found 'bea', expected ids and ranges of ids such as 1-530 or 1-100,200, or the data's own: it has no such id.",
            Assert.Throws<ButacaException>(() => Chosen("1,bea")).Message
        );

        IEnumerable<Id> Chosen(string text) => IdRanges.Parse("--users", text).RowsOf(users).Select(users.IdOf);
    }

    [Fact]
    public void TextsAreAnArrayThatNumPyReads()
    {
        using MemoryStream stream = new();
        Npy.WriteTexts(stream, ["42", "0042", "🎬"]);
        byte[] bytes = stream.ToArray();
        Assert.Contains(
            "'descr': '<U4', 'fortran_order': False, 'shape': (3,)",
            Text(bytes[..128]),
            StringComparison.Ordinal
        );
        Assert.Equal(128 + 3 * 4 * 4, bytes.Length);
        Assert.Equal("42\0\00042🎬\0\0\0", System.Text.Encoding.UTF32.GetString(bytes, 128, 3 * 4 * 4));

        static string Text(byte[] header) => System.Text.Encoding.Latin1.GetString(header);
    }

    [Fact]
    public void ANewMovieGetsAWholeNumberThatIsFree()
    {
        Assert.Equal(1, new Catalog([]).NextId);
        Assert.Equal(43, new Catalog([new Movie(42, "A"), new Movie("x99", "B")]).NextId);
        Assert.Equal(long.MinValue, new Catalog([new Movie(long.MaxValue, "Last")]).NextId);
    }

    /// <summary>Everybody watched one movie of their own id, and the one before.</summary>
    private static Dataset Mixed()
    {
        DatasetBuilder builder = new();
        for (int i = 0; i < Ascending.Length; i++)
        {
            builder.AddMovie(new Movie(Ascending[i], $"Movie {i}, \"the\"") { Synopsis = $"Of {i}." });
            builder.AddInteraction(Ascending[i], Ascending[i], 0.5f + i % 5, (uint)(1000 + i));
            if (i > 0)
                builder.AddInteraction(Ascending[i], Ascending[i - 1], 1, (uint)(900 + i));
        }
        return builder.Build();
    }

    private static Dataset Renamed(Dataset data, Func<Id, string> name)
    {
        DatasetBuilder builder = new();
        foreach (Movie movie in data.Catalog.Movies)
            builder.AddMovie(movie with { Id = name(movie.Id) });
        for (int user = 0; user < data.Users.Count; user++)
            foreach (int movie in data.Interactions.MoviesOf(user))
                builder.AddInteraction(name(data.Users.IdOf(user)), name(data.Catalog[movie].Id));
        return builder.Build();
    }
}
