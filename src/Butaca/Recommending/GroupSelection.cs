namespace Butaca.Recommending;

/// <summary>
/// Shares a list among users. u_pj is how many hits movie j is worth to user p, the probability that it is one. After
/// the movies L that are chosen, user p expects E_p = Σ_{j∈L} u_pj hits; the next movie is the one that adds most to
/// the α-fair welfare W = Σ_p (E_p + ε)^(1−α) / (1 − α), which is Σ_p log(E_p + ε) at α = 1, with ε = 0.1 hits. At α =
/// 0 that is the average of what users expect; α = 1 is proportional fairness, Nash's welfare; as α grows, whoever
/// expects least decides: "least misery" (Masthoff 2004, doi:10.1023/B:USER.0000010138.79319.fd), of the list and not
/// of each movie, so that a movie for one user has its place. α = f / (1 − f) makes one parameter of it, the fairness f
/// = 0 … 1. W is concave and grows with each movie, so that each prefix of the list shares, too. Mo and Walrand 2000,
/// doi:10.1109/90.879343; of lists for groups, Kaya, Bridge and Tintarev 2020, doi:10.1145/3383313.3412232, balance
/// each prefix by another concave function, and Sacharidis 2019, "Top-N group recommendations with fairness", SAC '19,
/// by the least satisfied.
/// </summary>
internal static class GroupSelection
{
    /// <summary>ε: less than this is as good as nothing.</summary>
    private const double Least = 0.1;

    /// <summary>
    /// α of f = 1: beyond it, nobody but the least happy is heard, and powers leave the range of numbers.
    /// </summary>
    private const double MostAversion = 50;

    /// <summary>Chooses movies, best first.</summary>
    /// <param name="hits">u: for each user, one value 0 … 1 for each movie of the pool.</param>
    /// <param name="fairness">f, 0 … 1.</param>
    /// <param name="picks">How many are wanted.</param>
    /// <param name="mayFollow">
    /// Whether a movie of the pool may follow those that are chosen already; null: each may.
    /// </param>
    /// <param name="variety">
    /// δ of maximal marginal relevance, see <see cref="Mmr"/>: relevance is what a movie adds to W, as a share of what
    /// the best one would.
    /// </param>
    /// <param name="likeness">How alike two movies of the pool are, 0 … 1.</param>
    /// <returns>Positions in the pool.</returns>
    public static IReadOnlyList<int> Select(
        IReadOnlyList<double[]> hits,
        double fairness,
        int picks,
        Func<int, IReadOnlyList<int>, bool>? mayFollow,
        double variety,
        Func<int, int, double> likeness
    )
    {
        int pool = hits[0].Length;
        double aversion = Math.Min(MostAversion, fairness / (1 - fairness));
        double[] expected = new double[hits.Count];
        double[] gains = new double[pool];
        double[] alike = new double[pool]; // to the most alike movie chosen
        bool[] isChosen = new bool[pool];
        List<int> chosen = [];
        while (chosen.Count < Math.Min(picks, pool))
        {
            double most = 0;
            for (int movie = 0; movie < pool; movie++)
            {
                gains[movie] = 0;
                for (int user = 0; user < hits.Count; user++)
                    gains[movie] += Gain(expected[user], hits[user][movie], aversion);
                if (!isChosen[movie])
                    most = Math.Max(most, gains[movie]);
            }
            int next = -1;
            double highest = double.NegativeInfinity;
            for (int movie = 0; movie < pool; movie++)
            {
                if (isChosen[movie] || mayFollow?.Invoke(movie, chosen) == false)
                    continue;
                double value = (1 - variety) * (most > 0 ? gains[movie] / most : 1) - variety * alike[movie];
                if (value <= highest)
                    continue;
                highest = value;
                next = movie;
            }
            if (next < 0)
                break;
            chosen.Add(next);
            isChosen[next] = true;
            for (int user = 0; user < hits.Count; user++)
                expected[user] += hits[user][next];
            if (variety > 0)
                for (int movie = 0; movie < pool; movie++)
                    alike[movie] = Math.Max(alike[movie], likeness(next, movie));
        }
        return chosen;
    }

    /// <summary>What more hits add to a user's part of W.</summary>
    private static double Gain(double expected, double more, double aversion)
    {
        double before = (expected + Least) / Least;
        double after = (expected + more + Least) / Least;
        return Math.Abs(1 - aversion) < 1e-9
            ? Math.Log(after / before)
            : (Math.Pow(after, 1 - aversion) - Math.Pow(before, 1 - aversion)) / (1 - aversion);
    }
}
