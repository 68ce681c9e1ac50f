namespace Butaca.Data;

/// <summary>How files become interactions.</summary>
public sealed record ReadOptions
{
    /// <summary>
    /// The lowest rating that counts as watched, on the file's own scale; rows below it are skipped and counted, before
    /// repeated pairs are looked at. Default: null, every rating counts, the bad ones too.
    /// </summary>
    public float? MinRating { get; init; }
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
    /// <summary>A context with default options that reports to nobody.</summary>
    public static ReadContext Quiet() => new(new ReadOptions(), new SkipReport());
}
