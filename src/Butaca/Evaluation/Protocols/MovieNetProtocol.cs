using Butaca.Data;
using Butaca.Splits;

namespace Butaca.Evaluation.Protocols;

/// <summary>
/// The original MovieNet's measure. Existing users are trained on, new users are not; for both, in-sample (all movies
/// go in and may be recommended) and out-of-sample (int(0.2·n) random movies go in, the rest is to be found). The
/// catalogue is the original's: the movies of its interactions. Others that the data set lists nobody can have watched.
/// </summary>
public sealed class MovieNetProtocol : IProtocol
{
    /// <summary>MovieNet trained on users 1 to 530 of 610.</summary>
    private static readonly IdRanges Existing = IdRanges.Parse("existing", "1-530");

    /// <inheritdoc/>
    public string Name => "movienet";

    /// <inheritdoc/>
    public string Summary =>
        "MovieNet's own: existing (1-530) and new users, in-sample and out-of-sample; movies that nobody in the data set has watched are not ranked.";

    /// <inheritdoc/>
    public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options)
    {
        IdRanges set = options.Existing ?? Existing;
        int[] existing = set.RowsOf(data.Users);
        int[] others = [.. Enumerable.Range(0, data.Users.Count).Except(existing)];
        if (existing.Length == 0 || others.Length == 0)
            Throw.Option("existing", set.ToString(), $"some, not all, of the data set's {data.Users.Count} user ids");
        Group[] groups =
        [
            Cases.InSample(
                "existing users, in-sample",
                data,
                existing,
                "Everything went in and may come out: a measure of memory."
            ),
            Cases.OutOfSample(
                "existing users, out-of-sample",
                data,
                existing,
                options,
                "The movies to find were trained on, as in the original."
            ),
            Cases.InSample(
                "new users, in-sample",
                data,
                others,
                "Everything went in and may come out: a measure of memory."
            ),
            Cases.OutOfSample("new users, out-of-sample", data, others, options),
        ];
        yield return new Round("train on the existing users", data.SelectUsers(existing), groups);
    }
}
