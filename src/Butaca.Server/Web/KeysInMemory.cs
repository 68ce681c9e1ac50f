using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Butaca.Server.Web;

/// <summary>
/// Keys of data protection that nobody finds on a disk: they end with the process, as what they protect does. Safe for
/// many threads.
/// </summary>
internal sealed class KeysInMemory : IXmlRepository
{
    private readonly Lock _lock = new();
    private readonly List<XElement> _keys = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_lock)
            return [.. _keys.Select(key => new XElement(key))];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_lock)
            _keys.Add(new XElement(element));
    }
}
