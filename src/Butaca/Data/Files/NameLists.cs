using System.Collections.Immutable;

namespace Butaca.Data.Files;

/// <summary>
/// Reads names between bars out of a file. Few lists of genres occur, many times each, and actors play in many films:
/// equal lists and equal names become one object.
/// </summary>
internal sealed class NameLists
{
    private readonly Dictionary<string, ImmutableArray<string>> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>
    /// Genres such as <c>Comedy|Drama</c>, in any form of <see cref="GenreText"/>; empty places and <see
    /// cref="Movie.NoGenres"/> are passed over, as MovieLens has them.
    /// </summary>
    public ImmutableArray<string> Genres(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.SequenceEqual(Movie.NoGenres))
            return [];
        if (_lists.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out ImmutableArray<string> genres))
            return genres;
        string whole = text.ToString();
        genres = [.. GenreText.Split(whole).Where(genre => genre != Movie.NoGenres).Distinct(StringComparer.Ordinal)];
        _lists.Add(whole, genres);
        return genres;
    }

    /// <summary>
    /// The names in a field of the current row, each once; none where it is empty or its column is not there.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column, or −1.</param>
    /// <param name="what">What the field lists, for errors: "names".</param>
    /// <exception cref="ButacaException">A place between bars is empty, or holds no name.</exception>
    public ImmutableArray<string> Names(CsvTable table, int column, string what)
    {
        if (table.Text(column) is not { } text)
            return [];
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (string part in text.Split('|', StringSplitOptions.TrimEntries))
        {
            if (part.Length is 0 or > NameList.Longest || part.Any(char.IsControl))
                table.Wrong(
                    column,
                    $"{what} between bars (|), none of them empty, on several lines or longer than {NameList.Longest} characters"
                );
            if (!_names.TryGetValue(part, out string? name))
                _names.Add(name = part);
            if (!names.Contains(name))
                names.Add(name);
        }
        return names.ToImmutable();
    }
}
