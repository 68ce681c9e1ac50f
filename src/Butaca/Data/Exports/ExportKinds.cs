namespace Butaca.Data.Exports;

/// <summary>Tells movies from what else services list, in the languages that they speak.</summary>
internal static class ExportKinds
{
    /// <summary>
    /// Parts of words for what is no movie. "TV movie" and "video" are movies, "video game" is none: these come first.
    /// </summary>
    private static readonly string[] NoMovies =
    [
        "seri",
        "episod",
        "episo",
        "game",
        "juego",
        "jeu",
        "spiel",
        "gioco",
        "jogo",
        "podcast",
        "season",
        "temporada",
        "saison",
        "staffel",
        "stagione",
        "folge",
        "show",
        "musicvideo",
        "videomusical",
        "musikvideo",
        "videoclip",
        "clipmusical",
        "emission",
        "programa",
        "sorozat",
        "sarja",
        "jakso",
        "peli",
        "avsnitt",
        "afsnit",
        "aflevering",
        "odcinek",
        "gra",
        "oyun",
        "videospel",
        "videospil",
        "videojatek",
        "videohra",
        "videoigra",
        "jocvideo",
        "videojoc",
        "permainan",
        "dizi",
        "bolum",
        "epizod",
        "person",
        "character",
        "book",
        "album",
        "track",
        "song",
        "manga",
        "сериал",
        "эпизод",
        "игра",
        "シリーズ",
        "エピソード",
        "ゲーム",
        "剧集",
        "電視劇",
        "电视",
        "시리즈",
        "드라마",
        "게임",
        "सीरीज",
        "एपिसोड",
        "गेम",
    ];

    private static readonly string[] Minor =
    [
        "video",
        "short",
        "corto",
        "curta",
        "kurz",
        "court",
        "tv",
        "fernseh",
        "telefilm",
    ];

    private static readonly char[] Digits = [.. "0123456789"];

    private static readonly string[] Movies =
    [
        "movie",
        "film",
        "feature",
        "pelicula",
        "filme",
        "short",
        "corto",
        "curta",
        "kurz",
        "court",
        "special",
        "spezial",
        "especial",
        "speciale",
        "documenta",
        "dokument",
        "cinema",
        "elokuva",
        "video",
        "фильм",
        "видео",
        "映画",
        "电影",
        "電影",
        "영화",
        "फिल्म",
        "फ़िल्म",
        "मूवी",
        "शॉर्ट",
        "वीडियो",
    ];

    /// <summary>
    /// Words for a season between the name of a series and that of an episode. Parts, chapters and episodes are of
    /// movies, too.
    /// </summary>
    private static readonly string[] Seasons =
    [
        "season",
        "series",
        "limited series",
        "miniserie",
        "miniseries",
        "temporada",
        "saison",
        "staffel",
        "stagione",
        "sezon",
        "seizoen",
    ];

    /// <summary>Whether a kind is that of movies; null where the word says nothing to us.</summary>
    /// <param name="kind">As the service calls it, such as <c>TV Movie</c> or <c>Videospiel</c>.</param>
    public static bool? IsMovie(string kind)
    {
        string key = TitleText.Key(kind);
        string lower = kind.ToLowerInvariant();
        bool isMovie = Movies.Any(Occurs);
        bool isTelevision = key is "tv" or "ona" or "ova" or "anime";
        // A game is called peli in Finnish and a movie película in Spanish.
        bool isNone = NoMovies.Any(word =>
            word is "peli" or "gra" ? key == word || key == "video" + word : Occurs(word)
        );
        return isNone || isTelevision ? false
            : isMovie ? true
            : null;

        bool Occurs(string word) =>
            key.Contains(word, StringComparison.Ordinal) || lower.Contains(word, StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether a kind of movies is one of those under which films borrow the names of others: made for video, short
    /// ones.
    /// </summary>
    public static bool IsMinor(string kind)
    {
        string key = TitleText.Key(kind);
        return Minor.Any(word => key.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>Whether a title is an episode's, such as <c>Breaking Bad: Season 1: Pilot</c>.</summary>
    public static bool IsEpisode(string title)
    {
        string[] parts = title.Split(':', StringSplitOptions.TrimEntries);
        return parts.Length >= 3
            && parts[1..^1]
                .Select(part => TitleText.Words(part).TrimEnd(Digits).TrimEnd())
                .Any(part => Seasons.Contains(part, StringComparer.Ordinal));
    }

    /// <summary>Whether a status says that a movie was watched; null where it says nothing to us.</summary>
    public static bool? IsWatched(string status) =>
        TitleText.Key(status) switch
        {
            "watched"
            or "watch"
            or "rewatch"
            or "rewatched"
            or "completed"
            or "seen"
            or "finished"
            or "true"
            or "yes"
            or "1"
            or "x"
            or "done"
            or "vista"
            or "visto"
            or "vu"
            or "gesehen"
            or "si"
            or "ja"
            or "oui" => true,
            "plantowatch"
            or "watchlist"
            or "wanttowatch"
            or "wanttosee"
            or "towatch"
            or "planned"
            or "planning"
            or "pending"
            or "unwatched"
            or "notwatched"
            or "false"
            or "no"
            or "0"
            or "wishlist"
            or "follow"
            or "pendiente"
            or "porver"
            or "avoir"
            or "notinteresting"
            or "notinterested"
            or "upcoming"
            or "hold"
            or "onhold"
            or "paused"
            or "watching"
            or "currentlywatching"
            or "inprogress"
            or "notstarted"
            or "notseen"
            or "unseen"
            or "abandoned"
            or "dropped" => false,
            // A part of 1, as Tautulli writes what was broken off.
            _ => Files.Digits.TryDecimal(status, out float part) && part is >= 0 and < 1 ? false : null,
        };

    /// <summary>Whether a name of a file or a list is that of what somebody wants to see.</summary>
    public static bool IsWatchlist(string name)
    {
        string key = TitleText.Key(Path.GetFileNameWithoutExtension(name));
        return key.Contains("watchlist", StringComparison.Ordinal)
            || key.Contains("wishlist", StringComparison.Ordinal)
            || key.Contains("plantowatch", StringComparison.Ordinal)
            || key.Contains("wanttowatch", StringComparison.Ordinal)
            || key.Contains("towatch", StringComparison.Ordinal)
            || key.Contains("porver", StringComparison.Ordinal)
            || key.Contains("pendientes", StringComparison.Ordinal)
            || key.Contains("merkliste", StringComparison.Ordinal);
    }
}
