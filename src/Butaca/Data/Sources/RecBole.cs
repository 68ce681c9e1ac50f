using System.Collections.Immutable;
using System.Globalization;
using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>
/// RecBole's atomic files: <c>NAME.inter</c> and, optionally, <c>NAME.item</c>, between tabs without quoting, under a
/// header of names and types such as <c>user_id:token</c>. A sequence of tokens (<c>token_seq</c>) has blanks between
/// them.
/// </summary>
public sealed class RecBole : IRatingSource
{
    private const string Interactions = ".inter";
    private const string Items = ".item";
    private const string Separator = "\t";

    /// <inheritdoc/>
    public string Name => "recbole";

    /// <inheritdoc/>
    public string Description => "RecBole's NAME.inter, or a folder with one, and, optionally, NAME.item beside it";

    /// <inheritdoc/>
    public bool Recognises(string path) => InterOf(path) is not null;

    /// <inheritdoc/>
    public void Read(string path, DatasetBuilder into, ReadContext context)
    {
        ReadCatalog(path, into, context);
        string file = InterOf(path)!;
        string[] header = HeaderOf(file);
        using SeparatedLines lines = new(file, Separator, context);
        int user = Require(file, header, UsualColumns.User);
        int movie = Require(file, header, UsualColumns.Movie);
        int rating = context.Options.MinRating is null
            ? UsualColumns.Find(header, UsualColumns.Rating)
            : Require(file, header, UsualColumns.Rating);
        int time = UsualColumns.Find(header, UsualColumns.Time);
        RatingFilter filter = new(file, context);
        lines.Skip(); // the header
        lines.ForEach(
            header,
            () =>
            {
                float value = rating < 0 ? float.NaN : lines.Rating(rating);
                if (filter.Keeps(value, lines.Line))
                    into.AddInteraction(
                        lines.Id(user, header[user]),
                        lines.Id(movie, header[movie]),
                        value,
                        time < 0 ? 0 : lines.Time(time)
                    );
            }
        );
    }

    /// <inheritdoc/>
    public void ReadCatalog(string path, DatasetBuilder into, ReadContext context)
    {
        string file = Path.ChangeExtension(InterOf(path)!, Items);
        if (!File.Exists(file))
            return;
        string[] header = HeaderOf(file);
        int id = Require(file, header, UsualColumns.Movie);
        int title = UsualColumns.Find(header, UsualColumns.Title);
        int genre = UsualColumns.Find(header, UsualColumns.Genres);
        int year = UsualColumns.Find(header, UsualColumns.Year);
        using SeparatedLines lines = new(file, Separator, context);
        lines.Skip(); // the header
        lines.ForEach(
            header,
            () =>
            {
                Id movie = lines.Id(id, header[id]);
                string name = Text(title) is { Length: > 0 } told ? told : Movie.TitleOf(movie);
                bool isYear =
                    int.TryParse(Text(year), NumberStyles.None, CultureInfo.InvariantCulture, out int released)
                    && Movie.IsYear(released);
                Movie read = new(movie, name)
                {
                    Year = isYear ? released : MovieTitle.YearOf(name),
                    Genres = Tokens(Text(genre)),
                };
                if (!into.AddMovie(read))
                    context.Skipped.Add("movie listed a second time; the last counts", file, lines.Line);
            }
        );

        string Text(int column) => column < 0 ? "" : lines.Text(column).Trim();
    }

    /// <summary>Whether a file's name is that of RecBole's interactions.</summary>
    internal static bool IsInteractions(string path) => Path.GetExtension(path) == Interactions;

    /// <summary>The file of interactions: the path itself, or the only one in a folder.</summary>
    private static string? InterOf(string path)
    {
        if (File.Exists(path))
            return IsInteractions(path) ? path : null;
        return Directory.Exists(path) && Directory.GetFiles(path, "*" + Interactions) is [string only] ? only : null;
    }

    private static string[] HeaderOf(string file) =>
        [.. (File.ReadLines(file).FirstOrDefault() ?? "").TrimStart('\uFEFF').Split(Separator)];

    private static int Require(string file, string[] header, IReadOnlyList<string> names)
    {
        int column = UsualColumns.Find(header, names);
        if (column < 0)
            Throw.Line(
                file,
                1,
                $"the columns '{string.Join(' ', header)}'",
                $"one named '{names[0]}', such as '{names[0]}:token'"
            );
        return column;
    }

    private static ImmutableArray<string> Tokens(string text) =>
        [
            .. text.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal)
                .Where(genre => genre != Movie.NoGenres),
        ];
}
