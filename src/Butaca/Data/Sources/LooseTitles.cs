namespace Butaca.Data.Sources;

/// <summary>
/// What two titles of one movie may share beyond their spelling: no article, <c>II</c> for 2, <c>Vol.</c> for Volume,
/// and one of them without what the other has before or after a colon or dash, as in "Star Wars: Episode V - The Empire
/// Strikes Back" and "The Empire Strikes Back".
/// </summary>
internal static class LooseTitles
{
    private const int ShortestPart = 8;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["ii"] = "2",
        ["iii"] = "3",
        ["iv"] = "4",
        ["v"] = "5",
        ["vi"] = "6",
        ["vii"] = "7",
        ["viii"] = "8",
        ["ix"] = "9",
        ["x"] = "10",
        ["two"] = "2",
        ["three"] = "3",
        ["vol"] = "volume",
        ["dr"] = "doctor",
        ["mr"] = "mister",
        ["part"] = "",
        ["chapter"] = "",
    };

    /// <summary>The title as a whole.</summary>
    public static string Key(string name)
    {
        string[] words = TitleText.Words(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(
            words
                .Where((word, i) => i > 0 || word is not ("the" or "a" or "an"))
                .Select(word => Words.GetValueOrDefault(word, word))
        );
    }

    /// <summary>
    /// The title as a whole and its parts around colons and dashes, of those long enough to mean something.
    /// </summary>
    public static IEnumerable<string> KeysOf(string name)
    {
        if (Key(name) is { Length: >= ShortestPart } whole)
            yield return whole; // "Deal" and "The Deal" may well be two
        for (int i = 0; i < name.Length; i++)
        {
            bool isBreak = name[i] == ':' || (name[i] is '-' or '–' or '—' && i > 0 && name[i - 1] == ' ');
            if (!isBreak)
                continue;
            string head = Key(name[..i]);
            string tail = Key(name[(i + 1)..]);
            if (head.Length >= ShortestPart)
                yield return head;
            if (tail.Length >= ShortestPart)
                yield return tail;
        }
    }
}
