using System.Xml.Linq;
using Butaca.Hosting.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Butaca.Server.Web;

/// <summary>
/// One ring of keys of data protection for all servers of a cluster: what one protects the others understand.
/// </summary>
/// <param name="store">Where it is.</param>
internal sealed class KeysInStore(IClusterStore store) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(store.ProtectionKeysAsync(CancellationToken.None)).Select(XElement.Parse)];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) =>
        Wait(
            Task.Run(async () =>
            {
                await store.AddProtectionKeyAsync(
                    friendlyName,
                    element.ToString(SaveOptions.DisableFormatting),
                    CancellationToken.None
                );
                return true;
            })
        );

    /// <summary>Data protection asks without waiting for anything: once at the start, then once a day.</summary>
    private static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();
}
