using Butaca.Data;

namespace Butaca.Models;

/// <summary>Scores a movie by the share of users who watched it, whoever asks.</summary>
public sealed class PopularityScorer : Scorer, ILoadableScorer
{
    private readonly float[] _shares;

    /// <summary>Takes the shares.</summary>
    /// <param name="shares">For each movie, the share of users who watched it, 0 … 1.</param>
    public PopularityScorer(float[] shares)
        : base(shares.Length) => _shares = shares;

    /// <inheritdoc/>
    public override bool IsPersonal => false;

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores) => _shares.CopyTo(scores);

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        return new ScoreParts(0, Prior: _shares[movie]);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays) => arrays.Write("shares", _shares, MovieCount);

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data) =>
        new PopularityScorer(arrays.Read<float>("shares", data.Catalog.Count));
}
