using Butaca.Models;
using Butaca.Models.Hybrid;
using Butaca.Splits;
using Butaca.Training.Models;

namespace Butaca.Training.Hybrid;

/// <summary>
/// The networks that weigh evidence of new movies, and what is added to their logits. They learn on known movies as if those
/// were new; each network leaves a fourth of the movies out, so that what it says of them is what it would say of new ones: they
/// stand beside all known movies, a new one for four. By that an offset is chosen, which has new movies recommended as often as is wanted: less is known of them, so that their
/// probabilities lie closer together, and hardly any would reach the first ten.
/// </summary>
/// <param name="Networks">One for each fourth of the movies, to be averaged.</param>
/// <param name="Offset">Is added to the logits.</param>
internal sealed record NewMovieNetworks(Network[] Networks, float Offset)
{
    private const int Parts = 4, CutOff = 10;

    /// <summary>One new movie for four known ones: so much of what people watch is new.</summary>
    private const double WatchedShare = 1.0 / (Parts + 1);

    /// <summary>Learns.</summary>
    /// <param name="questions">What known movies were to people, and what they were as if they were new.</param>
    /// <param name="known">The networks for known movies; where there are none, new ones have none.</param>
    /// <param name="movieCount">Movies in the catalogue.</param>
    /// <param name="options">Rounds, and how often new movies are to be recommended.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    /// <param name="report">Told which share is done.</param>
    public static NewMovieNetworks Learn(
        IReadOnlyList<(ExampleList Known, ExampleList New)> questions, Network[] known, int movieCount, ButacaOptions options, TrainContext context, Action<double> report)
    {
        if (known.Length == 0) return new NewMovieNetworks([], 0);
        int[] part = Folds.Assign(movieCount, Parts, context.Seed, "butaca new movies");
        Network[] networks = [.. Enumerable.Range(0, Parts).Select(i => NetworkTraining.Train(
            Examples.Of(questions.Select(question => question.New.Where(movie => part[movie] != i))), options.Epochs, "new", i, context, done => report((i + done) / Parts)))];
        return new NewMovieNetworks(networks, OffsetFor(options.NewShare, questions, known, networks, part, context));
    }

    private static float OffsetFor(
        double share, IReadOnlyList<(ExampleList Known, ExampleList New)> questions, Network[] known, Network[] networks, int[] part, TrainContext context)
    {
        float[] entries = new float[questions.Count * Parts * CutOff];
        context.ParallelFor(questions.Count, i =>
        {
            float[] rivals = Best(LogitsOf(questions[i].Known, known));
            for (int withheld = 0; withheld < Parts; withheld++)
            {
                ExampleList others = questions[i].New.Where(movie => part[movie] == withheld);
                Entries(rivals, Best(LogitsOf(others, [networks[withheld]])), entries.AsSpan((i * Parts + withheld) * CutOff, CutOff));
            }
        });
        Array.Sort(entries);
        int rank = Math.Min((int)(entries.Length * share * WatchedShare), entries.Length - 1);
        int first = Array.FindIndex(entries, float.IsFinite), last = Array.FindLastIndex(entries, float.IsFinite);
        return first < 0 ? 0 : entries[Math.Clamp(rank, first, last)];
    }

    /// <summary>
    /// The offsets from which the j-th best new movie is among the first: those at which it passes the known movie whose
    /// place it takes, the j-th from the end.
    /// </summary>
    private static void Entries(ReadOnlySpan<float> known, ReadOnlySpan<float> others, Span<float> entries)
    {
        for (int j = 0; j < entries.Length; j++) entries[j] = float.IsFinite(others[j]) ? known[^(j + 1)] - others[j] : float.PositiveInfinity;
    }

    /// <summary>The best logits, descending; -∞ where there are too few.</summary>
    private static float[] Best(IEnumerable<float> logits)
    {
        float[] best = [.. logits.OrderDescending().Take(CutOff)];
        return [.. best, .. Enumerable.Repeat(float.NegativeInfinity, CutOff - best.Length)];
    }

    private static float[] LogitsOf(ExampleList list, Network[] networks)
    {
        float[] logits = new float[list.Movies.Length];
        foreach (Network network in networks) network.AddLogits(list.Features, logits.Length, 1f / networks.Length, logits);
        return logits;
    }
}
