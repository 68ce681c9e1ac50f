using ScottPlot;

namespace Butaca.Cli;

/// <summary>The typeface of pictures: without serifs, whatever the system calls its own.</summary>
internal static class PlotFont
{
    private static readonly string[] Sans =
    [
        "Segoe UI",
        "Helvetica Neue",
        "Noto Sans",
        "Open Sans",
        "Roboto",
        "Liberation Sans",
        "Arial",
        "DejaVu Sans",
    ];

    /// <summary>The first that is installed, or the system's default.</summary>
    public static string Name { get; } =
        Array.Find(
            Sans,
            new HashSet<string>(SkiaSharp.SKFontManager.Default.FontFamilies, StringComparer.OrdinalIgnoreCase).Contains
        ) ?? Fonts.Default;
}
