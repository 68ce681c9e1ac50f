namespace Butaca.Server.Storage;

/// <summary>Having the store for one server alone: docs/decisions/0007-one-server-a-store.md.</summary>
internal abstract partial class SqlStore
{
    /// <summary>The setting with the name of the server that had the store last.</summary>
    private const string OwnerSetting = "server";

    private readonly string _owner = Guid.NewGuid().ToString("N");
    private bool _isClaimed;
    private bool _isSigned;
    private bool _isCertain = true;
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

    /// <summary>A claim that had to be taken anew, or is refused, may have been another's meanwhile: the store has the name of who had it last.</summary>
    private async Task KeepClaimAsync()
    {
        StoreClaim claim = _isLost ? StoreClaim.Refused : await TryClaimAsync(CancellationToken.None);
        _isCertain &= claim == StoreClaim.Kept;
        if (_isSigned && !_isCertain && !_isLost)
        {
            _isLost = await GetSettingAsync(OwnerSetting, CancellationToken.None) != _owner;
            _isCertain = claim != StoreClaim.Refused;
        }
        if (_isLost)
            throw new StoreException(
                $"{Where}: found that another server took it over while this one had no connection, expected none. Start this one again: what it knows is out of date.",
                isTransient: true
            );
        if (claim == StoreClaim.Refused)
            throw new StoreException(
                $"{Where}: found an earlier connection of this server at work on it, or another server that has just begun, expected none. The database ends the first by itself.",
                isTransient: true
            );
    }

    private async Task SignAsync(CancellationToken cancellation)
    {
        await SetSettingAsync(OwnerSetting, _owner, cancellation);
        _isSigned = true;
    }

    /// <summary>Has the store for this server alone, and does nothing where it has it already.</summary>
    protected abstract Task<StoreClaim> TryClaimAsync(CancellationToken cancellation);
}
