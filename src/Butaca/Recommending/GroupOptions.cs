namespace Butaca.Recommending;

/// <summary>How a list for several users is shared among them.</summary>
public sealed record GroupOptions
{
    /// <summary>
    /// 0 … 1, how much whoever gets least counts: at 0 the average alone, at 1 the least happy alone ("least misery");
    /// at 1/2 what one gains is weighed by how much they have already. See docs/guide/together.md. Default 0.5, chosen
    /// by measurement.
    /// </summary>
    public double Fairness { get; init; } = 0.5;

    /// <summary>
    /// Whether a movie may come up that some have seen and others have not: for the others' sake, marked. One that all
    /// have seen never does. Default false.
    /// </summary>
    public bool KeepSeen { get; init; }
}
