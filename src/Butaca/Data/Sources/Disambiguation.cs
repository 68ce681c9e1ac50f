namespace Butaca.Data.Sources;

/// <summary>Wikipedia's brackets that tell one article from another: "Carmen (1915 film)" is named Carmen.</summary>
internal static class Disambiguation
{
    private static readonly string[] Kinds =
    [
        "film",
        "movie",
        "serial",
        "special",
        "short",
        "re-release",
        "miniseries",
    ];

    /// <summary>The title without such a bracket at its end; other brackets stay.</summary>
    public static string Strip(string title)
    {
        int open = title.LastIndexOf('(');
        if (open <= 0 || !title.EndsWith(')'))
            return title;
        ReadOnlySpan<char> inside = title.AsSpan(open + 1)[..^1];
        foreach (string kind in Kinds)
        {
            if (inside.EndsWith(kind, StringComparison.OrdinalIgnoreCase))
                return title[..open].TrimEnd();
        }
        return title;
    }
}
