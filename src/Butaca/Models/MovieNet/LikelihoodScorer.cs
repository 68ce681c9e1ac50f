using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.MovieNet;

/// <summary>
/// MovieNet's recommendation by maximum likelihood: the watched movies as a binary vector → linear, ReLU → linear = the
/// user's embedding; beside a movie's embedding → linear, ReLU → linear = the logit of the probability that the user
/// has watched the movie, which is the score. The layer on the two embeddings splits into one product for movies,
/// computed once for all users, and one for the user.
/// </summary>
public sealed class LikelihoodScorer : Scorer, ILoadableScorer, IMovieEmbedder
{
    private readonly float[] _embeddings; // (n, D)
    private readonly LikelihoodWeights _w;
    private readonly float[] _movieHidden; // (n, H): the movies' half of the head's first layer
    private readonly bool[] _isKnown; // (n): whether the user's network has ever seen the movie watched
    private readonly int _h;

    /// <summary>Takes what was learned.</summary>
    /// <param name="encoder">Places new movies.</param>
    /// <param name="embeddings">(n, D) row-major. Not copied.</param>
    /// <param name="weights">The user's network and the head.</param>
    public LikelihoodScorer(MovieEncoder encoder, float[] embeddings, LikelihoodWeights weights)
        : base(embeddings.Length / encoder.Dimension)
    {
        Encoder = encoder;
        _embeddings = embeddings;
        _w = weights;
        _h = weights.HeadBias.Length;
        int width = weights.WatchedBias.Length;
        _isKnown =
        [
            .. Enumerable
                .Range(0, MovieCount)
                .Select(movie => weights.Watched.AsSpan(movie * width, width).ContainsAnyExcept(0f)),
        ];
        _movieHidden = new float[MovieCount * _h];
        for (int movie = 0; movie < MovieCount; movie++)
            _w.MovieHalf(
                embeddings.AsSpan(movie * encoder.Dimension, encoder.Dimension),
                _movieHidden.AsSpan(movie * _h, _h)
            );
    }

    /// <inheritdoc/>
    public MovieEncoder Encoder { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Embeddings => _embeddings;

    /// <inheritdoc/>
    /// <remarks>
    /// All 0 where nobody in training has watched any movie of the history: the network was never asked that.
    /// </remarks>
    public override void Score(in History history, Span<float> scores)
    {
        if (!IsKnown(history))
        {
            scores.Clear();
            return;
        }
        using Rented<float> rented = new(2 * _h);
        Span<float> user = rented.Span[.._h];
        Span<float> hidden = rented.Span[_h..];
        _w.UserHalf(history.Movies, user);
        for (int movie = 0; movie < scores.Length; movie++)
            scores[movie] = _w.Logit(user, _movieHidden.AsSpan(movie * _h, _h), hidden);
    }

    private bool IsKnown(in History history)
    {
        foreach (int movie in history.Movies)
            if (_isKnown[movie])
                return true;
        return false;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The network is not additive: a watched movie's contribution is what the score loses without it.
    /// </remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        if (!IsKnown(history))
            return default;
        float[] user = new float[_h];
        float[] hidden = new float[_h];
        ReadOnlySpan<float> half = _movieHidden.AsSpan(movie * _h, _h);
        _w.UserHalf(history.Movies, user);
        float score = _w.Logit(user, half, hidden);
        int[] others = new int[Math.Max(0, history.Movies.Length - 1)];
        for (int i = 0; i < history.Movies.Length; i++)
        {
            history.Movies[..i].CopyTo(others);
            history.Movies[(i + 1)..].CopyTo(others.AsSpan(i));
            _w.UserHalf(others, user);
            contributions[i] = score - _w.Logit(user, half, hidden);
        }
        return ScoreParts.Of(score, contributions);
    }

    /// <inheritdoc/>
    public float ScoreNew(in History history, ReadOnlySpan<float> embedding)
    {
        float[] user = new float[_h];
        float[] half = new float[_h];
        float[] hidden = new float[_h];
        _w.UserHalf(history.Movies, user);
        _w.MovieHalf(embedding, half);
        return _w.Logit(user, half, hidden);
    }

    /// <inheritdoc/>
    /// <remarks>The cosine of the two embeddings.</remarks>
    public override void Similar(int movie, Span<float> scores)
    {
        int d = Encoder.Dimension;
        ReadOnlySpan<float> own = _embeddings.AsSpan(movie * d, d);
        for (int other = 0; other < scores.Length; other++)
            scores[other] = TensorPrimitives.CosineSimilarity(own, _embeddings.AsSpan(other * d, d));
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        Encoder.Save(arrays);
        arrays.Write("embeddings", _embeddings, MovieCount, Encoder.Dimension);
        foreach ((string name, float[] values) in _w.Named())
            arrays.Write("likelihood-" + name, values, values.Length);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        MovieEncoder encoder = MovieEncoder.Load(arrays);
        float[] embeddings = arrays.Read<float>("embeddings", data.Catalog.Count, encoder.Dimension);
        return new LikelihoodScorer(
            encoder,
            embeddings,
            LikelihoodWeights.Of(name => arrays.Read<float>("likelihood-" + name, -1))
        );
    }
}
