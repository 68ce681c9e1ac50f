using Butaca.Hosting.Storage;

namespace Butaca.Server.Security;

/// <summary>
/// The key that a server has from its first start, so that what names users can be asked for at once.
/// </summary>
internal static class FirstKey
{
    private const string Name = "first start";

    /// <summary>Makes a key that may write where the store has none, revoked ones counting, too.</summary>
    /// <param name="store">The store.</param>
    /// <param name="access">Who needs none, which is told with it.</param>
    /// <param name="time">Tells when.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What to show, once: the key is not stored. Null where there are keys.</returns>
    public static async Task<string?> MakeAsync(
        IStore store,
        AccessOptions access,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if ((await store.KeysAsync(cancellation)).Count > 0)
            return null;
        (string key, StoredKey stored) = ApiKeys.Make(Name, KeyScope.Write, time.GetUtcNow());
        await store.AddKeyAsync(stored, cancellation);
        string page = access.AnonymousRead switch
        {
            AnonymousAccess.Nobody => "The page needs one, too.",
            AnonymousAccess.Loopback =>
                "The page on this machine needs none; what names users, such as histories, does.",
            AnonymousAccess.LoopbackWithUsers => "The page on this machine needs none, nor does reading.",
            AnonymousAccess.Everybody => "The page needs none; what names users, such as histories, does.",
            _ => throw new InvalidOperationException($"'{access.AnonymousRead}' is no access."),
        };
        return $"""
            A key to read and to write, shown this once: {key}
            Send it as Authorization: Bearer KEY. {page}
            'butaca keys create' makes others, 'butaca keys revoke {stored.Id}' ends this one.
            """;
    }
}
