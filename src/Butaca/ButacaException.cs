namespace Butaca;

/// <summary>
/// An input, an option or a file that Butaca cannot use. The message is one sentence or two for the person at the
/// keyboard: where (file, line, field), what was found, what was expected, and the way out.
/// </summary>
public sealed class ButacaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The whole message, ready to print.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public ButacaException(string message, Exception? inner = null) : base(message, inner) { }
}
