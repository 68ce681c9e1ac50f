using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Models.Hybrid;

namespace Butaca.Models;

/// <summary>
/// The Butaca model at work: linear evidence (who else watched it, what it is) orders all movies, and a network weighs the
/// best of them with their popularity, their age and what the person is like. Known movies and new ones, which nobody in the
/// training had watched, each have their network; both give the logit of the probability that the person watches the
/// movie, so that they share one ranking. See docs/model.md.
/// </summary>
public sealed class ButacaScorer : Scorer, ILoadableScorer, IExtendableScorer, IMovieVectors
{
    /// <summary>How many of the best known movies, and of the best new ones, the network weighs.</summary>
    internal const int KnownCandidates = 300, NewCandidates = 150;

    private readonly Evidence _evidence;
    private readonly Network[] _knownNetworks, _newNetworks;
    private readonly bool[] _isKnown;
    private readonly float _newOffset;

    /// <summary>Joins the parts.</summary>
    /// <param name="data">The catalogue and the training people.</param>
    /// <param name="evidence">The linear evidence.</param>
    /// <param name="knownNetworks">They weigh it for known movies; empty: the evidence alone ranks.</param>
    /// <param name="newNetworks">They weigh it for new movies.</param>
    /// <param name="newOffset">Is added to new movies' logits.</param>
    internal ButacaScorer(Dataset data, Evidence evidence, Network[] knownNetworks, Network[] newNetworks, float newOffset) : base(data.Catalog.Count)
    {
        (_evidence, _knownNetworks, _newNetworks, _newOffset) = (evidence, knownNetworks, newNetworks, newOffset);
        _isKnown = [.. Enumerable.Range(0, data.Catalog.Count).Select(evidence.IsKnown)];
    }

    /// <inheritdoc/>
    public override bool KnowsTime => _evidence.KnowsTime;

    /// <inheritdoc/>
    int IMovieVectors.Dimension => _evidence.Places.Dimension;

    /// <inheritdoc/>
    /// <remarks>Where the movie stands by what it is: known and new movies alike have such a place.</remarks>
    ReadOnlySpan<float> IMovieVectors.VectorOf(int movie) => _evidence.Places.PlaceOf(movie);

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        if (!Knows(history))
        {
            scores.Clear();
            return;
        }
        using Reading reading = _evidence.Read(history);
        Score(history, reading, scores, out _, out _);
    }

    /// <inheritdoc/>
    /// <remarks>The logit of the probability that the person watches it, whatever else there is.</remarks>
    public override float Appeal(in History history, int movie)
    {
        if (!Knows(history)) return float.NegativeInfinity;
        using Reading reading = _evidence.Read(history);
        if (_knownNetworks.Length == 0) return _evidence.Base(reading, movie);
        Span<float> logit = [_isKnown[movie] ? 0 : _newOffset];
        Weigh(reading, [movie], !_isKnown[movie], logit);
        return logit[0];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Each linear feature's share in the network's logit is its Shapley value (Shapley 1953, doi:10.1515/9781400881970-018)
    /// among them, with 0 as the value of an absent one, and is split over the watched movies as the feature itself is.
    /// </remarks>
    public override float Explain(in History history, int movie, Span<float> contributions)
    {
        Span<float> rest = stackalloc float[1];
        ExplainMany(history, [movie], contributions, rest);
        return rest[0];
    }

    /// <inheritdoc/>
    public override void ExplainMany(in History history, ReadOnlySpan<int> movies, Span<float> contributions, Span<float> rests)
    {
        contributions.Clear();
        rests.Clear();
        if (!Knows(history)) return;
        using Reading reading = _evidence.Read(history);
        float[] scores = ArrayPool<float>.Shared.Rent(MovieCount);
        Score(history, reading, scores.AsSpan(0, MovieCount), out bool[] weighed, out float offset);
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length; i++)
        {
            Span<float> own = contributions.Slice(i * watched, watched);
            if (weighed[movies[i]])
            {
                ExplainLogit(history, reading, movies[i], own);
                rests[i] = scores[movies[i]] - TensorPrimitives.Sum<float>(own);
            }
            else
            {
                _evidence.ExplainBase(history, reading, movies[i], own);
                rests[i] = offset;
            }
        }
        ArrayPool<float>.Shared.Return(scores);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The linear evidence alone: whoever watched the movie, what it is; not how popular the others are. Of a new movie, which
    /// nobody watched, what it is remains: the cosine of the places that movies have by it.
    /// </remarks>
    public override void Similar(int movie, Span<float> scores)
    {
        if (!_isKnown[movie])
        {
            ContentSpace places = _evidence.Places;
            ReadOnlySpan<float> place = places.PlaceOf(movie);
            float length = TensorPrimitives.Norm(place);
            for (int other = 0; other < scores.Length; other++)
            {
                float lengths = length * TensorPrimitives.Norm(places.PlaceOf(other));
                scores[other] = lengths > 0 ? TensorPrimitives.Dot(place, places.PlaceOf(other)) / lengths : 0;
            }
            return;
        }
        using Reading reading = _evidence.Read(new History([movie]));
        for (int other = 0; other < scores.Length; other++) scores[other] = _evidence.Base(reading, other);
    }

    /// <inheritdoc/>
    public Scorer Extend(Dataset larger) => new ButacaScorer(larger, _evidence.Extend(larger), _knownNetworks, _newNetworks, _newOffset);

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        _evidence.Save(arrays);
        for (int i = 0; i < _knownNetworks.Length; i++) _knownNetworks[i].Save(arrays, $"known-{i}");
        for (int i = 0; i < _newNetworks.Length; i++) _newNetworks[i].Save(arrays, $"new-{i}");
        arrays.Write("networks", [_knownNetworks.Length, _newNetworks.Length], 2);
        arrays.Write("new-offset", [_newOffset], 1);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        FactorScorer factors = (FactorScorer)FactorScorer.Load(arrays, data);
        ICollaborative collaborative = MovieKernel.IsIn(arrays)
            ? MovieKernel.Load(arrays, data.Catalog.Count)
            : PeopleKernel.Load(arrays, data.Interactions);
        Evidence evidence = new(data, collaborative, factors, ContentSpace.Load(arrays, data.Catalog));
        int[] counts = arrays.Read<int>("networks", 2);
        return new ButacaScorer(data, evidence, LoadNetworks(arrays, "known", counts[0]), LoadNetworks(arrays, "new", counts[1]), arrays.Read<float>("new-offset", 1)[0]);
    }

    private static Network[] LoadNetworks(ArrayFolder arrays, string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Network.Load(arrays, $"{name}-{i}", Evidence.FeatureCount))];

    private bool Knows(in History history)
    {
        foreach (int movie in history.Movies)
            if (_isKnown[movie]) return true;
        return false;
    }

    /// <summary>
    /// Scores all movies: the candidates by their logit, the others below them in the order of the linear evidence.
    /// </summary>
    /// <param name="history">What was watched.</param>
    /// <param name="reading">The same, read.</param>
    /// <param name="scores">One score a movie.</param>
    /// <param name="weighed">Which movies the network weighed.</param>
    /// <param name="offset">What was added to the linear evidence of the others.</param>
    private void Score(in History history, Reading reading, Span<float> scores, out bool[] weighed, out float offset)
    {
        weighed = new bool[MovieCount];
        bool weighs = _knownNetworks.Length > 0;
        Candidates found = Candidates.Choose(_evidence, reading, history, _isKnown, scores, weighs ? KnownCandidates : 0, weighs ? NewCandidates : 0);
        if (!weighs) found = new Candidates([], []); // the linear evidence alone, to show what the networks add
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        float[] logits = new float[found.Known.Length + found.New.Length];
        Weigh(reading, found.Known, asNew: false, logits.AsSpan(0, found.Known.Length));
        Weigh(reading, found.New, asNew: true, logits.AsSpan(found.Known.Length));
        TensorPrimitives.Add(logits.AsSpan(found.Known.Length), _newOffset, logits.AsSpan(found.Known.Length));
        foreach (int movie in found.Known) weighed[movie] = true;
        foreach (int movie in found.New) weighed[movie] = true;
        foreach (float logit in logits) least = Math.Min(least, logit);
        for (int movie = 0; movie < scores.Length; movie++)
            if (!weighed[movie]) most = Math.Max(most, scores[movie]);
        offset = logits.Length == 0 || float.IsNegativeInfinity(most) ? 0 : least - 1 - most;
        TensorPrimitives.Add(scores, offset, scores);
        for (int i = 0; i < found.Known.Length; i++) scores[found.Known[i]] = logits[i];
        for (int i = 0; i < found.New.Length; i++) scores[found.New[i]] = logits[found.Known.Length + i];
    }

    private void Weigh(Reading reading, int[] movies, bool asNew, Span<float> logits)
    {
        if (movies.Length == 0) return;
        Network[] networks = asNew ? _newNetworks : _knownNetworks;
        float[] features = ArrayPool<float>.Shared.Rent(Evidence.FeatureCount * movies.Length);
        Span<float> rows = features.AsSpan(0, Evidence.FeatureCount * movies.Length);
        _evidence.Features(reading, movies, asNew, rows);
        foreach (Network network in networks) network.AddLogits(rows, movies.Length, 1f / networks.Length, logits);
        ArrayPool<float>.Shared.Return(features);
    }

    /// <summary>Splits what the linear features contribute to a movie's logit over the watched movies.</summary>
    private void ExplainLogit(in History history, Reading reading, int movie, Span<float> contributions)
    {
        Span<float> features = stackalloc float[Evidence.FeatureCount], shares = stackalloc float[Evidence.Content + 1];
        _evidence.Features(reading, [movie], !_isKnown[movie], features);
        Shapley(_isKnown[movie], features, shares);
        Span<float> part = new float[contributions.Length];
        for (int feature = 0; feature < shares.Length; feature++)
        {
            if (features[feature] == 0) continue;
            _evidence.Explain(history, reading, feature, movie, part);
            TensorPrimitives.MultiplyAdd(part, shares[feature] / features[feature], contributions, contributions);
        }
    }

    /// <summary>The Shapley values of the linear features in a movie's logit.</summary>
    private void Shapley(bool isKnown, ReadOnlySpan<float> features, Span<float> shares)
    {
        const int count = Evidence.Content + 1, coalitions = 1 << count;
        Span<float> rows = stackalloc float[Evidence.FeatureCount * coalitions];
        for (int coalition = 0; coalition < coalitions; coalition++)
        {
            for (int feature = 0; feature < Evidence.FeatureCount; feature++)
            {
                int player = feature == Evidence.ContentLift ? Evidence.Content : feature;
                bool absent = player < count && (coalition >> player & 1) == 0;
                rows[feature * coalitions + coalition] = absent ? 0 : features[feature];
            }
        }
        Span<float> logits = stackalloc float[coalitions];
        logits.Clear();
        Network[] networks = isKnown ? _knownNetworks : _newNetworks;
        foreach (Network network in networks) network.AddLogits(rows, coalitions, 1f / networks.Length, logits);
        for (int player = 0; player < count; player++)
        {
            float share = 0;
            for (int coalition = 0; coalition < coalitions; coalition++)
            {
                if ((coalition >> player & 1) == 1) continue;
                // Of 3 players: 1/3 for joining nobody or both others, 1/6 for joining one.
                float weight = int.PopCount(coalition) == 1 ? 1f / 6 : 1f / 3;
                share += weight * (logits[coalition | 1 << player] - logits[coalition]);
            }
            shares[player] = share;
        }
    }
}
