using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The logit that a cold movie is watched: the mean of networks that see nothing of an audience, what was learned to be
/// added to it, and the logarithm of the probability that the movie is new rather than of no interest.
/// </summary>
internal sealed class ColdMovieReranker
{
    /// <summary>
    /// The offset where cold movies are not wanted: below what any known movie gets that has a logit.
    /// </summary>
    public const float Never = -20;

    private readonly Network[] _networks;
    private readonly float _offset;
    private readonly ColdMoviePrior _prior;
    private readonly ContentSpace _content;
    private readonly float[] _offsets; // (first movies): what is added to each one's logit; of those that came later it is worked out

    /// <summary>Joins the parts.</summary>
    /// <param name="networks">To be averaged; empty: cold movies are no candidates.</param>
    /// <param name="offset">Is added to the logits.</param>
    /// <param name="prior">Whether cold movies are new.</param>
    /// <param name="scorers">Know which movies are cold and what they are.</param>
    /// <param name="watchedBy">Of a model of what users like: who watched what. Null: the scorers' data tells
    /// it.</param>
    public ColdMovieReranker(
        Network[] networks,
        float offset,
        ColdMoviePrior prior,
        LinearScorers scorers,
        Interactions? watchedBy = null
    )
    {
        _networks = networks;
        _offset = offset;
        _prior = prior;
        _content = scorers.Content;
        _offsets = new float[scorers.Data.Catalog.Count];
        for (int movie = 0; movie < _offsets.Length; movie++)
            _offsets[movie] =
                scorers.IsKnown(movie) ? 0
                : watchedBy?.AudienceOf(movie) > 0 ? Never // users watched it, and nobody liked it
                : offset + prior.LogProbability(movie, _content);
    }

    private ColdMovieReranker(ColdMovieReranker smaller, ContentSpace content)
    {
        _networks = smaller._networks;
        _offset = smaller._offset;
        _prior = smaller._prior;
        _offsets = smaller._offsets;
        _content = content;
    }

    /// <summary>Whether cold movies have logits.</summary>
    public bool HasNetworks => _networks.Length > 0;

    /// <summary>Whether cold movies are wanted.</summary>
    public bool IsWanted => HasNetworks && _offset > Never;

    /// <summary>The same over a larger catalogue.</summary>
    public ColdMovieReranker Extend(ContentSpace larger) => new(this, larger);

    /// <summary>What is added to the logit of a movie without an audience.</summary>
    public float OffsetOf(int movie) =>
        movie < _offsets.Length ? _offsets[movie] : _offset + _prior.LogProbability(movie, _content);

    /// <summary>Adds the logits of rows.</summary>
    /// <param name="rows">(F, rows): feature by feature.</param>
    /// <param name="movies">The movies: each has the same number of rows, one after another.</param>
    /// <param name="logits">The logits are added here (rows).</param>
    public void AddLogits(ReadOnlySpan<float> rows, ReadOnlySpan<int> movies, Span<float> logits)
    {
        foreach (Network network in _networks)
            network.AddLogits(rows, logits.Length, 1f / _networks.Length, logits);
        int each = logits.Length / movies.Length;
        for (int row = 0; row < logits.Length; row++)
            logits[row] += OffsetOf(movies[row / each]);
    }

    /// <summary>Writes it.</summary>
    public void Save(ArrayFolder arrays)
    {
        for (int i = 0; i < _networks.Length; i++)
            _networks[i].Save(arrays, $"new-{i}");
        arrays.Write("new-networks", [_networks.Length], 1);
        arrays.Write("new-offset", [_offset], 1);
        _prior.Save(arrays);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="arrays">The model's arrays.</param>
    /// <param name="features">F.</param>
    /// <param name="scorers">As for the constructor.</param>
    /// <param name="watchedBy">As for the constructor.</param>
    public static ColdMovieReranker Load(
        ArrayFolder arrays,
        int features,
        LinearScorers scorers,
        Interactions? watchedBy
    ) =>
        new(
            Network.LoadMany(arrays, "new", arrays.Read<int>("new-networks", 1)[0], features),
            arrays.Read<float>("new-offset", 1)[0],
            ColdMoviePrior.Load(arrays),
            scorers,
            watchedBy
        );
}
