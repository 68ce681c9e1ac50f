using System.Globalization;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Models;

/// <summary>The vectors of a catalogue's movies as a file for other programs.</summary>
public static class EmbeddingsFile
{
    /// <summary>
    /// Writes the vectors, one movie a row in order of id: as <c>.csv</c>, <c>movieId,title,e1,…,eD</c>; as
    /// <c>.npy</c>, a (n, D) array of float32, with the movie ids beside it in <c>.ids.npy</c>,
    /// as int64 where all are whole numbers, else as texts.
    /// </summary>
    /// <param name="path">The file; its ending decides. Replaced if it exists.</param>
    /// <param name="catalog">The movies.</param>
    /// <param name="vectors">The movies' vectors.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="ButacaException">The ending is another.</exception>
    public static IReadOnlyList<string> Write(string path, Catalog catalog, IMovieVectors vectors)
    {
        CheckEnding(path);
        int d = vectors.Dimension;
        float[] values = new float[catalog.Count * d];
        for (int movie = 0; movie < catalog.Count; movie++)
            vectors.VectorOf(movie).CopyTo(values.AsSpan(movie * d));
        if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            AtomicFile.WriteText(path, writer => WriteCsv(writer, catalog, values, d));
            return [path];
        }
        string ids = Path.ChangeExtension(path, ".ids.npy");
        AtomicFile.Write(ids, stream => WriteIds(stream, catalog.Vocabulary));
        AtomicFile.Write(path, stream => Npy.Write<float>(stream, values, catalog.Count, d));
        return [path, ids];
    }

    /// <summary>
    /// Makes sure that <see cref="Write"/> knows a file's ending, so that long work before it is not in vain.
    /// </summary>
    /// <exception cref="ButacaException">It doesn't.</exception>
    public static void CheckEnding(string path)
    {
        string ending = Path.GetExtension(path);
        if (
            !ending.Equals(".csv", StringComparison.OrdinalIgnoreCase)
            && !ending.Equals(".npy", StringComparison.OrdinalIgnoreCase)
        )
            Throw.Option("--output", path, "a name that ends in .csv or .npy");
    }

    private static void WriteIds(Stream stream, Vocabulary ids)
    {
        if (ids.IsAllNumbers)
            Npy.Write<long>(stream, [.. ids.Ids.Select(id => id.Number)], ids.Count);
        else
            Npy.WriteTexts(stream, [.. ids.Ids.Select(id => id.ToString())]);
    }

    private static void WriteCsv(TextWriter writer, Catalog catalog, float[] values, int d)
    {
        string[] fields = ["movieId", "title", .. Enumerable.Range(1, d).Select(i => $"e{i}")];
        writer.WriteRow(fields);
        fields = new string[1 + d];
        for (int movie = 0; movie < catalog.Count; movie++)
        {
            fields[0] = catalog[movie].Title;
            for (int i = 0; i < d; i++)
                fields[1 + i] = values[movie * d + i].ToString("R", CultureInfo.InvariantCulture);
            writer.WriteRow(catalog[movie].Id, fields);
        }
    }
}
