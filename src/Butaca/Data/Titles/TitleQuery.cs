namespace Butaca.Data.Titles;

/// <summary>What a person typed, as words without a leading article, and the year at its end if it has one.</summary>
internal sealed class TitleQuery
{
    private readonly string[] _words;

    private TitleQuery(string bare, int? year)
    {
        Bare = bare;
        Year = year;
        _words = bare.Split(' ');
    }

    public string Bare { get; }

    public int? Year { get; }

    /// <summary>
    /// The ways to read a text. <c>"Blade Runner 2049"</c> may be that title or a Blade Runner of 2049: both are tried.
    /// </summary>
    public static IEnumerable<TitleQuery> Of(string text)
    {
        MovieTitle parsed = MovieTitle.Parse(text.Trim());
        string words = TitleText.Words(parsed.OtherNames.IsEmpty ? parsed.Name : parsed.Whole);
        if (words.Length == 0)
            yield break;
        yield return new TitleQuery(WithoutArticle(words), parsed.Year);
        int last = words.LastIndexOf(' ');
        if (
            parsed.Year is null
            && last > 0
            && words.Length - last == 5
            && int.TryParse(words.AsSpan(last + 1), out int year)
            && year is >= 1870 and < 2100
        )
            yield return new TitleQuery(WithoutArticle(words[..last]), year);
    }

    public static string WithoutArticle(string words)
    {
        foreach (string article in (ReadOnlySpan<string>)["the ", "a ", "an ", "el ", "la ", "los ", "las "])
        {
            if (words.Length > article.Length && words.StartsWith(article, StringComparison.Ordinal))
                return words[article.Length..];
        }
        return words;
    }

    /// <summary>Whether each word typed begins a word of the title.</summary>
    public bool AllWordsIn(string title)
    {
        if (title.Length < Bare.Length)
            return false;
        foreach (string word in _words)
        {
            int at = title.IndexOf(word, StringComparison.Ordinal);
            while (at > 0 && title[at - 1] != ' ')
                at = title.IndexOf(word, at + 1, StringComparison.Ordinal);
            if (at < 0)
                return false;
        }
        return true;
    }
}
