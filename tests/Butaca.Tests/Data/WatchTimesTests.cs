using Butaca.Data;

namespace Butaca.Tests.Data;

public sealed class WatchTimesTests
{
    private const uint Day = 24 * 3600;

    [Fact]
    public void TheEndIsWhereNinetyNineOfAHundredAreOver()
    {
        uint[] times = [.. Enumerable.Range(1, 199).Select(i => (uint)i * Day + 5)];
        Assert.Equal(198 * Day + 5, WatchTimes.End([.. times, uint.MaxValue])); // one of 200 is a clock's that is wrong
        Assert.Equal(3 * Day + 9, WatchTimes.End([3 * Day, 3 * Day + 9, 0, 2 * Day]));
        Assert.Equal(uint.MaxValue, WatchTimes.End([uint.MaxValue]));
        Assert.Equal(0u, WatchTimes.End([]));
        Assert.Equal(0u, WatchTimes.End([0, 0]));
    }

    [Fact]
    public void TheLastYearIsTheEndsWhereTimesAreDates()
    {
        uint end = (uint)
            DateTimeOffset
                .Parse("2003-06-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture)
                .ToUnixTimeSeconds();
        Assert.Equal(2003, WatchTimes.LastYear(end, [1990, 2003, 2024, null]));
        Assert.Equal(double.PositiveInfinity, WatchTimes.LastYear(end, [1990, 2010, 2024, null, null]));
        Assert.Equal(double.PositiveInfinity, WatchTimes.LastYear(200, [1990, 2003, null])); // rows that are numbered
        Assert.Equal(double.PositiveInfinity, WatchTimes.LastYear(0, []));
        Assert.Equal(2003, WatchTimes.LastYear(end, []));
    }
}
