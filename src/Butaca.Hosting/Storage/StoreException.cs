namespace Butaca.Hosting.Storage;

/// <summary>
/// The store cannot do what it was asked to. The message says what was found, what was expected, and the way out.
/// </summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The whole message, ready to print; without passwords.</param>
    /// <param name="isTransient">Whether the same call may succeed later without a restart.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public StoreException(string message, bool isTransient, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>
    /// Whether the same call may succeed later without a restart: the database is away, locked, another server's, or
    /// its disk is full. A write that ended so may have been stored all the same; to send an event again is harmless.
    /// </summary>
    public bool IsTransient { get; }
}
