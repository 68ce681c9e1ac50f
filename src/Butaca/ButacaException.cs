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
    public ButacaException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>The option that cannot be used, such as <c>genre</c>; null where no single one is the cause.</summary>
    public string? Option { get; init; }

    /// <summary>
    /// What was found and what was expected, without the name of the <see cref="Option"/>, or without the file and the
    /// <see cref="Line"/>; null where neither is.
    /// </summary>
    public string? Detail { get; init; }

    /// <summary>The line of a file, from 1, that can't be used; null where no single one is the cause.</summary>
    public long? Line { get; init; }

    /// <summary>What is wrong with the file; null where the cause is another, or has no name.</summary>
    public FileProblem? Problem { get; init; }

    /// <summary>What the <see cref="Problem"/> says of it; null where there is nothing to say.</summary>
    public string? Value { get; init; }
}
