using System.Text.Json;

namespace Butaca.Models;

/// <summary>
/// The arrays of a model, one <c>.npy</c> file each. What is read back is checked before anyone computes with it.
/// </summary>
/// <param name="folder">The folder; it exists.</param>
public sealed class ArrayFolder(string folder)
{
    /// <summary>Whether an array is there.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>The path of a file in another format than the ones below.</summary>
    public string FileOf(string name) => Path.Combine(folder, name);

    /// <summary>Writes an array.</summary>
    /// <typeparam name="T">float, int, uint or long.</typeparam>
    /// <param name="name">The file's name without ending.</param>
    /// <param name="values">The values in C order.</param>
    /// <param name="shape">The lengths of the dimensions.</param>
    public void Write<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        using FileStream stream = new(PathOf(name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        Npy.Write(stream, values, shape);
    }

    /// <inheritdoc cref="Write{T}(string, ReadOnlySpan{T}, ReadOnlySpan{int})"/>
    public void Write<T>(string name, T[] values, params ReadOnlySpan<int> shape)
        where T : unmanaged => Write(name, (ReadOnlySpan<T>)values, shape);

    /// <summary>Reads an array.</summary>
    /// <param name="name">The file's name without ending.</param>
    /// <param name="shape">The expected lengths; −1 stands for any.</param>
    /// <exception cref="ButacaException">The file is missing, is no such array, or is cut short.</exception>
    public T[] Read<T>(string name, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        string path = PathOf(name);
        if (!File.Exists(path))
            Throw.Missing(path, "The model folder is incomplete; train or copy the model again.");
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return Npy.Read<T>(stream, path, shape);
    }

    /// <summary>
    /// Reads rows that index something and ascend strictly, within each segment if there are segments.
    /// </summary>
    /// <param name="name">The file's name without ending.</param>
    /// <param name="limit">Every row is below this.</param>
    /// <param name="starts">
    /// Where segments start, the last entry being the number of rows; null for one segment.
    /// </param>
    /// <exception cref="ButacaException">They do not.</exception>
    public int[] ReadRows(string name, int limit, int[]? starts = null)
    {
        int[] rows = Read<int>(name, starts is null ? -1 : starts[^1]);
        starts ??= [0, rows.Length];
        for (int segment = 0; segment + 1 < starts.Length; segment++)
        {
            for (int i = starts[segment]; i < starts[segment + 1]; i++)
            {
                bool ascends = i == starts[segment] || rows[i - 1] < rows[i];
                if (rows[i] < 0 || rows[i] >= limit || !ascends)
                    Throw.File(PathOf(name), $"{rows[i]} at position {i}", $"ascending rows below {limit}");
            }
        }
        return rows;
    }

    /// <summary>Reads where segments start: from 0, never descending.</summary>
    /// <param name="name">The file's name without ending.</param>
    /// <param name="segments">The number of segments; −1 for any.</param>
    /// <exception cref="ButacaException">They are not so.</exception>
    public int[] ReadStarts(string name, int segments)
    {
        int[] starts = Read<int>(name, segments < 0 ? -1 : segments + 1);
        if (starts.Length == 0 || starts[0] != 0)
            Throw.File(PathOf(name), "no 0 at the start", "starts from 0");
        for (int i = 1; i < starts.Length; i++)
            if (starts[i] < starts[i - 1])
                Throw.File(PathOf(name), $"{starts[i]} after {starts[i - 1]}", "starts that never descend");
        return starts;
    }

    /// <summary>Writes a list of texts as <c>NAME.json</c>.</summary>
    public void WriteTexts(string name, IReadOnlyList<string> texts) =>
        File.WriteAllText(PathOfTexts(name), JsonSerializer.Serialize(texts, ModelJson.Default.IReadOnlyListString));

    /// <summary>Reads a list of texts.</summary>
    /// <exception cref="ButacaException">The file is missing or no such list.</exception>
    public string[] ReadTexts(string name)
    {
        string path = PathOfTexts(name);
        if (!File.Exists(path))
            Throw.Missing(path, "The model folder is incomplete; train or copy the model again.");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ModelJson.Default.StringArray) ?? [];
        }
        catch (JsonException exception)
        {
            Throw.File(path, "no list of texts", "a JSON array of strings; train or copy the model again", exception);
            throw;
        }
    }

    private string PathOfTexts(string name) => Path.Combine(folder, name + ".json");

    private string PathOf(string name) => Path.Combine(folder, name + ".npy");
}
