using System.Text;

namespace Butaca.Server.Web.Services;

/// <summary>
/// A poster drawn for a movie that has no picture, 200 × 300: colours and motif from its genres, the rest from its
/// title.
/// </summary>
/// <param name="Ground">The colour of the ground.</param>
/// <param name="Ink">The colour of the title.</param>
/// <param name="Shapes">What lies between them.</param>
/// <param name="Lines">The title's lines.</param>
/// <param name="Size">The size of their letters.</param>
public sealed record PosterArt(
    string Ground,
    string Ink,
    IReadOnlyList<PosterShape> Shapes,
    IReadOnlyList<string> Lines,
    int Size
)
{
    /// <summary>Where the title's last line stands.</summary>
    public const int Baseline = 282;

    private const int HighestTop = 208;

    private const int Margin = 14;
    private const int Width = 200;
    private const int MostLines = 4;
    private const int MostGenres = 3;
    private const double LetterWidth = 0.56;
    private static readonly int[] Sizes = [34, 29, 25, 21, 18, 15, 12];

    /// <summary>Where the title's place begins.</summary>
    public int Top => Math.Min(HighestTop, Baseline - Lines.Count * (Size + 2) - 8);

    /// <summary>The genre's colour on the map and on its tags.</summary>
    public static string ColorOf(string genre) => PosterPalette.Of(genre).Mark;

    /// <summary>Draws the poster.</summary>
    /// <param name="title">The name alone: the picture follows from it.</param>
    /// <param name="genres">The genres; the first three count.</param>
    /// <param name="shown">The name in the reader's language; null: <paramref name="title"/>.</param>
    public static PosterArt Of(string title, IReadOnlyList<string> genres, string? shown = null)
    {
        PosterDice dice = new(title);
        // The motif of one genre in the colours of another, where there are several: a list of one genre has many
        // faces.
        string motif = genres.Count > 0 ? genres[dice.Below(Math.Min(genres.Count, MostGenres))] : "";
        string colors = genres.Count > 0 ? genres[dice.Below(Math.Min(genres.Count, MostGenres))] : "";
        PosterPalette palette = PosterPalette.Of(colors);
        IReadOnlyList<PosterShape> shapes = PosterMotifs.Draw(motif, palette, dice);
        (int size, List<string> lines) = Set(string.IsNullOrEmpty(shown) ? title : shown);
        return new PosterArt(palette.Ground, palette.Ink, shapes, lines, size);
    }

    /// <summary>The largest letters with which a title fits.</summary>
    private static (int Size, List<string> Lines) Set(string title)
    {
        foreach (int size in Sizes)
        {
            int letters = (int)((Width - 2 * Margin) / (LetterWidth * size));
            List<string> lines = Break(title, letters);
            if (lines.Count <= MostLines && lines.TrueForAll(line => line.Length <= letters))
                return (size, lines);
        }
        int most = (int)((Width - 2 * Margin) / (LetterWidth * Sizes[^1]));
        List<string> broken = Break(title, most);
        List<string> cut =
        [
            .. broken.Take(MostLines).Select(line => line.Length <= most ? line : line[..(most - 1)] + "…"),
        ];
        if (broken.Count > MostLines)
        {
            string last = cut[^1];
            while (last.Length > most - 2 && last.Contains(' ', StringComparison.Ordinal)) // words stay whole
                last = last[..last.LastIndexOf(' ')];
            cut[^1] = last.TrimEnd(',', ':', ' ') + " …";
        }
        return (Sizes[^1], cut);
    }

    private static List<string> Break(string title, int letters)
    {
        List<string> lines = [];
        // Lines also end after hyphens: Extra-Terrestrial would make all letters tiny.
        foreach (
            string word in title
                .Replace("-", "- ", StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            string joined =
                lines.Count == 0 ? word
                : lines[^1].Length > 1
                && lines[^1].EndsWith('-')
                && title.Contains(lines[^1].Split(' ')[^1] + word, StringComparison.Ordinal)
                    ? lines[^1] + word
                : $"{lines[^1]} {word}";
            if (lines.Count > 0 && joined.Length <= letters)
                lines[^1] = joined;
            else
                lines.Add(word);
        }
        return lines;
    }
}

/// <summary>A shape of a poster.</summary>
/// <param name="Path">Its outline, an SVG path.</param>
/// <param name="Fill">Its colour.</param>
/// <param name="Opacity">How much of it is seen, 0 … 1.</param>
public sealed record PosterShape(string Path, string Fill, string Opacity = "1");

/// <summary>Numbers that follow from a text: the same title has the same poster everywhere and always.</summary>
/// <param name="text">The text.</param>
internal sealed class PosterDice(string text)
{
    private uint _state = Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (hash, b) => (hash ^ b) * 16777619);

    /// <summary>A number from one to another.</summary>
    public double Next(double from, double to)
    {
        _state ^= _state << 13; // xorshift32 (Marsaglia 2003)
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return from + (to - from) * (_state / 4294967296.0);
    }

    /// <summary>A whole number below another.</summary>
    public int Below(int end) => (int)Next(0, end - 1e-9);
}

/// <summary>A genre's colours.</summary>
/// <param name="Ground">The ground.</param>
/// <param name="First">The first of the motif.</param>
/// <param name="Second">The second.</param>
/// <param name="Ink">The title: at least 4.5 to 1 against the ground.</param>
/// <param name="Mark">On the map and on tags.</param>
internal sealed record PosterPalette(string Ground, string First, string Second, string Ink, string Mark)
{
    private static readonly PosterPalette Other = new("#2b2a33", "#6f6a80", "#d9d2c5", "#f7f2e8", "#9498a0");

    private static readonly Dictionary<string, PosterPalette> ByGenre = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Action"] = new("#1d1f2b", "#e8482f", "#f6a623", "#fff4e2", "#e8482f"),
        ["Adventure"] = new("#123c3a", "#2f8f6b", "#f2c14e", "#fdf6e0", "#2a9d7c"),
        ["Animation"] = new("#3b1f6e", "#ff8fab", "#ffd166", "#fff6fb", "#c77dff"),
        ["Children"] = new("#0b4f71", "#4cc9f0", "#ffd166", "#f4fbff", "#4cc9f0"),
        ["Comedy"] = new("#7a2e0e", "#ffb703", "#ff7b3a", "#fff7e0", "#f5a524"),
        ["Crime"] = new("#17181c", "#5d6473", "#c9a24b", "#f5efe0", "#8d99ae"),
        ["Documentary"] = new("#22342b", "#7fb069", "#e6eed6", "#f7fbf0", "#7fb069"),
        ["Drama"] = new("#31111d", "#9b2743", "#e08d79", "#fdeee6", "#d1495b"),
        ["Fantasy"] = new("#241a4f", "#7b5fd0", "#f3d9ff", "#faf3ff", "#8f7ae5"),
        ["Film-Noir"] = new("#0d0d0f", "#3a3a40", "#e8e4da", "#f6f3ec", "#6b6b76"),
        ["Horror"] = new("#140a0a", "#a4161a", "#5c0f12", "#ffe9e4", "#b3161b"),
        ["Musical"] = new("#4a0f4e", "#e05297", "#ffc6d9", "#fff0f7", "#e05297"),
        ["Mystery"] = new("#0f2a33", "#2d6a7a", "#f0c987", "#eef8fa", "#3f8ea3"),
        ["Romance"] = new("#6d1a3a", "#f26a8d", "#ffc2b4", "#fff1ef", "#f26a8d"),
        ["Sci-Fi"] = new("#08132e", "#2f6fed", "#8be9fd", "#eaf6ff", "#3a86ff"),
        ["Thriller"] = new("#15232b", "#3f5765", "#ff6b35", "#f2f7f9", "#6d8a99"),
        ["War"] = new("#2c2f1c", "#6b7040", "#c8b273", "#f8f5e4", "#8a8f55"),
        ["Western"] = new("#5a2412", "#d9772f", "#f4c06a", "#fff3df", "#c8743a"),
        ["IMAX"] = new("#0a2540", "#1f7a8c", "#bfdbf7", "#f0f8ff", "#1f7a8c"),
    };

    public static PosterPalette Of(string genre) => ByGenre.GetValueOrDefault(genre, Other);
}
