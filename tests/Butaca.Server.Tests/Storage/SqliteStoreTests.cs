using Butaca.Server.Storage;
using Butaca.Tests;

namespace Butaca.Server.Tests.Storage;

public sealed class SqliteStoreTests : StoreContractTests
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<IStore> OpenAsync() => Task.FromResult(Stores.Open(_folder["new/folder/butaca.db"]));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
