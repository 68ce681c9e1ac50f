using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Butaca.Data;
using Butaca.Features;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="Marec"/>.</summary>
public sealed class MarecOptions
{
    /// <summary>λ₁, the L2 penalty on every weight. Default 1000.</summary>
    [Description("L2 penalty on every weight"), Range(1e-3, 1e9), SearchSpace(10, 100, 200, 500, 1000, 2000)]
    public double Lambda { get; set; } = 1000;

    /// <summary>
    /// β, how much the alignment with metadata weighs for a movie that nobody has watched. Default 100.
    /// </summary>
    [
        Description("weight of the alignment with metadata, of a movie that nobody watched"),
        Range(1e-3, 1e6),
        SearchSpace(1, 10, 100, 1000)
    ]
    public double Alignment { get; set; } = 100;

    /// <summary>
    /// The percentile of audiences up to which movies are aligned: the fewer watched one, the more. Default 10.
    /// </summary>
    [Description("percentile of audiences up to which movies are aligned"), Range(0.0, 100.0)]
    public double Percentile { get; set; } = 10;

    /// <summary>
    /// What is added to a cosine's denominator, so that agreeing in much counts more than in little. Default 20.
    /// </summary>
    [Description("shrinkage of metadata's cosines"), Range(0.0, 1e6), SearchSpace(0, 1, 5, 20, 100)]
    public double Shrinkage { get; set; } = 20;
}

/// <summary>
/// MARec: EASE that is aligned with metadata, so that movies which nobody has watched have weights. Monteil et al.
/// 2024, "MARec: Metadata Alignment for cold-start Recommendation" (RecSys, arXiv:2404.13298). Each kind of metadata k
/// gives movies × movies likenesses G⁽ᵏ⁾ (cosines with shrinkage, diagonal 0), and a regression of X on all X·G⁽ᵏ⁾ a
/// weight μₖ; what metadata predict is X̃ = X·S with S = Σ μₖG⁽ᵏ⁾. With D diagonal, Dⱼ = β·(1 − nⱼ/q) where the
/// audience nⱼ is below q, its percentile, and else 0, what is predicted from X is X + X̃D: B = I − P·diag(1 ⊘ diag P)
/// with P = (XᵀX + XᵀX̃D + λ₁I)⁻¹. The paper ranks movies that nobody watched among themselves. Here they stand among
/// the others, so their columns of B, of which each is D times what metadata predict, are divided by D, which leaves
/// their order as it is; and those of movies that few watched, of which each predicts 1 + D times as much as a movie's
/// own audience would, by 1 + D.
/// </summary>
public sealed class Marec : Model<MarecOptions>
{
    /// <summary>A weights matrix of movies × movies has at most 2³¹ values.</summary>
    private const int MostMovies = 46_000;

    /// <summary>
    /// Movies whose watchings the regression explains, drawn where there are more: a handful of weights needs no more.
    /// </summary>
    private const int MostRegressed = 2000;

    /// <summary>What a pair that was not watched counts in the regression, after the authors' code.</summary>
    private const double UnwatchedWeight = 0.2;

    /// <inheritdoc/>
    public override string Name => "marec";

    /// <inheritdoc/>
    public override string Summary =>
        "EASE aligned with what movies are, so that new ones have scores (Monteil et al. 2024, arXiv:2404.13298).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, MarecOptions options, TrainContext context)
    {
        Interactions x = data.Interactions;
        int n = x.MovieCount;
        if (n > MostMovies)
            throw new ButacaException(
                $"{Name}: found {n} movies, expected at most {MostMovies}: it keeps a dense matrix of movies × movies. Use butaca, or leave rare movies out."
            );
        float[] align = AlignmentOf(x, options);
        DenseGram gram = DenseGram.Count(x, Name, context);
        MetadataLikeness likeness = new(data, (float)options.Shrinkage);
        float[] mu = Regress(x, likeness, context.Part("", 0.2, 0.4));
        int m = gram.Active.Length;
        int[] aligned = [.. Enumerable.Range(0, n).Where(movie => align[movie] > 0)];
        float[] target = new float[m * aligned.Length]; // S·D of the aligned movies, (m, aligned); then XᵀX·S·D, then P of it
        context.ParallelFor(
            aligned.Length,
            a =>
            {
                using Rented<float> rented = new(likeness.RowLength);
                likeness.Row(aligned[a], rented.Span);
                for (int i = 0; i < m; i++)
                    target[i * aligned.Length + a] =
                        align[aligned[a]] * MetadataLikeness.Weighted(rented.Span, gram.Active[i], mu);
            }
        );
        TorchAlgebra.MultiplyInPlace(gram.Values, target, m, context.Threads);
        float[] p = gram.Values;
        for (int i = 0; i < m; i++)
            p[i * m + i] += (float)options.Lambda;
        for (int a = 0; a < aligned.Length; a++)
        {
            int column = Array.BinarySearch(gram.Active, aligned[a]);
            for (int i = 0; column >= 0 && i < m; i++)
                p[i * m + column] += target[i * aligned.Length + a];
        }
        context.Report("inverting", 0.5);
        TorchAlgebra.Invert(p, m, context.Threads);
        context.Report("inverted", 0.9);
        TorchAlgebra.MultiplyInPlace(p, target, m, context.Threads); // of an unwatched movie j: B = P·(XᵀX̃D)ⱼ
        float[] weights = new float[n * n];
        context.ParallelFor(
            m,
            i =>
            {
                Span<float> row = weights.AsSpan(gram.Active[i] * n, n);
                for (int j = 0; j < m; j++)
                    row[gram.Active[j]] = i == j ? 0 : -p[i * m + j] / (p[j * m + j] * (1 + align[gram.Active[j]]));
                for (int a = 0; a < aligned.Length; a++)
                    if (x.AudienceOf(aligned[a]) == 0)
                        row[aligned[a]] = target[i * aligned.Length + a] / align[aligned[a]];
            }
        );
        context.Report("trained", 1);
        return new DenseItemScorer(n, [.. Enumerable.Range(0, n)], weights);
    }

    /// <summary>D of each movie.</summary>
    private static float[] AlignmentOf(Interactions x, MarecOptions options)
    {
        int[] audiences = [.. Enumerable.Range(0, x.MovieCount).Select(x.AudienceOf).Order()];
        double place = options.Percentile / 100 * (audiences.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, audiences.Length - 1);
        double q = Math.Max(1, audiences[below] + (place - below) * (audiences[above] - audiences[below]));
        return
        [
            .. Enumerable
                .Range(0, x.MovieCount)
                .Select(movie => (float)(options.Alignment * Math.Max(0, 1 - x.AudienceOf(movie) / q))),
        ];
    }

    /// <summary>
    /// μ: least squares of X on all X·G⁽ᵏ⁾ and a constant, over everybody and the movies that somebody watched.
    /// </summary>
    private static float[] Regress(Interactions x, MetadataLikeness likeness, TrainContext context)
    {
        const int kinds = MetadataLikeness.Kinds;
        const int unknowns = kinds + 1;
        int[] movies = x.WatchedMovies();
        if (movies.Length > MostRegressed)
        {
            Seeds.Create(context.Seed, "marec").Shuffle(movies);
            movies = [.. movies[..MostRegressed].Order()];
        }
        double[][] sums = new double[movies.Length][]; // of each movie: (unknowns, unknowns), then the products with X
        context.ParallelFor(
            movies.Length,
            "weighing metadata",
            1,
            c =>
            {
                using Rented<float> rented = new(likeness.RowLength);
                Span<float> row = rented.Span;
                likeness.Row(movies[c], row);
                double[] sum = new double[unknowns * (unknowns + 1)];
                Span<float> all = stackalloc float[MetadataLikeness.Stride];
                for (int user = 0; user < x.UserCount; user++)
                {
                    Vector256<float> total = Vector256<float>.Zero;
                    ReadOnlySpan<int> watched = x.MoviesOf(user);
                    foreach (int movie in watched)
                        total += Vector256.Create<float>(row.Slice(movie * MetadataLikeness.Stride));
                    total.CopyTo(all);
                    all[kinds] = 1;
                    bool hasWatched = watched.BinarySearch(movies[c]) >= 0;
                    double weight = hasWatched ? 1 : UnwatchedWeight;
                    for (int i = 0; i < unknowns; i++)
                    {
                        for (int j = i; j < unknowns; j++)
                            sum[i * unknowns + j] += weight * all[i] * all[j];
                        if (hasWatched)
                            sum[unknowns * unknowns + i] += all[i];
                    }
                }
                sums[c] = sum;
            }
        );
        double[] a = new double[unknowns * (unknowns + 1)];
        foreach (double[] sum in sums) // in order, so that threads change nothing
            TensorPrimitives.Add(a, sum, a);
        return Solve(a, unknowns)[..kinds];
    }

    /// <summary>Solves the normal equations, scaled to a unit diagonal; what is 0 everywhere gets no weight.</summary>
    private static float[] Solve(double[] sums, int unknowns)
    {
        const float ridge = 1e-5f; // two kinds of metadata may tell the same
        double[] scale = [.. Enumerable.Range(0, unknowns).Select(i => Math.Sqrt(sums[i * unknowns + i]))];
        float[] a = new float[unknowns * unknowns];
        float[] solution = new float[unknowns];
        for (int i = 0; i < unknowns; i++)
        {
            a[i * unknowns + i] = 1 + ridge;
            if (scale[i] == 0)
                continue;
            for (int j = i + 1; j < unknowns; j++)
                if (scale[j] > 0)
                    a[i * unknowns + j] = (float)(sums[i * unknowns + j] / (scale[i] * scale[j]));
            solution[i] = (float)(sums[unknowns * unknowns + i] / scale[i]);
        }
        NormalEquations.Factorise(a, unknowns);
        NormalEquations.Solve(a, solution);
        for (int i = 0; i < unknowns; i++)
            solution[i] = scale[i] == 0 ? 0 : (float)(solution[i] / scale[i]);
        return solution;
    }

    /// <summary>
    /// The likenesses G⁽ᵏ⁾ of movies by each kind of metadata: genres, directors, cast, origins and languages as sets,
    /// the synopsis as TF-IDF vector, and the nearness of years.
    /// </summary>
    private sealed class MetadataLikeness
    {
        /// <summary>Number of kinds.</summary>
        public const int Kinds = 7;

        /// <summary>Floats that a movie takes in a row: the kinds, and room for a constant.</summary>
        public const int Stride = 8;

        private static readonly Func<Movie, IEnumerable<string>>[] Sets =
        [
            movie => movie.Genres,
            movie => movie.Directors,
            movie => movie.Cast,
            movie => Catalog.OriginsOf(movie.Origin),
            movie => movie.Languages,
        ];

        private readonly (int Kind, int Feature, float Value)[][] _features; // by movie
        private readonly List<(int Movie, float Value)>[] _postings; // by feature
        private readonly float[][] _norms; // (movies, kinds)
        private readonly int?[] _years;
        private readonly float _yearRange;
        private readonly float _shrinkage;

        public MetadataLikeness(Dataset data, float shrinkage)
        {
            _shrinkage = shrinkage;
            Movie[] movies = data.Catalog.Movies.ToArray();
            TermVectors terms = TermVectors.Learn([
                .. movies.Where((_, row) => data.Interactions.AudienceOf(row) > 0).Select(movie => movie.Synopsis),
            ]);
            Dictionary<(int Kind, string Name), int> numbers = [];
            _features = [.. movies.Select(FeaturesOf)];
            _postings = [.. Enumerable.Range(0, terms.Count + numbers.Count).Select(_ => new List<(int, float)>())];
            _norms = [.. movies.Select(_ => new float[Stride])];
            for (int movie = 0; movie < movies.Length; movie++)
            {
                foreach ((int kind, int feature, float value) in _features[movie])
                {
                    _postings[feature].Add((movie, value));
                    _norms[movie][kind] += value * value;
                }
                for (int kind = 0; kind < Stride; kind++)
                    _norms[movie][kind] = MathF.Sqrt(_norms[movie][kind]);
            }
            _years = [.. movies.Select(movie => movie.Year)];
            _yearRange = Math.Max(1, (_years.Max() ?? 0) - (_years.Min() ?? 0));

            (int, int, float)[] FeaturesOf(Movie movie)
            {
                List<(int, int, float)> features =
                [
                    .. terms.Of(movie.Synopsis).Select(term => (Sets.Length, term.Term, term.Value)),
                ];
                for (int kind = 0; kind < Sets.Length; kind++)
                {
                    foreach (string name in Sets[kind](movie).Select(name => name.ToUpperInvariant()).Distinct())
                    {
                        if (!numbers.TryGetValue((kind, name), out int number))
                            numbers.Add((kind, name), number = terms.Count + numbers.Count);
                        features.Add((kind, number, 1));
                    }
                }
                return [.. features];
            }
        }

        /// <summary>Length of a row: <see cref="Stride"/> floats a movie.</summary>
        public int RowLength => _features.Length * Stride;

        /// <summary>Compares a movie with every other one; with itself it has no likeness.</summary>
        /// <param name="movie">The row of the movie.</param>
        /// <param name="likeness">Receives <see cref="Stride"/> floats a movie.</param>
        public void Row(int movie, Span<float> likeness)
        {
            likeness.Clear();
            foreach ((int kind, int feature, float value) in _features[movie])
            {
                foreach ((int other, float otherValue) in _postings[feature])
                {
                    float product = _norms[movie][kind] * _norms[other][kind];
                    likeness[other * Stride + kind] += value * otherValue / (product + _shrinkage);
                }
            }
            if (_years[movie] is { } year)
                for (int other = 0; other < _years.Length; other++)
                    if (_years[other] is { } otherYear)
                        likeness[other * Stride + Kinds - 1] = 1 - Math.Abs(year - otherYear) / _yearRange;
            likeness.Slice(movie * Stride, Stride).Clear();
        }

        /// <summary>Σ μₖ·G⁽ᵏ⁾ of one movie in a row.</summary>
        public static float Weighted(ReadOnlySpan<float> likeness, int movie, ReadOnlySpan<float> mu) =>
            TensorPrimitives.Dot(likeness.Slice(movie * Stride, Kinds), mu);
    }
}
