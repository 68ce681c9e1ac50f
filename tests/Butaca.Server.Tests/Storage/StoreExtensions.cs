using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

internal static class StoreExtensions
{
    /// <summary>How many events there are, by reading them all.</summary>
    public static async Task<long> CountEventsAsync(this IStore store, CancellationToken cancellation) =>
        await store.EventsAsync(cancellation).LongCountAsync(cancellation);
}
