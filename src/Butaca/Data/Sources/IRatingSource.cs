namespace Butaca.Data.Sources;

/// <summary>A layout in which ratings are published. One class in one file, found by itself.</summary>
public interface IRatingSource
{
    /// <summary>A short name, such as <c>"ml-1m"</c>.</summary>
    string Name { get; }

    /// <summary>One line: which files make up the layout.</summary>
    string Description { get; }

    /// <summary>
    /// Whether a file or folder has this layout, judged by names and headers alone; false where it does not exist.
    /// </summary>
    bool Recognises(string path);

    /// <summary>Reads the movies and the interactions.</summary>
    /// <param name="path">A path that <see cref="Recognises"/>.</param>
    /// <param name="into">Receives them.</param>
    /// <param name="context">Options, the skip report, progress and cancellation.</param>
    /// <exception cref="ButacaException">A file is malformed; the message says where.</exception>
    void Read(string path, DatasetBuilder into, ReadContext context);

    /// <summary>Reads the movies alone. Does nothing where the layout has none.</summary>
    /// <param name="path">A path that <see cref="Recognises"/>.</param>
    /// <param name="into">Receives them.</param>
    /// <param name="context">The skip report, progress and cancellation.</param>
    /// <exception cref="ButacaException">A file is malformed; the message says where.</exception>
    void ReadCatalog(string path, DatasetBuilder into, ReadContext context);
}
