using Butaca.Data;
using Butaca.Features;
using static TorchSharp.torch;

namespace Butaca.Training.MovieNet;

/// <summary>All movies of a catalogue as numbers, ready to be put together into batches.</summary>
internal sealed class MovieInputs
{
    private readonly int[][] _words;
    private readonly float[] _features; // (n, F)
    private readonly int _count;
    private readonly LastStep _lastStep;

    public MovieInputs(Catalog catalog, MovieFeatures features, WordVocabulary words, int mostWords, LastStep lastStep)
    {
        _count = features.Count;
        _lastStep = lastStep;
        _words = [.. catalog.Movies.ToArray().Select(movie => words.Encode(movie.Synopsis, mostWords))];
        _features = new float[catalog.Count * _count];
        for (int row = 0; row < catalog.Count; row++)
            features.Encode(catalog[row], _features.AsSpan(row * _count, _count));
    }

    /// <summary>A batch of movie rows. The caller's dispose scope owns the tensors.</summary>
    public MovieBatch Batch(ReadOnlySpan<int> movies)
    {
        int[] rows = movies.ToArray();
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderByDescending(i => _words[rows[i]].Length)];
        int length = rows.Length == 0 ? 0 : _words[rows[order[0]]].Length;
        long[] place = new long[rows.Length]; // where each movie stands among the texts, which are in order of length
        float[] isRead = new float[rows.Length];
        float[] features = new float[rows.Length * _count];
        for (int i = 0; i < rows.Length; i++)
        {
            place[order[i]] = i;
            int own = _words[rows[i]].Length;
            isRead[i] = own > 0 && (_lastStep == LastStep.SequenceEnd || own == length) ? 1 : 0;
            _features.AsSpan(rows[i] * _count, _count).CopyTo(features.AsSpan(i * _count));
        }
        int longer = SplitAt([.. order.Select(i => _words[rows[i]].Length)]);
        return new MovieBatch(
            [
                .. new[] { order[..longer], order[longer..] }
                    .Where(part => part.Length > 0)
                    .Select(part => Texts([.. part.Select(i => _words[rows[i]])])),
            ],
            tensor(place),
            tensor(isRead, rows.Length, 1),
            tensor(features, rows.Length, _count)
        );
    }

    /// <summary>
    /// Where to split texts in order of length, so that the shorter ones need not be padded to the longest: an LSTM
    /// costs its steps times texts, and each step about as much again as some texts.
    /// </summary>
    private static int SplitAt(int[] lengths)
    {
        const int textsWorthAStep = 8;
        int best = lengths.Length;
        int least = int.MaxValue;
        for (int split = 1; split <= lengths.Length; split++)
        {
            int shorter = split < lengths.Length ? lengths[split] : 0;
            int cost =
                lengths[0] * (split + textsWorthAStep)
                + shorter * (lengths.Length - split + (split < lengths.Length ? textsWorthAStep : 0));
            if (cost >= least)
                continue;
            best = split;
            least = cost;
        }
        return best;
    }

    /// <summary>Texts padded to the longest of them, which is the first.</summary>
    private static TextBatch Texts(int[][] texts)
    {
        int length = Math.Max(1, texts[0].Length);
        long[] words = new long[texts.Length * length];
        long[] last = new long[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            for (int step = 0; step < texts[i].Length; step++)
                words[i * length + step] = texts[i][step];
            last[i] = Math.Max(0, texts[i].Length - 1);
        }
        return new TextBatch(tensor(words, texts.Length, length), tensor(last));
    }
}
