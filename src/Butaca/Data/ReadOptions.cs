namespace Butaca.Data;

/// <summary>How files become interactions.</summary>
public sealed record ReadOptions
{
    /// <summary>
    /// The lowest rating that counts as watched, on the file's own scale; rows below it are skipped and counted, before
    /// repeated pairs are looked at. Default: null, every rating counts, the bad ones too.
    /// </summary>
    public float? MinRating { get; init; }

    /// <summary>
    /// Whether rows that can't be read, such as those with a field too few, are passed over and counted. Default:
    /// false, the first is an error.
    /// </summary>
    public bool Lenient { get; init; }
}

/// <summary>How far a long read has come.</summary>
/// <param name="File">The file being read.</param>
/// <param name="Fraction">The part of its bytes that is read, 0 to 1.</param>
public readonly record struct ReadProgress(string File, double Fraction);

/// <summary>What every reader is given besides its file.</summary>
/// <param name="Options">How files become interactions.</param>
/// <param name="Skipped">Receives what is left out, and why.</param>
/// <param name="Progress">Told now and then how far a long read has come; null for silence.</param>
/// <param name="Cancellation">Stops the read.</param>
public sealed record ReadContext(
    ReadOptions Options,
    SkipReport Skipped,
    IProgress<ReadProgress>? Progress = null,
    CancellationToken Cancellation = default
)
{
    /// <summary>
    /// Told of each row that can't be read, where the options are lenient; null: <see cref="Skipped"/> is.
    /// </summary>
    internal Action<ButacaException>? Odd { get; init; }

    /// <summary>A context with default options that reports to nobody.</summary>
    public static ReadContext Quiet() => new(new ReadOptions(), new SkipReport());

    /// <summary>Reports a row that can't be read.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="problem">What is wrong with it, and in which line.</param>
    internal void OddRow(string file, ButacaException problem)
    {
        if (Odd is { } odd)
            odd(problem);
        else
            Skipped.AddOdd(file, problem.Line ?? 0, problem.Detail ?? problem.Message);
    }
}
