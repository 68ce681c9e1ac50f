using Butaca.Evaluation.Metrics;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Decides how far the networks for known movies are trusted. Networks that learned from four fifths of the users rank
/// for the others, beside the collaborative score alone; what counts is P@10 + NDCG@10. Where that is clearly better
/// they have all the trust. Where it isn't (few users to learn from, or nothing to learn), the best of none, half and
/// all.
/// </summary>
internal static class NetworkTrust
{
    private const string Name = "known";
    private const int Parts = 5;
    private const int CutOff = 10;

    /// <summary>Fewer users tell too little of how much they differ.</summary>
    private const int LeastUsers = 100;

    /// <summary>
    /// Standard errors above nothing: clearly better (the one-standard-error rule of Breiman et al. 1984).
    /// </summary>
    private const double Clear = 1;

    /// <summary>So many that the parts which were not asked yet can hardly change it: they are not asked.</summary>
    private const double Beyond = 4;

    private static readonly float[] Shares = [0, 0.5f, 1];

    /// <summary>Trains networks and decides.</summary>
    /// <param name="lists">What known movies were to users.</param>
    /// <param name="networks">How many networks; at least one.</param>
    /// <param name="epochs">Rounds over the lists.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    /// <param name="report">Told which share is done.</param>
    public static KnownMovieReranker Learn(
        IReadOnlyList<ExampleList> lists,
        int networks,
        int epochs,
        TrainContext context,
        Action<double> report
    )
    {
        ExampleList[] filled = [.. lists.Where(list => list.Movies.Length > 0)];
        if (!filled.Any(list => list.Watched.Contains(1)))
            return KnownMovieReranker.Untaught;
        ExampleList[][] users = [.. filled.GroupBy(list => list.User).Select(user => user.ToArray())];
        (float slope, float intercept) = Fit(filled);
        if (users.Length < Parts)
            return new KnownMovieReranker([], 0, slope, intercept);
        Examples examples = Examples.Of(filled);
        int all = networks + Parts;
        int done = 0;
        Network[] first = Train([
            .. Enumerable.Range(0, networks).Select(i => new NetworkTask(examples, Name, i)),
            Without(0),
        ]);
        Network[] trained = first[..networks];
        Queue<Network> others = new([first[networks]]);
        List<double[]> values = [];
        for (int part = 0; part < Parts; part++)
        {
            if (others.Count == 0)
                others = new Queue<Network>(Train([Without(part), Without(part + 1)]));
            Network network = others.Dequeue();
            values.AddRange(
                users
                    .Where((_, user) => PartOf(user) == part)
                    .Select(lists =>
                        Shares
                            .Select(trust =>
                                lists.Average(list =>
                                    Value(list, new KnownMovieReranker([network], trust, slope, intercept))
                                )
                            )
                            .ToArray()
                    )
            );
            if (values.Count >= LeastUsers && IsBetter(values, Beyond))
                return new KnownMovieReranker(trained, 1, slope, intercept);
        }
        return new KnownMovieReranker(trained, Trust(values), slope, intercept);

        int PartOf(int user) => user * Parts / users.Length;

        NetworkTask Without(int part) =>
            new(Examples.Of(users.Where((_, user) => PartOf(user) != part).SelectMany(lists => lists)), "trust", part);

        Network[] Train(NetworkTask[] tasks)
        {
            Network[] networks = NetworkTraining.Train(
                tasks,
                epochs,
                context,
                share => report((done + share * tasks.Length) / all),
                Name
            );
            done += tasks.Length;
            return networks;
        }
    }

    /// <summary>
    /// Of what each user's lists are worth with each share of trust. A user's lists are alike, so the errors are over
    /// users.
    /// </summary>
    private static float Trust(List<double[]> values) =>
        IsBetter(values, Clear)
            ? 1
            : Shares[Enumerable.Range(0, Shares.Length).MaxBy(share => values.Average(value => value[share]))];

    /// <summary>Whether all trust is worth more than none by so many standard errors.</summary>
    private static bool IsBetter(List<double[]> values, double errors)
    {
        double[] gains = [.. values.Select(value => value[^1] - value[0])];
        double gain = gains.Average();
        double variance = gains.Sum(g => (g - gain) * (g - gain)) / Math.Max(1, gains.Length - 1);
        return gain > errors * Math.Sqrt(variance / gains.Length);
    }

    /// <summary>P@10 + NDCG@10 of a list as a reranker orders it.</summary>
    private static double Value(ExampleList list, KnownMovieReranker reranker)
    {
        float[] logits = new float[list.Movies.Length];
        reranker.AddLogits(list.Features, logits);
        bool[] hits =
        [
            .. list.Watched.Zip(logits).OrderByDescending(movie => movie.Second).Select(movie => movie.First > 0),
        ];
        int relevant = hits.Count(hit => hit);
        return relevant == 0 ? 0 : Precision.Of(hits, CutOff) + Ndcg.Of(hits, relevant, CutOff);
    }

    /// <summary>Logistic regression on the collaborative score alone, by Newton's method.</summary>
    private static (float Slope, float Intercept) Fit(ExampleList[] lists)
    {
        double watched = lists.Sum(list => list.Watched.Sum());
        double all = lists.Sum(list => list.Movies.Length);
        double slope = 0;
        double intercept = Math.Log((watched + 1) / (all - watched + 1)); // from a larger slope the first step may go too far
        for (int step = 0; step < 20; step++)
        {
            double gradient = 0;
            double gradientAt = 0;
            double ss = 1e-6;
            double si = 0;
            double ii = 1e-6; // a little ridge: the classes may be apart
            foreach (ExampleList list in lists)
            {
                for (int i = 0; i < list.Movies.Length; i++)
                {
                    double x = LinearScorers.ValueOf(LinearScore.Collaborative, list.Features, list.Movies.Length, i);
                    double p = 1 / (1 + Math.Exp(-(slope * x + intercept)));
                    double weight = p * (1 - p);
                    gradient += (list.Watched[i] - p) * x;
                    gradientAt += list.Watched[i] - p;
                    ss = ss + weight * x * x;
                    si = si + weight * x;
                    ii = ii + weight;
                }
            }
            double determinant = ss * ii - si * si;
            if (!(determinant > 0))
                break;
            slope = Math.Clamp(slope + (ii * gradient - si * gradientAt) / determinant, 0.01, 20);
            intercept = Math.Clamp(intercept + (ss * gradientAt - si * gradient) / determinant, -20, 20);
        }
        return ((float)slope, (float)intercept);
    }
}
