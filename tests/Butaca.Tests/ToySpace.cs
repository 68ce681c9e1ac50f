using Butaca.Data;
using Butaca.Features;
using Butaca.Models;
using Butaca.Models.MovieNet;
using Butaca.Training.Models;

namespace Butaca.Tests;

/// <summary>
/// A small movie space: networks of a few units with seeded random weights, over twelve movies and eight users.
/// </summary>
internal static class ToySpace
{
    private const int Width = 6;
    private const int State1 = 5;
    private const int State2 = 4;
    private const int Hidden = 7;
    private const int D = 3;
    private const int MostWords = 12;

    public static Dataset Data { get; } = MakeData();

    public static MovieEncoder Encoder { get; } = MakeEncoder();

    public static float[] Embeddings => [.. Data.Catalog.Movies.ToArray().SelectMany(movie => Encoder.Embed(movie))];

    public static DensityScorer Density(float sigma = 0.5f) => new(Encoder, Embeddings, sigma);

    public static LikelihoodScorer Likelihood() => new(Encoder, Embeddings, LikelihoodWeights(Data.Catalog.Count));

    public static LikelihoodWeights LikelihoodWeights(int movies)
    {
        const int first = 8;
        const int second = 5;
        const int head = 6;
        Random random = Seeds.Create(2, "toy likelihood");
        return new LikelihoodWeights(
            Draw(random, movies * first),
            Draw(random, first),
            Draw(random, second * first),
            Draw(random, second),
            Draw(random, head * D),
            Draw(random, head * second),
            Draw(random, head),
            Draw(random, head),
            Draw(random, 1)
        );
    }

    /// <summary>Writes a model folder; the manifest names another model, because these are not trained.</summary>
    public static string Save(
        TemporaryFolder folder,
        string name,
        Scorer scorer,
        string model = "movienet-v1",
        Dataset? data = null
    )
    {
        ModelManifest manifest = ModelManifest.Of(new Popularity(), new NoOptions(), 1, data ?? Data) with
        {
            Model = model,
        };
        ModelFolder.Save(folder[name], new TrainedModel(manifest, data ?? Data, scorer));
        return folder[name];
    }

    public static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];

    private static Dataset MakeData()
    {
        (string Title, int Year, string Genres, string? Origin, string Synopsis)[] movies =
        [
            ("Alien (1979)", 1979, "Horror|Sci-Fi", "American", "A crew meets a monster in space."),
            ("Emma (1996)", 1996, "Comedy|Romance", "British", "A young woman meddles in love."),
            ("Heat (1995)", 1995, "Action|Crime", "American", "A thief and a policeman hunt each other."),
            ("Matrix, The (1999)", 1999, "Action|Sci-Fi", "American", "A hacker learns that the world is a dream."),
            ("Toy Story (1995)", 1995, "Adventure|Comedy", "American", "Toys live when nobody looks."),
            ("Fargo (1996)", 1996, "Comedy|Crime", "American", "A policewoman hunts a thief in the snow."),
            ("Ran (1985)", 1985, "Drama", "Japanese", "An old lord divides his land."),
            ("Notting Hill (1999)", 1999, "Comedy|Romance", "British", "A bookseller meets a star in London."),
            ("Solaris (1972)", 1972, "Drama|Sci-Fi", "Soviet", "A dream of a woman comes back in space."),
            ("Jaws (1975)", 1975, "Horror", "American", "A monster hunts in the sea."),
            ("<script>alert(\"x\")</script> & Co. (2001)", 2001, "Drama", null, "A title that is no markup."),
            ("Quiet, Years (1990)", 1990, "", "American", "Nobody meets anybody."),
        ];
        return Toy.Of(
            movies.Select(
                (m, row) =>
                    new Movie(Toy.IdOf(row), m.Title)
                    {
                        Year = m.Year,
                        Genres = [.. m.Genres.Split('|', StringSplitOptions.RemoveEmptyEntries)],
                        Origin = m.Origin,
                        Synopsis = m.Synopsis,
                    }
            ),
            [0, 3, 9],
            [1, 7, 4],
            [2, 5, 3, 9],
            [0, 8, 3],
            [],
            [4, 5, 1, 10],
            [6, 8, 11],
            [0, 2, 3]
        );
    }

    private static MovieEncoder MakeEncoder()
    {
        Random random = Seeds.Create(1, "toy encoder");
        MovieFeatures features = MovieFeatures.Learn(Data.Catalog.Movies.ToArray());
        WordVocabulary words = WordVocabulary.Learn(Data.Catalog.Movies.ToArray(), 40);
        float[] embedding = Draw(random, (words.Words.Count + 1) * Width);
        return new MovieEncoder(
            features,
            words,
            MostWords,
            new MovieEncoderWeights(
                embedding,
                [Layer(random, Width, State1), Layer(random, State1, State2)],
                Draw(random, Hidden * (State2 + features.Count)),
                Draw(random, Hidden),
                Draw(random, D * Hidden),
                Draw(random, D)
            )
        );
    }

    public static LstmWeights Layer(Random random, int input, int state) =>
        new(
            Draw(random, 4 * state * input),
            Draw(random, 4 * state * state),
            Draw(random, 4 * state),
            Draw(random, 4 * state)
        );
}
