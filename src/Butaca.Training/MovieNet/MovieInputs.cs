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
        (_count, _lastStep) = (features.Count, lastStep);
        _words = [.. catalog.Movies.ToArray().Select(movie => words.Encode(movie.Synopsis, mostWords))];
        _features = new float[catalog.Count * _count];
        for (int row = 0; row < catalog.Count; row++) features.Encode(catalog[row], _features.AsSpan(row * _count, _count));
    }

    /// <summary>A batch of movie rows. The caller's dispose scope owns the tensors.</summary>
    public MovieBatch Batch(ReadOnlySpan<int> movies)
    {
        int length = 0;
        foreach (int movie in movies) length = Math.Max(length, _words[movie].Length);
        long[] words = new long[movies.Length * length], last = new long[movies.Length];
        float[] isRead = new float[movies.Length], features = new float[movies.Length * _count];
        for (int i = 0; i < movies.Length; i++)
        {
            int[] own = _words[movies[i]];
            for (int step = 0; step < own.Length; step++) words[i * length + step] = own[step];
            last[i] = own.Length - 1;
            isRead[i] = own.Length > 0 && (_lastStep == LastStep.SequenceEnd || own.Length == length) ? 1 : 0;
            _features.AsSpan(movies[i] * _count, _count).CopyTo(features.AsSpan(i * _count));
        }
        return new MovieBatch(
            tensor(words, movies.Length, length), tensor(last), tensor(isRead, movies.Length, 1), tensor(features, movies.Length, _count));
    }
}
