using System.Globalization;

namespace Butaca.Data.Files;

/// <summary>Which comes first in dates such as 02/01/2024.</summary>
internal enum DateOrder
{
    /// <summary>It isn't known: only dates that can mean one thing are read.</summary>
    Unknown,

    /// <summary>31/12/2024.</summary>
    DayFirst,

    /// <summary>12/31/2024.</summary>
    MonthFirst,
}

/// <summary>A date or a time, as files write them.</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC; 0 where that is before 1970, after 2105, or ambiguous.</param>
/// <param name="IsDay">Whether it is a day without a time.</param>
/// <param name="IsAmbiguous">Whether day and month could be the other way round, and nothing tells.</param>
internal readonly record struct Moment(uint Seconds, bool IsDay, bool IsAmbiguous)
{
    private const long SecondsOfDay = 86_400;
    private const double FirstWithParts = 100_000_000; // of March 1973: 31.12 is no time
    private const long FirstMilliseconds = 100_000_000_000; // as seconds the year 5138
    private static readonly string[] WithMonthNames =
    [
        "ddd MMM d HH:mm:ss yyyy",
        "ddd MMM d HH:mm:ss 'UTC' yyyy",
        "ddd, d MMM yyyy HH:mm:ss 'GMT'",
        "d MMM yyyy",
        "d-MMM-yyyy",
        "d MMMM yyyy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
    ];

    /// <summary>How an error names what <see cref="TrySeconds"/> reads.</summary>
    public const string ExpectedSeconds =
        "seconds since 1970-01-01 UTC, 0 to 4294967295, or a time such as 2005-12-31T23:59:00Z; divide milliseconds by 1000";

    /// <summary>
    /// Reads a data set's time: seconds since 1970, of which parts of a second are dropped, or what
    /// <see cref="TryParse"/> reads, where day and month are plain.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="seconds">Seconds since 1970-01-01 UTC.</param>
    public static bool TrySeconds(ReadOnlySpan<char> text, out uint seconds)
    {
        seconds = 0;
        if (Digits.TryWhole(Digits.WithoutZeros(text), out long whole))
        {
            seconds = (uint)Math.Min(whole, uint.MaxValue);
            return whole <= uint.MaxValue;
        }
        const NumberStyles unsigned = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (
            double.TryParse(text, unsigned, CultureInfo.InvariantCulture, out double number)
            && number is >= FirstWithParts and <= uint.MaxValue
        )
            seconds = (uint)number;
        else if (TryParse(text, DateOrder.Unknown, out Moment moment))
            seconds = moment.Seconds;
        return seconds > 0;
    }

    /// <summary>
    /// Reads ISO 8601 (with a time or without; UTC where it names no zone), seconds or milliseconds since 1970, days
    /// with English names of months, and days of three numbers.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="order">The order of day and month where the year comes last.</param>
    /// <param name="moment">What was read.</param>
    public static bool TryParse(ReadOnlySpan<char> text, DateOrder order, out Moment moment)
    {
        text = text.Trim();
        moment = default;
        if (Digits.TryWhole(text, out long number))
        {
            moment = Of(number >= FirstMilliseconds ? number / 1000 : number, isDay: false);
            return number > 9999; // not a year
        }
        if (
            TryNumeric(
                text,
                out int first,
                out int second,
                out int third,
                out ReadOnlySpan<char> time,
                out char between
            )
        )
            return TryDay(first, second, third, between, order, out DateOnly day, out bool isAmbiguous)
                && TryTime(day, isAmbiguous, time, out moment);
        if (
            !DateTime.TryParseExact(
                text,
                WithMonthNames,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime named
            )
        )
            return false;
        moment = Of(Seconds1970(named), isDay: named.TimeOfDay == TimeSpan.Zero);
        return true;
    }

    /// <summary>What a date tells of the order of day and month in its file.</summary>
    public static DateOrder OrderIn(ReadOnlySpan<char> text)
    {
        if (
            !TryNumeric(text.Trim(), out int first, out int second, out int third, out _, out char between)
            || between == '.'
            || first > 31
            || second > 31
            || third <= 0
        )
            return DateOrder.Unknown;
        return first > 12 && second is >= 1 and <= 12 ? DateOrder.DayFirst
            : second > 12 && first is >= 1 and <= 12 ? DateOrder.MonthFirst
            : DateOrder.Unknown;
    }

    /// <summary>Takes 2024-01-31…, 31/1/24… and the like apart.</summary>
    private static bool TryNumeric(
        ReadOnlySpan<char> text,
        out int first,
        out int second,
        out int third,
        out ReadOnlySpan<char> rest,
        out char between
    )
    {
        first = second = third = 0;
        rest = text;
        between = '\0';
        return TakeNumber(ref rest, out first)
            && !rest.IsEmpty
            && (between = rest[0]) is '-' or '/' or '.'
            && TakeNumber(ref rest, out second, between)
            && TakeNumber(ref rest, out third, between);
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> text, out int number, char before = '\0')
    {
        number = 0;
        if (before != '\0')
        {
            if (text.IsEmpty || text[0] != before)
                return false;
            text = text[1..].TrimStart(' '); // some write 31. 1. 2024
        }
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits is 0 or > 4)
            return false;
        number = int.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        text = text[digits..];
        return true;
    }

    private static bool TryDay(
        int first,
        int second,
        int third,
        char between,
        DateOrder order,
        out DateOnly day,
        out bool isAmbiguous
    )
    {
        isAmbiguous = false;
        if (first > 31)
            return TryDate(first, second, third, out day);
        int year = third < 100 ? (third < 70 ? 2000 + third : 1900 + third) : third;
        bool isDayFirst = TryDate(year, second, first, out DateOnly dayFirst);
        bool isMonthFirst = TryDate(year, first, second, out DateOnly monthFirst);
        if (between == '.')
            order = DateOrder.DayFirst; // nobody writes 12.31.2024
        bool takesMonthFirst = isMonthFirst && (!isDayFirst || order == DateOrder.MonthFirst);
        day = takesMonthFirst ? monthFirst : dayFirst;
        isAmbiguous = isDayFirst && isMonthFirst && dayFirst != monthFirst && order == DateOrder.Unknown;
        return isDayFirst || isMonthFirst;
    }

    private static bool TryDate(int year, int month, int day, out DateOnly date)
    {
        bool isDay =
            year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDay ? new DateOnly(year, month, day) : default;
        return isDay;
    }

    private static bool TryTime(DateOnly day, bool isAmbiguous, ReadOnlySpan<char> text, out Moment moment)
    {
        long midnight = (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * SecondsOfDay;
        moment = isAmbiguous ? new Moment(0, IsDay: true, IsAmbiguous: true) : Of(midnight, isDay: true);
        text = text.TrimStart(" T,").Trim();
        if (text.IsEmpty)
            return true;
        if (text.EndsWith("UTC", StringComparison.OrdinalIgnoreCase)) // the framework knows GMT and Z only
            text = text[..^3];
        bool isTime = DateTimeOffset.TryParse(
            $"{day:yyyy-MM-dd} {text}",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset whole
        );
        if (isTime && !isAmbiguous)
            moment = Of(whole.ToUnixTimeSeconds(), isDay: false);
        return isTime;
    }

    private static long Seconds1970(DateTime utc) => (long)(utc - DateTime.UnixEpoch).TotalSeconds;

    private static Moment Of(long seconds, bool isDay) =>
        new(seconds is > 0 and <= uint.MaxValue ? (uint)seconds : 0, isDay, IsAmbiguous: false);
}
