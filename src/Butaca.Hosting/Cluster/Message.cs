using Butaca.Hosting.Storage;

namespace Butaca.Hosting.Cluster;

/// <summary>What silos tell one another.</summary>
internal enum Message
{
    /// <summary>Something changed: read it from the store.</summary>
    Changed = 1,

    /// <summary>A model is about to serve: fetch it. The subject is a <see cref="StoredModel"/> as JSON.</summary>
    Prepare = 2,

    /// <summary>A user was deleted: the subject. Forget them, and write what still waits to be.</summary>
    Deleted = 3,
}
