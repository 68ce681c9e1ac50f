using System.Collections.Concurrent;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Tests;

/// <summary>Notes what it is told of users; ranks movies by their rows.</summary>
internal sealed class RecordingScorer(int movieCount) : Scorer(movieCount)
{
    private readonly ConcurrentQueue<StoredHistory> _histories = [];

    /// <summary>The histories that were scored, in their order.</summary>
    public IEnumerable<StoredHistory> Histories => _histories;

    public override void Score(in History history, Span<float> scores)
    {
        _histories.Enqueue(StoredHistory.Of(history));
        for (int movie = 0; movie < scores.Length; movie++)
            scores[movie] = -movie;
    }

    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        return new ScoreParts(0);
    }

    public override void Save(ArrayFolder folder) =>
        throw new NotSupportedException("A scorer of tests alone is not kept.");
}
