using System.Collections.Frozen;

namespace Butaca.Data.Exports;

/// <summary>What a column of an export tells.</summary>
internal enum ExportField
{
    /// <summary>The title as the service shows it.</summary>
    Title,

    /// <summary>The title in the film's own language.</summary>
    OriginalTitle,

    /// <summary>The year of release, or a date in it.</summary>
    Year,

    /// <summary>The user's own rating.</summary>
    Rating,

    /// <summary>The day on which the film was watched.</summary>
    Watched,

    /// <summary>The day on which the film was rated or noted down.</summary>
    Noted,

    /// <summary>IMDb's id, such as tt0133093.</summary>
    ImdbId,

    /// <summary>The Movie Database's id.</summary>
    TmdbId,

    /// <summary>The id in MovieLens.</summary>
    MovieLensId,

    /// <summary>What kind of thing it is: a movie, a series, a game.</summary>
    Kind,

    /// <summary>The season, the episode or the kind of trailer; a movie has none.</summary>
    Episode,

    /// <summary>The series that an episode is of; a movie has none.</summary>
    Series,

    /// <summary>Who directed it.</summary>
    Directors,

    /// <summary>Whether it was watched, or is planned.</summary>
    Status,

    /// <summary>How often it was watched.</summary>
    Plays,

    /// <summary>The place in a list.</summary>
    Position,
}

/// <summary>
/// The names under which services export what they know, in the languages that they speak. A new service is a name or
/// two more here.
/// </summary>
internal static class ExportFields
{
    /// <summary>
    /// By field, the names of columns as <see cref="TitleText.Key"/> has them, the most telling first.
    /// </summary>
    private static readonly FrozenDictionary<ExportField, string[]> Names = new Dictionary<ExportField, string[]>
    {
        [ExportField.Title] = Of(
            "title name film_title movie_title movie_name film_name item_name full_title primary_title film movie "
                + "título título_de_la_película película pelicula nombre titre titre_du_film nom titel filmtitel "
                + "titolo titolo_del_film nome filme tytuł tytuł_polski título_traducido título_en_español"
        ),
        [ExportField.OriginalTitle] = Of(
            "original_title original_name título_original titre_original originaltitel "
                + "titolo_originale oryginalny_tytuł tytuł_oryginalny originele_titel"
        ),
        [ExportField.Year] = Of(
            "year release_year movie_year film_year year_released production_year release_date released premiered año "
                + "año_de_estreno fecha_de_estreno année année_de_sortie jahr erscheinungsjahr produktionsjahr anno "
                + "anno_di_uscita ano ano_de_lançamento jaar rok rok_produkcji år"
        ),
        [ExportField.Rating] = Of(
            "your_rating you_rated user_rating my_rating rating10 rating_10 personal_rating own_rating userscore user_score "
                + "my_score your_score score rating stars tu_calificación tu_puntuación tu_voto mi_nota calificación "
                + "puntuación valoración votre_note ma_note note deine_bewertung meine_bewertung bewertung la_tua_valutazione "
                + "il_tuo_voto valutazione voto punteggio sua_avaliação sua_nota avaliação nota "
                + "waardering beoordeling betyg vurdering twoja_ocena ocena overall"
        ),
        [ExportField.Watched] = Of(
            "watched_date date_watched start_time watched_at viewed_at date_viewed view_date last_watched_at last_watched last_viewed_at "
                + "last_played last_played_date date_played played_at last_played_at seen_date date_seen fecha_de_visionado fecha_visto "
                + "date_de_visionnage vu_le gesehen_am datum_bekeken data_di_visione assistido_em"
        ),
        [ExportField.Noted] = Of(
            "date_rated rated_at last_rated_at user_rated_at rating_date date fecha_de_calificación fecha_de_valoración "
                + "fecha date_de_notation datum bewertet_am data_valutazione data_del_voto "
                + "data_da_avaliação data_oceny data date_added added_at created created_at "
                + "date_created updated_at modified timestamp started"
        ),
        [ExportField.ImdbId] = Of("const imdb_id imdb tconst imdb_const imdbidentifier imdb_url imdb_link"),
        [ExportField.TmdbId] = Of("tmdb_id tmdb themoviedb_id the_movie_db_id tmdbidentifier"),
        [ExportField.Kind] = Of(
            "title_type media_type entity_type item_type content_type movie_type type kind category tipo_de_título tipo "
                + "type_de_titre titeltyp typ tipo_di_titolo typ_tytułu"
        ),
        [ExportField.Episode] = Of(
            "supplemental_video_type season season_number season_num episode episode_number episode_num episode_title episode_name episode_id "
                + "temporada episodio saison épisode staffel folge stagione episódio"
        ),
        [ExportField.Series] = Of(
            "show show_title show_name series series_title series_name series_id tv_show tv_show_name grandparent_title serie"
        ),
        [ExportField.Directors] = Of(
            "directors director directed_by dirección director_es réalisateur réalisateurs réalisation regie regisseur "
                + "regia regista diretor diretores direção"
        ),
        [ExportField.Status] = Of(
            "status list_status watch_status watched_status watched seen played state estado viewed"
        ),
        [ExportField.Plays] = Of("plays play_count watch_count view_count times_watched"),
        [ExportField.Position] = Of("position rank posición"),
        [ExportField.MovieLensId] = Of("movie_id"),
    }.ToFrozenDictionary();

    /// <summary>Columns by what they tell, the most telling of each.</summary>
    /// <param name="columns">The names of all columns.</param>
    public static IReadOnlyDictionary<ExportField, int> In(IReadOnlyList<string> columns)
    {
        Dictionary<string, int> keys = new(StringComparer.Ordinal);
        for (int column = 0; column < columns.Count; column++)
            keys.TryAdd(TitleText.Key(columns[column]), column);
        Dictionary<ExportField, int> found = [];
        foreach ((ExportField field, string[] names) in Names)
        {
            foreach (string name in names)
            {
                if (keys.TryGetValue(name, out int column) && found.TryAdd(field, column))
                    break;
            }
        }
        AddImdbs(columns, keys, found);
        // Everybody's own ids may be called so: MovieLens's stand beside those of the others.
        if (!found.ContainsKey(ExportField.ImdbId) || !found.ContainsKey(ExportField.TmdbId))
            found.Remove(ExportField.MovieLensId);
        return found;
    }

    /// <summary>
    /// IMDb's exports have their columns in the same order in every language: <c>Const</c> first, or second in lists,
    /// and what a title is around its address.
    /// </summary>
    private static void AddImdbs(
        IReadOnlyList<string> columns,
        Dictionary<string, int> keys,
        Dictionary<ExportField, int> found
    )
    {
        const int lastOfTitle = 8; // who directed it, so many columns behind the address
        int id = keys.GetValueOrDefault("const", -1);
        int address = keys.GetValueOrDefault("url", -1);
        int title = id == 0 ? 3 : 5;
        if (id is not (0 or 1) || address - title is not (1 or 2) || columns.Count <= address + lastOfTitle)
            return;
        found[ExportField.Title] = title;
        if (address - title == 2)
            found[ExportField.OriginalTitle] = title + 1;
        found[ExportField.Kind] = address + 1;
        found[ExportField.Year] = address + 4;
        found[ExportField.Directors] = address + lastOfTitle;
        int rating = id == 0 ? 1 : address + lastOfTitle + 1;
        if (rating + 1 >= columns.Count)
            return;
        found[ExportField.Rating] = rating;
        found[ExportField.Noted] = rating + 1;
    }

    private static string[] Of(string names) => [.. names.Split(' ').Select(TitleText.Key).Distinct()];
}
