namespace Butaca;

/// <summary>
/// The one place that makes random generators. Each use names its stream, so that one more draw in one place
/// changes nothing elsewhere, and streams of one seed are unrelated. A stream keeps the name that it has, whatever the
/// word is elsewhere: another name would draw other numbers, and change every figure that follows from them.
/// </summary>
public static class Seeds
{
    /// <summary>Creates the generator of a stream.</summary>
    /// <param name="seed">The user's seed; any value.</param>
    /// <param name="stream">What the numbers are for, such as <c>"people-folds"</c>.</param>
    /// <param name="index">The position in a series of like streams: a draw, a fold, a user row.</param>
    /// <returns>A generator whose sequence depends on the three arguments alone, on every platform.</returns>
    public static Random Create(long seed, string stream, long index = 0)
    {
        ulong state = Mix((ulong)seed);
        foreach (char c in stream)
            state = Mix(state ^ c);
        state = Mix(state ^ (ulong)index);
#pragma warning disable RS0030 // The seeded place. Random(int) keeps its algorithm across .NET versions; the unseeded one does not.
        return new Random((int)(state >> 33));
#pragma warning restore RS0030
    }

    /// <summary>Draws from the normal distribution of mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public static float NextGaussian(this Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());

    /// <summary>
    /// Draws <paramref name="count"/> different values of 0 … <paramref name="population"/> − 1, each set equally
    /// likely.
    /// </summary>
    /// <returns>The values in ascending order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">count is negative or above the population.</exception>
    public static int[] Sample(this Random random, int population, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, population);
        int[] values = new int[population];
        for (int i = 0; i < population; i++)
            values[i] = i;
        random.Shuffle(values);
        int[] sample = values[..count];
        Array.Sort(sample);
        return sample;
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
