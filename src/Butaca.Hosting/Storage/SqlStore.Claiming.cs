using System.Data.Common;

namespace Butaca.Hosting.Storage;

/// <summary>Having the store for one server alone: docs/decisions/0007-one-server-a-store.md.</summary>
internal abstract partial class SqlStore
{
    /// <summary>The setting with the name of the server that had the store last.</summary>
    private const string OwnerSetting = "server";

    /// <summary>What this server signs the store with.</summary>
    private protected virtual string Owner { get; } = Guid.NewGuid().ToString("N");

    private bool _isClaimed;
    private bool _isSigned;
    private volatile bool _isLost;

    public bool IsLost => _isLost;

    public Task ClaimAsync(CancellationToken cancellation) => ExplainedAsync(EnsureClaimAsync, cancellation);

    private async Task EnsureClaimAsync(CancellationToken cancellation)
    {
        if (await TryClaimAsync(cancellation) == StoreClaim.Refused)
            throw new StoreException(
                $"{Where}: found another server at work on it, expected none. End that one, or give this one a store of its own (Butaca:Store).",
                isTransient: true
            );
        _isClaimed = true;
    }

    /// <summary>
    /// Holds on to the claim. It keeps others waiting; that none of them wrote is for <see cref="CheckOwnerAsync"/> to
    /// say.
    /// </summary>
    private async Task KeepClaimAsync()
    {
        if (_isLost)
            throw Lost();
        if (await TryClaimAsync(CancellationToken.None) != StoreClaim.Refused)
            return;
        if (_isSigned && await GetSettingAsync(OwnerSetting, CancellationToken.None) != Owner)
            throw Lost();
        throw new StoreException(
            $"{Where}: found an earlier connection of this server at work on it, or another server that has just begun, expected none. The database ends the first by itself.",
            isTransient: true
        );
    }

    /// <summary>
    /// The fence: within the transaction of each write the store says whose it is, and nobody can sign it over before
    /// that ends. So whatever was acknowledged was there when another server began to read, however it came by its
    /// claim.
    /// </summary>
    private async Task CheckOwnerAsync(DbTransaction transaction)
    {
        if (_isSigned && await LockOwnerAsync(transaction, OwnerSetting) != Owner)
            throw Lost();
    }

    private StoreException Lost()
    {
        _isLost = true;
        return new StoreException(
            $"{Where}: found that another server took it over from this one, expected none. Start this one again: what it knows is out of date.",
            isTransient: true
        );
    }

    private async Task SignAsync(CancellationToken cancellation)
    {
        CheckSigner(await GetSettingAsync(OwnerSetting, cancellation));
        await SetSettingAsync(OwnerSetting, Owner, cancellation);
        _isSigned = true;
    }

    /// <summary>Whether whoever had the store last may be taken over from.</summary>
    /// <exception cref="StoreException">Not by this server.</exception>
    private protected virtual void CheckSigner(string? owner) { }

    /// <summary>Has the store for this server alone, and does nothing where it has it already.</summary>
    protected abstract Task<StoreClaim> TryClaimAsync(CancellationToken cancellation);

    /// <summary>Reads the setting with the owner's name, and keeps it as it is until the transaction ends.</summary>
    protected abstract Task<string?> LockOwnerAsync(DbTransaction transaction, string setting);
}
