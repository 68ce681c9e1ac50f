using Butaca.Data;
using Butaca.Features;
using Butaca.Models;
using Butaca.Tests.Models;
using Butaca.Training.ButacaPipeline;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>How alike movies are, and what is concluded from it of movies that nobody has watched.</summary>
public sealed class ContentTests
{
    private static readonly TrainContext Context = new() { Threads = 2 };

    [Fact]
    public void LikenessIsItsDefinition() =>
        Gen.Select(Gen.Int[1, 25], Gen.Long[0, 1_000_000])
            .Sample(
                (count, seed) =>
                {
                    Movie[] movies = Described.Movies(count, seed);
                    Movie[] strangers = Described.Movies(4, seed + 1);
                    strangers[0] = strangers[0] with
                    {
                        Genres = ["Comedy", "Unheard of"],
                        Synopsis = $"Unheard of. {movies[0].Synopsis}",
                    };
                    ContentKernel kernel = new(movies);
                    DescribedLikeness likeness = new(movies);
                    float[] row = new float[count];
                    for (int i = 0; i < count + strangers.Length; i++)
                    {
                        Movie movie = i < count ? movies[i] : strangers[i - count];
                        if (i < count)
                            kernel.Row(i, row);
                        else
                            kernel.Row(movie, row);
                        for (int other = 0; other < count; other++)
                            Assert.Equal(likeness.Of(movie, movies[other]), row[other], 1e-5);
                    }
                },
                iter: 20,
                threads: 1
            );

    [Fact]
    public void WordsAreOfTheLandmarksWhoeverIsCompared()
    {
        Movie[] movies = Described.Movies(30, 5);
        ContentKernel kernel = new(movies[..20], movies);
        DescribedLikeness likeness = new(movies[..20]);
        float[] row = new float[30];
        float[] again = new float[30];
        for (int i = 0; i < 30; i++)
        {
            kernel.Row(i, row);
            kernel.Row(movies[i], again);
            Assert.Equal(row, again);
            for (int other = 0; other < 30; other++)
                Assert.Equal(likeness.Of(movies[i], movies[other]), row[other], 1e-5);
        }
    }

    [Theory]
    [InlineData("宇宙船の乗組員が未知の生物に襲われる。", "未知の生物が宇宙船に現れる。", "二人の恋人が戦争で別れる。")]
    [InlineData("นักบินปกป้องสถานีอวกาศ", "สถานีอวกาศถูกโจมตี", "คู่รักพรากจากกัน")]
    [InlineData("एक पायलट अंतरिक्ष स्टेशन बचाता है", "अंतरिक्ष स्टेशन पर हमला", "प्रेमी युद्ध में बिछड़ते हैं")]
    public void SynopsesOfAnyScriptAreCompared(string one, string like, string unlike)
    {
        string[] synopses = [one, like, unlike, one, like, unlike, "a", "b", "c", "d", "e", "f"]; // words that two have count
        Movie[] movies =
        [
            .. synopses.Select((synopsis, row) => new Movie(row, $"Movie {row}") { Synopsis = synopsis }),
        ];
        float[] row = new float[movies.Length];
        new ContentKernel(movies).Row(0, row);
        Assert.True(row[1] > row[2] + 0.1, $"{row[1]} and {row[2]}");
    }

    [Fact]
    public void LikenessIsSymmetric()
    {
        Movie[] movies = Described.Movies(40, 6);
        ContentKernel kernel = new(movies);
        float[] row = new float[40];
        float[] back = new float[40];
        for (int i = 0; i < 40; i++)
        {
            kernel.Row(i, row);
            for (int other = 0; other < 40; other++)
            {
                kernel.Row(other, back);
                Assert.Equal(row[other], back[i], 1e-6f);
            }
        }
    }

    /// <summary>
    /// Whether something is known of a movie, and how much was written about it, makes it no more like the others.
    /// </summary>
    [Fact]
    public void InTheMeanNoMovieIsMoreLikeTheOthers()
    {
        Movie[] movies = Described.Movies(40, 6);
        Movie whole = movies.First(movie =>
            movie is { Synopsis: not null, Year: not null, Origin: not null, Genres.Length: > 0, Cast.Length: > 0 }
        );
        ContentKernel kernel = new(movies);
        float[] row = new float[40];
        Movie[] asked =
        [
            .. movies,
            whole with
            {
                Synopsis = null,
            },
            whole with
            {
                Synopsis = $"{whole.Synopsis} {string.Join(' ', movies.Select(movie => movie.Synopsis))}",
            },
            whole with
            {
                Cast = [],
                Directors = [],
                Languages = [],
                Genres = [],
            },
            whole with
            {
                Cast = [.. movies.SelectMany(movie => movie.Cast).Distinct()],
            },
            whole with
            {
                Year = null,
                Origin = null,
            },
            new Movie(1, "Nothing known"),
        ];
        foreach (Movie movie in asked)
        {
            kernel.Row(movie, row);
            Assert.Equal(0.1f, row.Average(), 1e-5f);
        }
        Assert.All(row, likeness => Assert.Equal(0.1f, likeness)); // of the last one nothing is known
    }

    [Fact]
    public void MoviesOfWhichNothingIsKnownAreAllAlike()
    {
        float[] row = new float[3];
        new ContentKernel([.. Toy.Of(3).Catalog.Movies.ToArray()]).Row(1, row);
        Assert.All(row, likeness => Assert.Equal(0.1f, likeness)); // the part of all
        new ContentKernel([]).Row(Described.Movies(1, 1)[0], []);
    }

    /// <summary>
    /// A landmark's own prediction equals what a fit without it gives: so nothing of its own audience is in it. Words
    /// stay those of all landmarks.
    /// </summary>
    [Fact]
    public void LeftOutIsAFitWithoutTheMovie()
    {
        const int count = 18;
        const int width = 3;
        const double ridge = 0.7;
        Movie[] movies = Described.Movies(count, 8);
        float[] targets = ToySpace.Draw(Seeds.Create(1, "targets"), count * width);
        float[] actual = LeftOut(movies, ridge, targets, width);
        double[,] kernel = Kernel(movies, movies);
        for (int left = 0; left < count; left++)
        {
            int[] rest = [.. Enumerable.Range(0, count).Where(row => row != left)];
            double[,] system = new double[rest.Length, rest.Length];
            double[,] values = new double[rest.Length, width];
            for (int i = 0; i < rest.Length; i++)
            {
                for (int j = 0; j < rest.Length; j++)
                    system[i, j] = kernel[rest[i], rest[j]] + (i == j ? ridge : 0);
                for (int j = 0; j < width; j++)
                    values[i, j] = targets[rest[i] * width + j];
            }
            double[,] coefficients = DoubleAlgebra.Solve(system, values);
            for (int j = 0; j < width; j++)
                Assert.Equal(
                    Enumerable.Range(0, rest.Length).Sum(i => kernel[left, rest[i]] * coefficients[i, j]),
                    actual[left * width + j],
                    1e-4
                );
        }
    }

    [Fact]
    public void AMoviesOwnAudienceIsNotInItsPlace()
    {
        const int count = 18;
        const int width = 3;
        const int changed = 5;
        Movie[] movies = Described.Movies(count, 9);
        float[] targets = ToySpace.Draw(Seeds.Create(2, "targets"), count * width);
        float[] others = [.. targets];
        for (int j = 0; j < width; j++)
            others[changed * width + j] = 1 - others[changed * width + j];
        float[] before = LeftOut(movies, 0.7, targets, width);
        float[] after = LeftOut(movies, 0.7, others, width);
        for (int row = 0; row < count; row++)
        {
            float[] one = before[(row * width)..((row + 1) * width)];
            float[] other = after[(row * width)..((row + 1) * width)];
            if (row == changed)
                Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            else
                Assert.NotEqual(one, other);
        }
    }

    private static double[,] Kernel(Movie[] movies, Movie[] landmarks)
    {
        double[,] kernel = new double[movies.Length, landmarks.Length];
        DescribedLikeness likeness = new(landmarks);
        for (int i = 0; i < movies.Length; i++)
        {
            for (int j = 0; j < landmarks.Length; j++)
                kernel[i, j] = likeness.Of(movies[i], landmarks[j]);
        }
        return kernel;
    }

    private static float[] LeftOut(Movie[] movies, double ridge, float[] targets, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using ContentRidge fit = new(new Catalog(movies), [.. Enumerable.Range(0, movies.Length)], ridge, Context);
        return fit.Fit(tensor(targets).view(movies.Length, width)).LeftOut.contiguous().data<float>().ToArray();
    }
}
