using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Butaca.Data;

namespace Butaca.Hosting.Live;

/// <summary>
/// The seed data, the data set that the server starts from: what it says of the movies and the users. Safe for many
/// threads.
/// </summary>
/// <param name="name">The name of its folder.</param>
/// <param name="data">The data set.</param>
/// <param name="forgotten">Users who are to be forgotten.</param>
public sealed class SeedData(string name, Dataset data, IEnumerable<string> forgotten)
{
    private readonly ConcurrentDictionary<string, bool> _forgotten = new(
        forgotten.Select(user => KeyValuePair.Create(user, true)),
        StringComparer.Ordinal
    );

    /// <summary>The name of its folder, for people to read.</summary>
    public string Name => name;

    /// <summary>The data set, with the users who are to be forgotten.</summary>
    public Dataset Data => data;

    /// <summary>The row of a user of the data set; −1 where it doesn't know them, or is to forget them.</summary>
    public int RowOf(string user) => _forgotten.ContainsKey(user) ? -1 : data.Users.RowOf(user);

    /// <summary>Forgets a user of the data set.</summary>
    public void Forget(string user) => _forgotten.TryAdd(user, true);

    /// <summary>Whether a user is forgotten.</summary>
    public bool HasForgotten(string user) => _forgotten.ContainsKey(user);

    /// <summary>Whether the data set knows a user, forgotten or not.</summary>
    public bool Knows(string user) => data.Users.RowOf(user) >= 0;

    /// <summary>What the data set says a user watched; nothing where it doesn't know them.</summary>
    public IEnumerable<Watching> WatchedBy(string user)
    {
        int row = RowOf(user);
        return row < 0 ? [] : WatchedBy(row);
    }

    /// <summary>What the data set says a user watched.</summary>
    /// <param name="user">The user's row.</param>
    public IEnumerable<Watching> WatchedBy(int user)
    {
        History history = data.Interactions.HistoryOf(user);
        Watching[] watched = new Watching[history.Movies.Length];
        for (int i = 0; i < watched.Length; i++)
            watched[i] = new Watching(
                data.Catalog[history.Movies[i]].Id,
                history.Ratings.IsEmpty ? float.NaN : history.Ratings[i],
                history.Times.IsEmpty ? 0 : history.Times[i]
            );
        return watched;
    }

    /// <summary>
    /// The number by which models of earlier versions know a user whose id is no whole number: a negative one from its
    /// SHA-256. Null for a whole number, by which every version knows them.
    /// </summary>
    public static long? FormerNumberOf(string user) =>
        Id.Parse(user).IsNumber
            ? null
            : BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(user))) | long.MinValue;
}
