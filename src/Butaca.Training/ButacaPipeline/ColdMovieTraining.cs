using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Splits;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// The networks that rerank cold movies, and what is added to their logits. They learn on known movies as if those
/// were cold; each network leaves a fourth of the movies out, so that what it says of them is what it would say of cold
/// ones. Less is known of those, so their probabilities lie closer together, and hardly one would reach the first ten:
/// where they stand beside all known movies, a cold one for four, the offset is chosen with which they do as often as
/// is wanted, and as is borne.
/// </summary>
/// <param name="Networks">One for each fourth of the movies, to be averaged.</param>
/// <param name="Offset">Is added to the logits.</param>
internal sealed record ColdMovieTraining(Network[] Networks, float Offset)
{
    private const string Name = "new";
    private const int Parts = 4;
    private const int CutOff = 10;

    /// <summary>The offset is chosen on lists for which this share of a history, or less, is given.</summary>
    private const double MostGiven = 0.45;

    /// <summary>
    /// The share of their precision at 10 that users may lose by it: where what movies are tells little, cold ones had
    /// better wait.
    /// </summary>
    private const double MostLost = 0.02;

    /// <summary>One cold movie for four known ones: so much of what users watch is taken as cold.</summary>
    private const double WatchedShare = 1.0 / (Parts + 1);

    /// <summary>Learns.</summary>
    /// <param name="questions">What known movies were to users, and what they were as if they were cold.</param>
    /// <param name="known">Reranks known movies; without networks for these, cold ones have none.</param>
    /// <param name="movieCount">Movies in the catalogue; fewer than four can't be parted.</param>
    /// <param name="options">Rounds, and how often new movies are to be recommended.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    /// <param name="report">Told which share is done.</param>
    public static ColdMovieTraining Learn(
        IReadOnlyList<(ExampleList Known, ExampleList Cold)> questions,
        KnownMovieReranker? known,
        int movieCount,
        ButacaOptions options,
        TrainContext context,
        Action<double> report
    )
    {
        if (known is null or { Networks.Length: 0 } || movieCount < Parts)
            return new ColdMovieTraining([], 0);
        int[] part = Folds.Assign(movieCount, Parts, context.Seed, "butaca new movies");
        Examples[] examples =
        [
            .. Enumerable
                .Range(0, Parts)
                .Select(i => Examples.Of(questions.Select(question => question.Cold.Where(movie => part[movie] != i)))),
        ];
        if (examples.Any(example => example.Watched.Length == 0))
            return new ColdMovieTraining([], 0);
        Network[] networks = NetworkTraining.Train(
            [.. examples.Select((from, i) => new NetworkTask(from, Name, i))],
            options.Epochs,
            context,
            report,
            Name
        );
        // Where nearly all of a history is given little is left to be found, and hardly a place to lose.
        (ExampleList Known, ExampleList Cold)[] partial =
        [
            .. questions.Where(question => question.Known.Given <= MostGiven),
        ];
        return new ColdMovieTraining(networks, OffsetFor(options.NewShare, partial, known, networks, part, context));
    }

    private static float OffsetFor(
        double share,
        (ExampleList Known, ExampleList Cold)[] questions,
        KnownMovieReranker known,
        Network[] networks,
        int[] part,
        TrainContext context
    )
    {
        if (share == 0)
            return ColdMovieReranker.Never;
        // Each cold movie that reaches the first ten takes a known one's place there, the best the last's: where, and
        // what is lost.
        (float Offset, float Lost)[] entries = new (float, float)[questions.Length * Parts * CutOff];
        double[] found = new double[questions.Length];
        context.ParallelFor(
            questions.Length,
            i =>
            {
                (float Logit, float Watched)[] rivals = Best(questions[i].Known, known);
                found[i] = rivals.Sum(rival => rival.Watched);
                for (int withheld = 0; withheld < Parts; withheld++)
                {
                    (float Logit, float Watched)[] others = Best(
                        questions[i].Cold.Where(movie => part[movie] == withheld),
                        KnownMovieReranker.Of(networks[withheld])
                    );
                    for (int j = 0; j < CutOff; j++)
                    {
                        (float Logit, float Watched) rival = rivals[^(j + 1)];
                        (float Logit, float Watched) other = others[j];
                        entries[(i * Parts + withheld) * CutOff + j] = (
                            float.IsFinite(other.Logit) ? rival.Logit - other.Logit : float.PositiveInfinity,
                            rival.Watched - other.Watched
                        );
                    }
                }
            }
        );
        entries = [.. entries.OrderBy(entry => entry.Offset)]; // stable
        int most = Math.Min((int)(entries.Length * share * WatchedShare), entries.Length - 1);
        int rank = 0;
        double bearable = MostLost * found.Sum() * Parts;
        double lost = 0;
        for (int i = 0; i < most; i++)
        {
            lost += entries[i].Lost;
            if (lost <= bearable)
                rank = i + 1;
        }
        int first = Array.FindIndex(entries, entry => float.IsFinite(entry.Offset));
        int last = Array.FindLastIndex(entries, entry => float.IsFinite(entry.Offset));
        return first < 0 ? 0 : entries[Math.Clamp(rank, first, last)].Offset;
    }

    /// <summary>
    /// The best logits of a list, descending, and whether the movies were watched; -∞ where there are too few.
    /// </summary>
    private static (float Logit, float Watched)[] Best(ExampleList list, KnownMovieReranker reranker)
    {
        float[] logits = new float[list.Movies.Length];
        reranker.AddLogits(list.Features, logits);
        (float, float)[] best = [.. logits.Zip(list.Watched).OrderByDescending(movie => movie.First).Take(CutOff)];
        return [.. best, .. Enumerable.Repeat((float.NegativeInfinity, 0f), CutOff - best.Length)];
    }
}
