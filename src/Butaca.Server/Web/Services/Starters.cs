using Butaca.Hosting.Live;
using Butaca.Recommending;

namespace Butaca.Server.Web.Services;

/// <summary>
/// The movies that somebody of whom nothing is known is asked about first: much watched, so that most users know some,
/// and unlike each other, so that each answer tells something else.
/// </summary>
/// <param name="state">The movies.</param>
public sealed class Starters(LiveState state)
{
    /// <summary>Movies on a strip.</summary>
    public const int Length = 12;

    private const int Pool = 400;
    private const int Most = 10 * Length;

    /// <summary>
    /// What a decade in common counts, where all genres in common count 1; and how much likeness counts against fame.
    /// </summary>
    private const double DecadeWeight = 0.4;
    private const double VarietyWeight = 0.55;

    private volatile Chosen? _chosen;

    /// <summary>Rows of the catalogue, a strip after the other.</summary>
    public IReadOnlyList<int> Rows
    {
        get
        {
            LiveCatalog catalog = state.Deployment.Catalog;
            Chosen? chosen = _chosen;
            if (chosen is null || chosen.Catalog != catalog)
                _chosen = chosen = new Chosen(
                    catalog,
                    Choose(catalog, new MovieSimilarity(state.SeedData.Data), state.SeedData.Data.Catalog.Count)
                );
            return chosen.Rows;
        }
    }

    /// <summary>One strip; after the last comes the first.</summary>
    public IReadOnlyList<int> Strip(int number)
    {
        IReadOnlyList<int> rows = Rows;
        int strips = Math.Max(1, rows.Count / Length);
        return [.. rows.Skip(number % strips * Length).Take(Length)];
    }

    /// <summary>
    /// Maximal marginal relevance within each strip: fame against the likeness to what the strip has already.
    /// </summary>
    private static List<int> Choose(LiveCatalog catalog, MovieSimilarity similarity, int known)
    {
        List<int> pool = [.. catalog.ByAudience.Where(row => row < known).Take(Pool)];
        List<int> chosen = [];
        int count = pool.Count;
        Dictionary<int, double> fame = pool.Select((row, i) => (row, 1.0 - (double)i / count)).ToDictionary();
        while (pool.Count > 0 && chosen.Count < Most)
        {
            List<int> strip = chosen[(chosen.Count / Length * Length)..];
            int next = pool.MaxBy(row =>
                (1 - VarietyWeight) * fame[row]
                - VarietyWeight * strip.Select(other => Likeness(row, other)).DefaultIfEmpty(0).Max()
            );
            pool.Remove(next);
            chosen.Add(next);
        }
        return chosen;

        double Likeness(int a, int b) =>
            similarity.Of(a, b)
            + (catalog.Catalog[a].Year / 10 is { } decade && decade == catalog.Catalog[b].Year / 10 ? DecadeWeight : 0);
    }

    private sealed record Chosen(LiveCatalog Catalog, List<int> Rows);
}
