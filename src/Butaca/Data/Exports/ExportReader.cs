using System.Globalization;
using Butaca.Data.Files;

namespace Butaca.Data.Exports;

/// <summary>Reads the rows of an export's table: which movie, rated how, watched when.</summary>
internal sealed class ExportReader
{
    private const float OurScale = 5;
    private const int FirstYear = 1870;
    private const int LastYear = 2150;
    private static readonly char[] TitleBlanks = [' ', '\u00A0', '\t'];
    private readonly ExportTable _table;
    private readonly DateOrder _order;
    private readonly bool _hasDays;
    private readonly float _scale;
    private readonly bool _isWatchlist;
    private readonly bool _isByStatus;
    private readonly bool _tellsKinds;
    private readonly (string Source, int Column)[] _otherIds;
    private readonly List<string> _notes = [];
    private int _ambiguousDates;
    private string? _ambiguousDate;

    /// <summary>Prepares to read a table.</summary>
    public ExportReader(ExportTable table)
    {
        _table = table;
        _otherIds =
        [
            .. table.Sources.Select(source => (source, table.ColumnOfIds(source))).Where(ids => ids.Item2 >= 0),
        ];
        _order = OrderOf(table);
        _scale = ScaleOf(table);
        _isWatchlist = ExportKinds.IsWatchlist(table.File);
        // "type: watch" beside "entity_type: movie" tells what happened.
        _isByStatus =
            table.Fields.TryGetValue(ExportField.Kind, out int kind)
            && !table.Columns[kind].Equals("type", StringComparison.OrdinalIgnoreCase)
            && TypeColumn >= 0;
        // A column called so may hold something else, such as DVD.
        _tellsKinds = table.Rows.Any(row => ExportKinds.IsMovie(Text(row, ExportField.Kind)) is not null);
        _hasDays = table.Rows.Any(row =>
            Moment.TryParse(DateIn(row, out _), _order, out Moment moment) && moment.IsDay
        );
    }

    /// <summary>What holds for the whole file.</summary>
    public IReadOnlyList<string> Notes => _notes;

    private int TypeColumn =>
        _table.Columns.ToList().FindIndex(name => name.Equals("type", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads all rows, in the file's order.</summary>
    public IReadOnlyList<ExportRow> Read()
    {
        List<ExportRow> rows = [.. _table.Rows.Select(Read).OfType<ExportRow>()];
        if (_ambiguousDates > 0)
            _notes.Add(
                $"{_table.File}: nothing tells day from month in dates such as {_ambiguousDate} ({_ambiguousDates} in all): these movies have no time."
            );
        if (_table.IsList && !_isWatchlist)
            _notes.Add($"{_table.File}: a list; its movies count as watched. Give it as a watchlist if they aren't.");
        return rows;
    }

    private ExportRow? Read(ExportLine row)
    {
        string title = Text(row, ExportField.Title);
        string original = Text(row, ExportField.OriginalTitle);
        string[] titles =
        [
            .. new[] { title, original, TextEncoding.Repaired(title) }
                .Where(t => t.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        List<string> odd = [];
        int? year = YearOf(row, odd);
        float rating = RatingOf(row, odd);
        uint time = TimeOf(row, odd, out bool isWatchTime);
        ExportRow read = new(_table.File, row.Line, titles, year)
        {
            Rating = rating,
            Time = time,
            IsWatchTime = isWatchTime,
            ExternalIds = IdsOf(row),
            MovieLensId = ExportIds.Number(Text(row, ExportField.MovieLensId)),
            Directors = Text(row, ExportField.Directors),
            Instead = InsteadOf(row, title),
            IsMinor = ExportKinds.IsMinor(Text(row, ExportField.Kind)),
            OriginalTitle = original,
            IsWatched = IsWatched(row, rating, time),
            Note = odd.Count > 0 ? string.Join("; ", odd) : null,
        };
        return read.Name.Length > 0 ? read : null;
    }

    private string Text(ExportLine row, ExportField field) =>
        _table.Fields.TryGetValue(field, out int column) ? row.Texts[column].Trim(TitleBlanks) : "";

    private string NameOf(ExportField field) => _table.Columns[_table.Fields[field]];

    private List<ExternalId> IdsOf(ExportLine row)
    {
        List<ExternalId> ids = [];
        if ((ExportIds.ImdbOrNumber(Text(row, ExportField.ImdbId)) ?? ImdbIdInAddress(row)) is { } imdb)
            ids.Add(imdb);
        if (ExportIds.Tmdb(Text(row, ExportField.TmdbId)) is { } tmdb)
            ids.Add(tmdb);
        foreach ((string source, int column) in _otherIds)
        {
            if (row.Texts[column].Trim(TitleBlanks) is { Length: > 0 } value)
                ids.Add(new ExternalId(source, value));
        }
        return ids;
    }

    private static ExternalId? ImdbIdInAddress(ExportLine row)
    {
        foreach (string text in row.Texts)
        {
            if (text.Contains("imdb.com/title/", StringComparison.OrdinalIgnoreCase))
                return ExportIds.Imdb(text);
        }
        return null;
    }

    private int? YearOf(ExportLine row, List<string> odd)
    {
        string text = Text(row, ExportField.Year);
        if (text.Length == 0 || text is "0" or "0.0")
            return null;
        bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number);
        if (isNumber && number == MathF.Floor(number) && number is >= FirstYear and <= LastYear)
            return (int)number;
        int start = 0;
        while (start + 4 <= text.Length)
        {
            if (
                text.AsSpan(start, 4).ContainsAnyExceptInRange('0', '9')
                || (start > 0 && char.IsAsciiDigit(text[start - 1]))
                || (start + 4 < text.Length && char.IsAsciiDigit(text[start + 4]))
            )
            {
                start++;
                continue;
            }
            int year = int.Parse(text.AsSpan(start, 4), NumberStyles.None, CultureInfo.InvariantCulture);
            if (year is >= FirstYear and <= LastYear)
                return year; // 1999-03-31, 31/03/1999, 1999–2001
            start += 4;
        }
        odd.Add($"{NameOf(ExportField.Year)} '{Throw.Shorten(text)}' is no year: matched by title alone");
        return null;
    }

    /// <summary>"4.5", "4,5", "9/10", "★★★★½"; 0 is none.</summary>
    private float RatingOf(ExportLine row, List<string> odd)
    {
        string text = Text(row, ExportField.Rating);
        if (text.Length == 0)
            return float.NaN;
        float scale = _scale;
        if (!TryRating(text, ref scale, out float value) || value < 0 || value > scale)
        {
            if (!float.IsNaN(value))
                odd.Add($"{NameOf(ExportField.Rating)} '{Throw.Shorten(text)}' is no rating: no rating");
            return float.NaN;
        }
        return value == 0 ? float.NaN : value * OurScale / scale;
    }

    private static bool TryRating(string text, ref float scale, out float value)
    {
        value = 0;
        if (text.Contains('★', StringComparison.Ordinal) || text == "½")
        {
            scale = OurScale;
            value = text.Count(c => c == '★') + (text.Contains('½', StringComparison.Ordinal) ? 0.5f : 0);
            return true;
        }
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && Digits.TryDecimal(text.AsSpan(slash + 1).Trim(), out float most) && most > 0)
            scale = most;
        else
            slash = text.Length;
        return Digits.TryDecimal(text.AsSpan(0, slash).Trim().TrimEnd('%'), out value);
    }

    private uint TimeOf(ExportLine row, List<string> odd, out bool isWatchTime)
    {
        string text = DateIn(row, out isWatchTime);
        if (text.Length == 0)
            return 0;
        if (!Moment.TryParse(text, _order, out Moment moment))
        {
            odd.Add($"date '{Throw.Shorten(text)}' is none: no time");
            return 0;
        }
        if (moment.IsAmbiguous)
        {
            _ambiguousDate ??= text;
            _ambiguousDates++;
        }
        return _hasDays ? moment.Seconds - moment.Seconds % 86_400 : moment.Seconds; // a column of days, and one odd time
    }

    private string DateIn(ExportLine row, out bool isWatchTime)
    {
        string watched = Text(row, ExportField.Watched);
        isWatchTime = watched.Length > 0;
        return isWatchTime ? watched : Text(row, ExportField.Noted);
    }

    private string? InsteadOf(ExportLine row, string title)
    {
        if (Text(row, ExportField.ImdbId).StartsWith("nm", StringComparison.OrdinalIgnoreCase))
            return "a person"; // of IMDb, whose lists may be of them, too
        string kind = Text(row, ExportField.Kind);
        bool? isMovie = kind.Length == 0 ? null : ExportKinds.IsMovie(kind);
        bool isUnknown = kind.Length > 0 && isMovie is null && ExportKinds.IsWatched(kind) is null;
        if (isMovie == false || (isUnknown && _tellsKinds))
            return kind;
        if (isMovie != true && (Text(row, ExportField.Episode).Length > 0 || Text(row, ExportField.Series).Length > 0))
            return "an episode or a trailer";
        return isMovie != true && ExportKinds.IsEpisode(title) ? "an episode" : null;
    }

    private bool IsWatched(ExportLine row, float rating, uint time)
    {
        if (_isWatchlist)
            return _table.Fields.ContainsKey(ExportField.Rating) && !float.IsNaN(rating);
        string rated = Text(row, ExportField.Rating);
        if (rated.Any(char.IsLetter) && ExportKinds.IsWatched(rated) == false)
            return false; // "want to see" instead of stars
        string status = _isByStatus ? row.Texts[TypeColumn] : Text(row, ExportField.Status);
        if (status.Length > 0 && ExportKinds.IsWatched(status) is { } isWatched)
            return isWatched || !float.IsNaN(rating);
        if (_table.IsList)
            return true;
        bool isRated = !float.IsNaN(rating) || (Text(row, ExportField.Watched).Length > 0 && time != 0);
        if (_table.Fields.ContainsKey(ExportField.Plays))
            return isRated || Text(row, ExportField.Plays) is not ("" or "0"); // libraries list what was never played, too
        // IMDb's lists have columns for the user's ratings, empty where they only want to see it.
        bool hasRatings =
            _table.Fields.TryGetValue(ExportField.Rating, out int column)
            && TitleText.Key(_table.Columns[column]) is "yourrating" or "yourated";
        return isRated || (!hasRatings && !_table.IsWishes);
    }

    private static DateOrder OrderOf(ExportTable table)
    {
        bool isDayFirst = false;
        bool isMonthFirst = false;
        foreach (ExportLine row in table.Rows)
        {
            foreach (string text in row.Texts)
            {
                if (text.Length is < 6 or > 24)
                    continue;
                DateOrder order = Moment.OrderIn(text);
                isDayFirst |= order == DateOrder.DayFirst;
                isMonthFirst |= order == DateOrder.MonthFirst;
            }
        }
        return isDayFirst == isMonthFirst ? DateOrder.Unknown
            : isDayFirst ? DateOrder.DayFirst
            : DateOrder.MonthFirst;
    }

    /// <summary>
    /// Letterboxd rates to 5; IMDb, TMDB, Trakt and columns called so to 10; others say by what most of them are.
    /// </summary>
    private static float ScaleOf(ExportTable table)
    {
        if (!table.Fields.TryGetValue(ExportField.Rating, out int column))
            return OurScale;
        if (Has("Letterboxd URI"))
            return OurScale;
        string name = TitleText.Key(table.Columns[column]);
        List<float> ratings = [];
        foreach (ExportLine row in table.Rows)
        {
            float scale = 0;
            if (TryRating(row.Texts[column], ref scale, out float value) && scale == 0)
                ratings.Add(value);
        }
        bool isOfTen =
            name is "rating10" or "yourrating" or "yourated" or "userrating" || Has("rated_at") || Has("Const"); // IMDb's, whatever language its other columns speak
        // One rating of 45 for 4.5 must not shrink all others.
        bool isOfHundred = ratings.Count(rating => rating > 10) * 2 > ratings.Count;
        return isOfHundred ? 100
            : isOfTen || ratings.Any(rating => rating is > OurScale and <= 10) ? 10
            : OurScale;

        bool Has(string other) => table.Columns.Contains(other, StringComparer.OrdinalIgnoreCase);
    }
}
