using Butaca.Data;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>
/// "Hidden gems": reorders a pool of relevant movies by z(r_j) − ν·w·z(log(1 + a_j)), where r_j is how relevant movie j
/// is, a_j how many of the training users watched it, z standardises over the pool, ν is the novelty asked for and w =
/// 2: at ν = 1/2 both count the same, at ν = 1 the audience counts twice. But for the 1, which makes less of the
/// difference between one viewer and two, −z(log a) is the standardised inverse user frequency log(U / a) of Breese,
/// Heckerman and Kadie 1998, arXiv:1301.7363. A movie that nobody watched yet has no audience to judge it by: it counts
/// as an average one.
/// </summary>
internal static class PopularityDiscount
{
    /// <summary>w, what the audience counts beside relevance at ν = 1.</summary>
    public const double Weight = 2;

    /// <summary>Reorders a pool, best first; among equals what was first stays first.</summary>
    /// <param name="rows">Movie rows, most relevant first.</param>
    /// <param name="scores">How relevant each is; receives the discounted values.</param>
    /// <param name="novelty">ν, 0 (relevance alone) … 1.</param>
    /// <param name="interactions">Who watched each movie.</param>
    public static void Reorder(Span<int> rows, Span<float> scores, double novelty, Interactions interactions)
    {
        int count = rows.Length;
        Span<float> values = count <= 1024 ? stackalloc float[count] : new float[count];
        Span<int> order = count <= 1024 ? stackalloc int[count] : new int[count];
        for (int i = 0; i < count; i++)
            values[i] = interactions.AudienceOf(rows[i]) is > 0 and int audience
                ? MathF.Log(1 + (float)audience)
                : float.NaN;
        Standard relevance = Standard.Of(scores, scores);
        Standard fames = Standard.Of(values, values);
        for (int i = 0; i < count; i++)
        {
            double fame = float.IsNaN(values[i]) ? 0 : fames.Z(values[i]);
            values[i] = (float)(relevance.Z(scores[i]) - novelty * Weight * fame);
        }
        TopN.Select(values, order);
        for (int i = 0; i < count; i++)
            (scores[i], order[i]) = (values[order[i]], rows[order[i]]);
        order.CopyTo(rows);
    }
}
