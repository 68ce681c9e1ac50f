namespace Butaca.Hosting.Storage;

/// <summary>What an event may say, whoever sends it.</summary>
internal static class EventRules
{
    /// <summary>The longest id of an event, in characters.</summary>
    public const int LongestId = 64;

    /// <summary>How far the sender's clock may be ahead of ours.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>What is wrong with the time of an event; null: nothing.</summary>
    public static string? ProblemOfTime(DateTimeOffset? time, DateTimeOffset now) =>
        time > now + Ahead ? $"found {time:O}, expected a time that has come: whatever is said later counts for less"
        : SecondsOf(time, now) is < 0 or > uint.MaxValue
            ? $"found {time:O}, expected a time from 1970-01-01 to 2106-02-07 06:28:15 UTC"
        : null;

    /// <summary>
    /// When an event happened, in seconds since 1970-01-01 UTC, no later than now: a model is not told of what is to
    /// come.
    /// </summary>
    public static long SecondsOf(DateTimeOffset? time, DateTimeOffset now) =>
        (time < now ? time.Value : now).ToUnixTimeSeconds();
}
