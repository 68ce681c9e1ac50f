using ScottPlot;

namespace Butaca.Cli;

/// <summary>Pictures in files: a name's ending decides the format.</summary>
internal static class PictureFile
{
    /// <summary>The endings that are pictures.</summary>
    public const string Endings = ".png, .jpg or .jpeg";

    /// <summary>The format that a name's ending stands for; null where it is no picture's.</summary>
    public static ImageFormat? FormatOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => ImageFormat.Png,
            ".jpg" or ".jpeg" => ImageFormat.Jpeg,
            _ => null,
        };

    /// <summary>Complains about a name that is no picture's, before the work.</summary>
    /// <param name="option">Where it was given.</param>
    /// <param name="path">The name.</param>
    /// <exception cref="ButacaException">The ending is another.</exception>
    public static void CheckEnding(string option, string path)
    {
        if (FormatOf(path) is null)
            Throw.Option(option, path, $"a name that ends in {Endings}");
    }

    /// <summary>Writes a picture, whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="draw">Gives the bytes of a format.</param>
    public static void Write(string path, Func<ImageFormat, byte[]> draw)
    {
        byte[] picture = draw(FormatOf(path)!.Value);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }
}
