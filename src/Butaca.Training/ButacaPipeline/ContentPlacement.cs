using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Training.ButacaPipeline;

/// <summary>Places movies by what they are in the space of users, or of factors.</summary>
internal sealed class ContentPlacement : IDisposable
{
    /// <summary>Numbers that are kept of a place among users: its principal directions.</summary>
    private const int MostDirections = 128;

    private readonly Dataset _data;
    private readonly int[] _landmarks;
    private readonly int[] _others;
    private readonly TrainContext _context;
    private readonly ContentRidge _ridge;
    private readonly Tensor? _coefficients;
    private readonly Tensor? _leftOut; // (L, users): fitted once, as each user's column is fitted alone
    private readonly Tensor _logCoefficients;
    private readonly Tensor _logLeftOut; // (L, 1)

    /// <summary>Prepares.</summary>
    /// <param name="data">All training users.</param>
    /// <param name="ridge">Has compared the landmarks; it stays its owner's.</param>
    /// <param name="isOverUsers">Whether users are few.</param>
    /// <param name="context">Threads, cancellation.</param>
    public ContentPlacement(Dataset data, ContentRidge ridge, bool isOverUsers, TrainContext context)
    {
        _data = data;
        _ridge = ridge;
        _landmarks = ridge.Landmarks;
        _context = context;
        _others = [.. Enumerable.Range(0, data.Catalog.Count).Except(_landmarks)];
        (_logCoefficients, _logLeftOut) = Compute(() =>
        {
            (Tensor coefficients, Tensor leftOut) = _ridge.Fit(LogAudiences());
            return (coefficients.DetachFromDisposeScope(), leftOut.DetachFromDisposeScope());
        });
        if (!isOverUsers)
            return;
        (_coefficients, _leftOut) = Compute(() =>
        {
            (Tensor coefficients, Tensor leftOut) = _ridge.Fit(Audiences());
            return (coefficients.DetachFromDisposeScope(), leftOut.DetachFromDisposeScope());
        });
    }

    /// <summary>Places in the space of some of the users.</summary>
    /// <param name="rows">The users' rows.</param>
    /// <param name="ratings">What stars these users give; null: nothing is known of them.</param>
    public ContentSpace OverUsers(int[] rows, RatingFactors? ratings) =>
        Compute(() =>
        {
            Tensor columns = tensor(rows.Select(row => (long)row).ToArray());
            Tensor coefficients = _coefficients!.index_select(1, columns);
            Tensor leftOut = _leftOut!.index_select(1, columns);
            int directions = Math.Min(MostDirections, rows.Length);
            (_, Tensor vectors) = linalg.eigh(leftOut.t().matmul(leftOut)); // ascending
            Tensor basis = vectors.slice(1, rows.Length - directions, rows.Length, 1).contiguous();
            return Place(coefficients.matmul(basis), leftOut.matmul(basis), Values(basis), ratings);
        });

    /// <summary>Places in the space of factors.</summary>
    public ContentSpace OverFactors(FactorScorer factors, RatingFactors? ratings) =>
        Compute(() =>
        {
            float[] values = [.. _landmarks.SelectMany(movie => factors.FactorsOf(movie).ToArray())];
            (Tensor coefficients, Tensor leftOut) = _ridge.Fit(tensor(values).view(_landmarks.Length, -1));
            return Place(coefficients, leftOut, null, ratings);
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        _coefficients?.Dispose();
        _leftOut?.Dispose();
        _logCoefficients.Dispose();
        _logLeftOut.Dispose();
    }

    private ContentSpace Place(Tensor coefficients, Tensor leftOut, float[]? basis, RatingFactors? ratings)
    {
        int dimension = (int)coefficients.shape[1];
        int n = _data.Catalog.Count;
        int q = ratings?.Dimension ?? 0;
        Tensor all = cat([coefficients, _logCoefficients], 1);
        Tensor allLeftOut = cat([leftOut, _logLeftOut], 1);
        if (ratings is not null)
        {
            float[] values = new float[_landmarks.Length * q];
            for (int i = 0; i < _landmarks.Length; i++)
                ratings.Movies.Slice(_landmarks[i] * q, q).CopyTo(values.AsSpan(i * q));
            (Tensor ofRatings, Tensor ofRatingsLeftOut) = _ridge.Fit(tensor(values).view(_landmarks.Length, q));
            all = cat([all, ofRatings], 1);
            allLeftOut = cat([allLeftOut, ofRatingsLeftOut], 1);
        }
        float[] movies = new float[n * dimension];
        float[] logAudiences = new float[n];
        float[] placedRatings = new float[n * q];
        Spread(_landmarks, allLeftOut);
        foreach (int[] chunk in _others.Chunk(2048))
        {
            using DisposeScope scope = NewDisposeScope();
            Spread(chunk, _ridge.Predict(chunk, all));
        }
        return new ContentSpace(_data.Catalog, _landmarks, Values(all), movies, logAudiences, placedRatings, basis);

        void Spread(int[] rows, Tensor places)
        {
            float[] values = Values(places);
            for (int i = 0; i < rows.Length; i++)
            {
                ReadOnlySpan<float> place = values.AsSpan(i * (dimension + 1 + q), dimension + 1 + q);
                place[..dimension].CopyTo(movies.AsSpan(rows[i] * dimension));
                logAudiences[rows[i]] = place[dimension];
                place[(dimension + 1)..].CopyTo(placedRatings.AsSpan(rows[i] * q));
            }
        }
    }

    private Tensor LogAudiences() =>
        tensor(_landmarks.Select(movie => MathF.Log(1 + _data.Interactions.AudienceOf(movie))).ToArray()).unsqueeze(1);

    private Tensor Audiences()
    {
        int users = _data.Users.Count;
        float[] flags = new float[_landmarks.Length * users];
        for (int i = 0; i < _landmarks.Length; i++)
        {
            foreach (int user in _data.Interactions.UsersOf(_landmarks[i]))
                flags[i * users + user] = 1;
        }
        return tensor(flags).view(_landmarks.Length, users);
    }

    private static float[] Values(Tensor values) => values.contiguous().data<float>().ToArray();

    /// <summary>
    /// Runs libtorch with the asked threads, without gradients; its tensors go, but for those that are detached.
    /// </summary>
    private T Compute<T>(Func<T> work) =>
        TorchThreads.Run(
            _context.Threads,
            () =>
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable noGradient = no_grad();
                return work();
            }
        );
}
