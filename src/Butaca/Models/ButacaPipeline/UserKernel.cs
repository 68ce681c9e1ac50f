using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// EDLAE in its dual form, over users instead of movies, with a kernel in which users of the same time count more:
/// k(u, v) = Σ over movies i of both, dᵢ · (1 + τ·exp(−(t_u − t_v)² / (2h²))) with dᵢ = 1 / (p/(1−p)·nᵢ + λ), and
/// without the time's part where a time is unknown. A user's vector is α = (K + I)⁻¹ k(·, user), one weight for each
/// training user, and movie j scores (Σ over its audience of α) · dⱼ / Cⱼⱼ. With τ = 0 this is EDLAE (Steck 2020)
/// exactly, by Woodbury's identity: C = (XᵀX + diag(1/d))⁻¹ = D − D·Xᵀ(K + I)⁻¹X·D. It costs users² where EDLAE costs
/// movies². Where users weigh w (<see cref="UserWeights"/>), nᵢ is the sum of the weights of those who watched movie i,
/// and W⁻¹ takes the place of I.
/// </summary>
internal sealed class UserKernel : IUserSpace, ICollaborative
{
    private readonly Interactions _interactions;
    private readonly float[] _inverse; // (U, U): (K + W⁻¹)⁻¹, symmetric
    private readonly float[] _weights; // (n): d; movies that came later have no audience to weigh
    private readonly float[] _scales; // (n): dⱼ / Cⱼⱼ, 0 without an audience, as movies that came later are
    private readonly uint[] _times; // (U): each user's median time, or empty
    private readonly KernelOptions _options;
    private readonly Audiences _audiences;

    private UserKernel(Interactions interactions, KernelOptions options, float[] weights, float[] inverse)
    {
        _interactions = interactions;
        _options = options;
        _weights = weights;
        _inverse = inverse;
        _times = TimesOf(interactions);
        _scales = new float[interactions.MovieCount];
        for (int movie = 0; movie < _scales.Length; movie++)
            _scales[movie] = ScaleOf(movie);
        _audiences = new Audiences(interactions);
    }

    /// <summary>The kernel of a larger catalogue: what movies without an audience add is nothing.</summary>
    private UserKernel(UserKernel smaller, Interactions interactions)
    {
        _interactions = interactions;
        _options = smaller._options;
        _inverse = smaller._inverse;
        _times = smaller._times;
        _audiences = smaller._audiences;
        _weights = smaller._weights;
        _scales = smaller._scales;
    }

    /// <inheritdoc/>
    public int Dimension => _interactions.UserCount;

    /// <summary>Prepares the kernel.</summary>
    /// <param name="interactions">The training users.</param>
    /// <param name="options">p, λ, τ, h and β.</param>
    /// <param name="invert">Inverts a symmetric positive definite (U, U) matrix in place.</param>
    public static UserKernel Train(Interactions interactions, KernelOptions options, Action<float[], int> invert)
    {
        float[] userWeights = UserWeights.Of(interactions, options.UserNormalization);
        float[] weights = WeightsOf(interactions, options);
        int count = interactions.UserCount;
        float[] matrix = new float[count * count];
        uint[] times = TimesOf(interactions);
        for (int user = 0; user < count; user++)
        {
            Span<float> row = matrix.AsSpan(user * count, count);
            Fill(
                interactions,
                options,
                weights,
                times,
                interactions.HistoryOf(user),
                times.Length > 0 ? times[user] : 0,
                row
            );
            row[user] += 1 / userWeights[user];
        }
        invert(matrix, count);
        return new UserKernel(interactions, options, weights, matrix);
    }

    /// <inheritdoc/>
    /// <remarks>Keeps nothing.</remarks>
    public void Place(in History history, uint at, Span<float> place, Span<float> system)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Dimension);
        Span<float> kernel = rented.AsSpan(0, Dimension);
        Fill(_interactions, _options, _weights, _times, history, at, kernel);
        Products.Of(kernel, _inverse, place);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public bool Covers(int movie) => ScaleAt(movie) > 0;

    /// <inheritdoc/>
    public void Score(in History history, ReadOnlySpan<float> place, Span<float> scores)
    {
        scores.Clear();
        _audiences.Sum(place, scores);
        Span<float> first = scores[.._scales.Length];
        TensorPrimitives.Multiply(first, _scales, first);
        foreach (int movie in history.Movies)
            scores[movie] += SelfOf(movie);
    }

    /// <inheritdoc/>
    public void VectorOf(int movie, Span<float> vector)
    {
        vector.Clear();
        foreach (int user in _interactions.UsersOf(movie))
            vector[user] = ScaleAt(movie);
    }

    /// <inheritdoc/>
    public void Explain(
        in History history,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        for (int i = 0; i < movies.Length; i++)
        {
            if (history.Movies.BinarySearch(movies[i]) is >= 0 and int own)
                contributions[i * history.Movies.Length + own] += weights[i] * SelfOf(movies[i]);
        }
    }

    /// <inheritdoc/>
    public ICollaborative Extend(Interactions interactions) => new UserKernel(this, interactions);

    /// <inheritdoc/>
    /// <remarks>(K + W⁻¹)⁻¹ · movie, as the inverse is symmetric.</remarks>
    public void Prepare(ReadOnlySpan<float> movie, Span<float> prepared) => Products.Of(movie, _inverse, prepared);

    /// <inheritdoc/>
    public void Explain(
        in History history,
        uint at,
        ReadOnlySpan<float> system,
        ReadOnlySpan<float> movies,
        Span<float> contributions
    )
    {
        int count = movies.Length / Dimension;
        int watched = history.Movies.Length;
        int width = WeightedSum.Padded(count);
        float[] rented = ArrayPool<float>.Shared.Rent((Dimension + 1) * width);
        Span<float> factors = rented.AsSpan(0, Dimension * width);
        Span<float> sums = rented.AsSpan(Dimension * width, width); // (U, movies): what each watching adds
        factors.Clear();
        for (int user = 0; user < Dimension; user++)
        {
            float time = TimeFactor(_options, _times, at, user);
            for (int i = 0; i < count; i++)
                factors[user * width + i] = time * movies[i * Dimension + user];
        }
        for (int h = 0; h < watched; h++)
        {
            WeightedSum.OfRows(_interactions.UsersOf(history.Movies[h]), factors, sums);
            for (int i = 0; i < count; i++)
                contributions[i * watched + h] = sums[i] * WeightOf(_weights, history.Movies[h]);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    /// <remarks>The inverse and the options; the rest follows from the training users.</remarks>
    public void Save(ArrayFolder arrays, string level)
    {
        arrays.Write($"kernel-inverse-{level}", _inverse, Dimension, Dimension);
        arrays.Write(
            $"kernel-options-{level}",
            [_options.Dropout, _options.Lambda, _options.TimeWeight, _options.TimeWidth, _options.UserNormalization],
            5
        );
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static UserKernel Load(ArrayFolder arrays, Interactions interactions, string level)
    {
        float[] options = arrays.Read<float>($"kernel-options-{level}", 5);
        KernelOptions read = new(options[0], options[1], options[2], options[3], options[4]);
        return new UserKernel(
            interactions,
            read,
            WeightsOf(interactions, read),
            arrays.Read<float>($"kernel-inverse-{level}", interactions.UserCount, interactions.UserCount)
        );
    }

    private static float[] WeightsOf(Interactions interactions, KernelOptions options)
    {
        float odds = options.Dropout / (1 - options.Dropout);
        float[] weights = UserWeights.Audiences(interactions, UserWeights.Of(interactions, options.UserNormalization));
        for (int movie = 0; movie < weights.Length; movie++)
            weights[movie] = 1 / (odds * weights[movie] + options.Lambda);
        return weights;
    }

    private static void Fill(
        Interactions interactions,
        KernelOptions options,
        float[] weights,
        uint[] times,
        in History history,
        uint at,
        Span<float> kernel
    )
    {
        kernel.Clear();
        foreach (int movie in history.Movies)
        {
            float weight = WeightOf(weights, movie);
            foreach (int user in interactions.UsersOf(movie))
                kernel[user] += weight;
        }
        if (options.TimeWeight == 0 || times.Length == 0)
            return;
        for (int user = 0; user < kernel.Length; user++)
            if (kernel[user] != 0)
                kernel[user] *= TimeFactor(options, times, at, user);
    }

    /// <summary>
    /// 1 + τ·exp(−Δt² / (2h²)); 1 where a time is unknown: anything more and the kernel need not be positive definite.
    /// </summary>
    private static float TimeFactor(KernelOptions options, uint[] times, uint at, int user)
    {
        if (options.TimeWeight == 0 || times.Length == 0)
            return 1;
        if (at == 0 || times[user] == 0)
            return 1;
        float years = (float)(((double)at - times[user]) / (WatchTimes.SecondsPerYear * options.TimeWidth));
        return 1 + options.TimeWeight * MathF.Exp(-years * years / 2);
    }

    private static uint[] TimesOf(Interactions interactions)
    {
        if (!interactions.HasTimes)
            return [];
        uint[] times = new uint[interactions.UserCount];
        for (int user = 0; user < times.Length; user++)
            times[user] = WatchTimes.Median(interactions.HistoryOf(user).Times);
        return times;
    }

    /// <summary>
    /// What takes a watched movie's own part out of its score: with r = 1 − dⱼ⁻¹·(C x)ⱼ as <see cref="Score"/> sums it,
    /// EDLAE's zero diagonal gives 1 − (1 − r)·dⱼ/Cⱼⱼ.
    /// </summary>
    private float SelfOf(int movie) => ScaleAt(movie) == 0 ? 0 : 1 - ScaleAt(movie);

    private float ScaleAt(int movie) => movie < _scales.Length ? _scales[movie] : 0;

    private static float WeightOf(float[] weights, int movie) => movie < weights.Length ? weights[movie] : 0;

    /// <summary>dⱼ / Cⱼⱼ = 1 / (1 − dⱼ · x_jᵀ(K + W⁻¹)⁻¹x_j).</summary>
    private float ScaleOf(int movie)
    {
        ReadOnlySpan<int> audience = _interactions.UsersOf(movie);
        if (audience.IsEmpty)
            return 0;
        double sum = 0;
        foreach (int user in audience)
        {
            ReadOnlySpan<float> row = _inverse.AsSpan(user * Dimension, Dimension);
            foreach (int other in audience)
                sum += row[other];
        }
        return (float)(1 / (1 - _weights[movie] * sum));
    }
}

/// <summary>What the collaborative part is told.</summary>
/// <param name="Dropout">p, 0 … 1, exclusive of 1.</param>
/// <param name="Lambda">λ, above 0.</param>
/// <param name="TimeWeight">τ: how much more users of the same time count; 0: not at all.</param>
/// <param name="TimeWidth">h, in years, above 0.</param>
/// <param name="UserNormalization">β: users count by n^−β, n being how many movies they watched; 0: all alike.</param>
internal sealed record KernelOptions(
    float Dropout,
    float Lambda,
    float TimeWeight,
    float TimeWidth,
    float UserNormalization = 0
);
