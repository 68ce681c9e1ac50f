using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Butaca.Data;

namespace Butaca.Features;

/// <summary>
/// How alike two movies are by what they are: a sum of products (x − m)·(y − m) over the parts that are known of both,
/// where x and y are vectors of length 1 and m is the mean of the landmarks', and so of kernels. The synopsis as TF-IDF
/// vector (words, or pairs of characters where a script has no spaces, and pairs of neighbouring ones) counts 1, genres
/// ½, directors and cast 3/10 each, origins and languages 1/10 each; exp(−Δyear²/18), centred likewise, ½; and 1/10 is
/// for all. A part that is not known of a movie adds nothing, and neither does the length of a synopsis: whether and
/// how much was written about a movie tells how many watched it, not what it is. Words, their weights and the means are
/// learned from the landmarks alone; immutable.
/// </summary>
internal sealed class ContentKernel
{
    private const float YearWeight = 0.5f;
    private const float YearWidth = 3;
    private const float CommonWeight = 0.1f;

    /// <summary>
    /// What is compared as sets of names, and how much each counts. The synopsis is part 0, these follow.
    /// </summary>
    private static readonly (float Weight, Func<Movie, IEnumerable<string>> Names)[] Sets =
    [
        (0.5f, movie => movie.Genres),
        (0.3f, movie => movie.Directors),
        (0.3f, movie => movie.Cast),
        (0.1f, movie => Catalog.OriginsOf(movie.Origin)),
        (0.1f, movie => movie.Languages),
    ];

    /// <summary>The years' part by their distance; beyond, it is nothing that a float could add.</summary>
    private static readonly float[] YearParts =
    [
        .. Enumerable.Range(0, 40).Select(away => YearWeight * MathF.Exp(-away * away / (2 * YearWidth * YearWidth))),
    ];

    private static readonly EqualityComparer<(int Feature, string? Name)> FeatureComparer = EqualityComparer<(
        int Feature,
        string? Name
    )>.Create(
        (one, other) =>
            one.Feature == other.Feature && string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase),
        feature => feature.Feature
    );

    private readonly TermVectors _terms;
    private readonly Dictionary<string, int>[] _names; // by set; numbered after the terms
    private readonly float[] _mean; // (features): m of all parts
    private readonly float[] _meanNorms = new float[1 + Sets.Length]; // (parts): m·m
    private readonly (int Year, float Share)[] _years; // of the landmarks whose year is known
    private readonly float _meanOfYears;
    private readonly MovieContent[] _compared;
    private readonly List<(int Movie, float Value)>[] _postings; // by feature
    private readonly float[][] _scales; // (parts, compared): √weight, 0 where the part is not known
    private readonly float[][] _shifts; // (parts, compared): √weight · (x·m − m·m)
    private readonly ContentKernel? _root; // compares with the first movies; null: this does, with all
    private readonly ConditionalWeakTable<Movie, MovieContent> _read = []; // movies that came later

    /// <summary>Learns from landmarks.</summary>
    /// <param name="landmarks">The movies that words, their weights and the means are learned from.</param>
    /// <param name="compared">The movies to compare with; null: the landmarks.</param>
    public ContentKernel(IReadOnlyList<Movie> landmarks, IReadOnlyList<Movie>? compared = null)
    {
        compared ??= landmarks;
        _terms = TermVectors.Learn([.. landmarks.Select(movie => movie.Synopsis)]);
        _names = NumberNames(landmarks.Concat(compared));
        (int Part, (int Feature, string? Name, float Value)[] Vector)[][] vectors = [.. compared.Select(VectorsOf)];
        _mean = MeanOf(ReferenceEquals(compared, landmarks) ? vectors : landmarks.Select(VectorsOf));
        _years = SharesOfYears(landmarks);
        _meanOfYears = _years.Sum(known => known.Share * MeanOfYear(known.Year));
        _compared = [.. compared.Select((movie, i) => Read(movie, vectors[i]))];
        _postings = [.. Enumerable.Range(0, _mean.Length).Select(_ => new List<(int, float)>())];
        _scales = [.. _meanNorms.Select(_ => new float[_compared.Length])];
        _shifts = [.. _meanNorms.Select(_ => new float[_compared.Length])];
        for (int movie = 0; movie < _compared.Length; movie++)
            foreach ((int feature, _, float value) in _compared[movie].Features)
                _postings[feature].Add((movie, value));
        Scale();
    }

    private ContentKernel(ContentKernel root, IReadOnlyList<Movie> further)
    {
        _root = root;
        _terms = root._terms;
        _names = root._names;
        _mean = root._mean;
        _meanNorms = root._meanNorms;
        _years = root._years;
        _meanOfYears = root._meanOfYears;
        _postings = root._postings;
        _read = root._read;
        _compared = [.. further.Select(Read)];
        _scales = [.. _meanNorms.Select(_ => new float[_compared.Length])];
        _shifts = [.. _meanNorms.Select(_ => new float[_compared.Length])];
        Scale();
    }

    /// <summary>
    /// Compares with further movies, too. Nothing is learned of them, and nothing of the first ones is computed again.
    /// </summary>
    /// <param name="further">All the movies behind those that were compared from the start.</param>
    public ContentKernel With(IReadOnlyList<Movie> further) => new(_root ?? this, further);

    /// <summary>Whether movies differ in anything that is compared.</summary>
    public static bool TellsApart(IEnumerable<Movie> movies)
    {
        Movie? first = null;
        foreach (Movie movie in movies)
        {
            first ??= movie;
            if (
                movie.Year != first.Year
                || movie.Origin != first.Origin
                || movie.Synopsis != first.Synopsis
                || Sets.Any(set => !set.Names(movie).SequenceEqual(set.Names(first)))
            )
                return true;
        }
        return false;
    }

    /// <summary>Number of movies to compare with.</summary>
    public int Count => (_root?.Count ?? 0) + _compared.Length;

    /// <summary>Compares a movie with every one.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="kernel">One likeness a movie is written here.</param>
    public void Row(Movie movie, Span<float> kernel) => Row(Read(movie), kernel);

    /// <summary>Compares one of the movies with every one.</summary>
    /// <param name="movie">Its number.</param>
    /// <param name="kernel">One likeness a movie is written here.</param>
    public void Row(int movie, Span<float> kernel) =>
        Row(
            _root is null ? _compared[movie]
                : movie < _root.Count ? _root._compared[movie]
                : _compared[movie - _root.Count],
            kernel
        );

    private void Row(MovieContent movie, Span<float> kernel)
    {
        if (_root is not null)
        {
            _root.Row(movie, kernel[.._root.Count]);
            kernel = kernel[_root.Count..];
        }
        kernel.Fill(CommonWeight);
        if (_root is null)
            AddProducts(movie, kernel);
        else
            AddLaterProducts(movie, kernel);
        for (int part = 0; part < _scales.Length; part++)
        {
            float scale = movie.Scales[part];
            if (scale == 0)
                continue;
            TensorPrimitives.MultiplyAdd(_shifts[part], -scale, kernel, kernel);
            TensorPrimitives.MultiplyAdd(_scales[part], -scale * movie.Means[part], kernel, kernel);
        }
        if (movie.Year is not { } year)
            return;
        for (int i = 0; i < kernel.Length; i++)
            if (_compared[i].Year is { } otherYear)
                kernel[i] += YearPart(year - otherYear) - movie.MeanOfYear - _compared[i].MeanOfYear + _meanOfYears;
    }

    private void AddProducts(MovieContent movie, Span<float> kernel)
    {
        foreach ((int feature, string? name, float value) in movie.Features)
        {
            if (name is not null)
                continue; // none of these has it
            foreach ((int other, float otherValue) in _postings[feature])
                kernel[other] += value * otherValue;
        }
    }

    /// <summary>The same with movies that came later, which are few: each product in the same order.</summary>
    private void AddLaterProducts(MovieContent movie, Span<float> kernel)
    {
        Dictionary<(int, string?), int> positions = new(movie.Features.Length, FeatureComparer);
        for (int i = 0; i < movie.Features.Length; i++)
            positions[(movie.Features[i].Feature, movie.Features[i].Name)] = i;
        List<(int Position, float Value)> shared = [];
        for (int other = 0; other < _compared.Length; other++)
        {
            shared.Clear();
            foreach ((int feature, string? name, float value) in _compared[other].Features)
                if (positions.TryGetValue((feature, name), out int position))
                    shared.Add((position, value));
            shared.Sort((one, next) => one.Position.CompareTo(next.Position));
            foreach ((int position, float value) in shared)
                kernel[other] += movie.Features[position].Value * value;
        }
    }

    private void Scale()
    {
        for (int movie = 0; movie < _compared.Length; movie++)
        {
            for (int part = 0; part < _scales.Length; part++)
            {
                float scale = _compared[movie].Scales[part];
                _scales[part][movie] = scale;
                _shifts[part][movie] = scale * (_compared[movie].Means[part] - _meanNorms[part]);
            }
        }
    }

    private Dictionary<string, int>[] NumberNames(IEnumerable<Movie> movies)
    {
        Dictionary<string, int>[] names =
        [
            .. Sets.Select(_ => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)),
        ];
        int features = _terms.Count;
        foreach (Movie movie in movies)
        {
            for (int set = 0; set < Sets.Length; set++)
            {
                foreach (string name in Sets[set].Names(movie))
                    if (names[set].TryAdd(name, features))
                        features++;
            }
        }
        return names;
    }

    /// <summary>The mean of each part over the movies of which it is known, and its norm.</summary>
    private float[] MeanOf(IEnumerable<(int Part, (int Feature, string? Name, float Value)[] Vector)[]> landmarks)
    {
        double[] sums = new double[_terms.Count + _names.Sum(names => names.Count)];
        int[] partOf = new int[sums.Length];
        int[] known = new int[_meanNorms.Length];
        foreach ((int part, (int Feature, string? Name, float Value)[] vector) in landmarks.SelectMany(parts => parts))
        {
            known[part]++;
            foreach ((int feature, _, float value) in vector)
            {
                sums[feature] += value;
                partOf[feature] = part;
            }
        }
        float[] mean = new float[sums.Length];
        for (int feature = 0; feature < mean.Length; feature++)
        {
            int part = partOf[feature];
            mean[feature] = (float)(sums[feature] / Math.Max(1, known[part]));
            _meanNorms[part] += mean[feature] * mean[feature];
        }
        return mean;
    }

    private static (int Year, float Share)[] SharesOfYears(IReadOnlyList<Movie> landmarks)
    {
        int[] years = [.. landmarks.Select(movie => movie.Year).OfType<int>().Order()];
        return [.. years.CountBy(year => year).Select(known => (known.Key, known.Value / (float)years.Length))];
    }

    private float MeanOfYear(int year) => _years.Sum(known => known.Share * YearPart(year - known.Year));

    private static float YearPart(int away) => Math.Abs(away) < YearParts.Length ? YearParts[Math.Abs(away)] : 0;

    /// <summary>
    /// Each part that is known of a movie, as a vector of length 1. A name that no movie here has is no feature of
    /// these, but may be one of other movies that come later: it has its name, and the number of its set below 0.
    /// </summary>
    private (int Part, (int Feature, string? Name, float Value)[] Vector)[] VectorsOf(Movie movie)
    {
        List<(int, (int, string?, float)[])> vectors = [];
        (int Feature, float Value)[] terms = _terms.Of(movie.Synopsis);
        if (terms.Length > 0)
            vectors.Add((0, [.. terms.Select(term => (term.Feature, (string?)null, term.Value))]));
        for (int set = 0; set < Sets.Length; set++)
        {
            string[] names = [.. Sets[set].Names(movie).Distinct(StringComparer.OrdinalIgnoreCase)];
            if (names.Length == 0)
                continue;
            Dictionary<string, int> numbers = _names[set];
            float each = 1 / MathF.Sqrt(names.Length);
            int unknown = -1 - set;
            vectors.Add(
                (
                    set + 1,
                    [
                        .. names.Select(name =>
                            numbers.TryGetValue(name, out int number) ? (number, null, each) : (unknown, name, each)
                        ),
                    ]
                )
            );
        }
        return [.. vectors];
    }

    /// <summary>
    /// Reads a movie that isn't compared from the start. It is kept: whatever lies over this reads it, too.
    /// </summary>
    private MovieContent Read(Movie movie) =>
        _read.TryGetValue(movie, out MovieContent? known)
            ? known
            : _read.GetOrAdd(movie, later => Read(later, VectorsOf(later)));

    private MovieContent Read(Movie movie, (int Part, (int Feature, string? Name, float Value)[] Vector)[] vectors)
    {
        float[] scales = new float[_meanNorms.Length];
        float[] means = new float[_meanNorms.Length];
        List<(int, string?, float)> features = [];
        foreach ((int part, (int Feature, string? Name, float Value)[] vector) in vectors)
        {
            float scale = MathF.Sqrt(part == 0 ? 1 : Sets[part - 1].Weight);
            scales[part] = scale;
            means[part] = vector.Sum(entry => entry.Name is null ? entry.Value * _mean[entry.Feature] : 0);
            features.AddRange(vector.Select(entry => (entry.Feature, entry.Name, scale * entry.Value)));
        }
        return new MovieContent(
            [.. features],
            scales,
            means,
            movie.Year,
            movie.Year is { } year ? MeanOfYear(year) : 0
        );
    }

    /// <summary>What is compared of a movie.</summary>
    /// <param name="Features">
    /// Features and their values, times the square root of the part's weight; the name of what is no feature yet.
    /// </param>
    /// <param name="Scales">(parts): the square root of each part's weight, 0 where the part is not known.</param>
    /// <param name="Means">(parts): x·m.</param>
    /// <param name="Year">The year.</param>
    /// <param name="MeanOfYear">How alike the landmarks' years are to it in the mean.</param>
    private sealed record MovieContent(
        (int Feature, string? Name, float Value)[] Features,
        float[] Scales,
        float[] Means,
        int? Year,
        float MeanOfYear
    );
}
