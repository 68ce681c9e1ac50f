using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="ItemKnn"/>.</summary>
public sealed class ItemKnnOptions
{
    /// <summary>Neighbours kept for each watched movie. Default 2000; 8 bytes each.</summary>
    [
        Description("neighbours kept for each watched movie"),
        Range(1, 100_000),
        SearchSpace(20, 50, 100, 200, 500, 2000)
    ]
    public int Neighbours { get; set; } = 2000;

    /// <summary>Added to the denominator of the cosine, so that small audiences count for less. Default 0.</summary>
    [
        Description("added to the cosine's denominator, against likeness by chance"),
        Range(0.0, 1e6),
        SearchSpace(0, 5, 10, 20, 50, 100)
    ]
    public double Shrinkage { get; set; }
}

/// <summary>
/// Item-based nearest neighbours: sim(h, c) = |U_h ∩ U_c| / (√(|U_h|·|U_c|) + shrinkage), and score(c) = Σ over watched
/// h of sim(h, c), c among the neighbours of h. Deshpande and Karypis 2004, doi:10.1145/963770.963776.
/// </summary>
public sealed class ItemKnn : Model<ItemKnnOptions>
{
    /// <inheritdoc/>
    public override string Name => "item-knn";

    /// <inheritdoc/>
    public override string Summary =>
        "Movies whose audience is like that of the watched ones: cosine with shrinkage (Deshpande and Karypis 2004).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, ItemKnnOptions options, TrainContext context)
    {
        Interactions x = data.Interactions;
        int n = x.MovieCount;
        int[][] columns = new int[n][];
        float[][] weights = new float[n][];
        context.ParallelFor(
            n,
            "comparing audiences",
            1,
            movie => (columns[movie], weights[movie]) = Neighbours(x, movie, options)
        );
        int[] starts = new int[n + 1];
        for (int movie = 0; movie < n; movie++)
            starts[movie + 1] = starts[movie] + columns[movie].Length;
        return new SparseItemScorer(starts, [.. columns.SelectMany(c => c)], [.. weights.SelectMany(w => w)]);
    }

    private static (int[] Columns, float[] Weights) Neighbours(Interactions x, int movie, ItemKnnOptions options)
    {
        float[] similarities = new float[x.MovieCount];
        CoOccurrence.Row(x, movie, similarities);
        float audience = x.AudienceOf(movie);
        float shrinkage = (float)options.Shrinkage;
        for (int other = 0; other < similarities.Length; other++)
        {
            similarities[other] =
                other == movie || similarities[other] == 0
                    ? float.NegativeInfinity
                    : similarities[other] / (MathF.Sqrt(audience * x.AudienceOf(other)) + shrinkage);
        }
        int[] rows = new int[Math.Min(options.Neighbours, similarities.Length)];
        Array.Resize(ref rows, TopN.Select(similarities, rows));
        Array.Sort(rows);
        return (rows, [.. rows.Select(row => similarities[row])]);
    }
}
