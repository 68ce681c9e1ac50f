using System.Numerics.Tensors;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Training.ButacaPipeline;

/// <summary>A question with its answer: movies as a user saw them.</summary>
/// <param name="User">The user's row; several lists may be of one user.</param>
/// <param name="Movies">Their rows.</param>
/// <param name="Features">
/// (F, movies): feature by feature, as <see cref="FeatureExtractor.Extract"/> writes them.
/// </param>
/// <param name="Watched">(movies): 1 for watched, else 0.</param>
/// <param name="Hidden">How many movies there are to be found, in the list or not; at least 1.</param>
/// <param name="Given">The share of the user's movies that went in.</param>
internal sealed record ExampleList(int User, int[] Movies, float[] Features, float[] Watched, int Hidden, double Given)
{
    /// <summary>Some of the movies.</summary>
    public ExampleList Where(Func<int, bool> isAmong)
    {
        int[] chosen = [.. Enumerable.Range(0, Movies.Length).Where(i => isAmong(Movies[i]))];
        int featureCount = Features.Length / Math.Max(1, Movies.Length);
        float[] features = new float[featureCount * chosen.Length];
        for (int feature = 0; feature < featureCount; feature++)
        {
            for (int i = 0; i < chosen.Length; i++)
                features[feature * chosen.Length + i] = Features[feature * Movies.Length + chosen[i]];
        }
        return new ExampleList(
            User,
            [.. chosen.Select(i => Movies[i])],
            features,
            [.. chosen.Select(i => Watched[i])],
            Hidden,
            Given
        );
    }
}

/// <summary>What a <see cref="Network"/> learns from: lists of movies, and which of them were watched.</summary>
/// <param name="Features">(rows, F).</param>
/// <param name="Watched">(rows): 1 for watched, else 0.</param>
/// <param name="Starts">Where each list starts; the last is the number of rows.</param>
/// <param name="Weights">
/// (rows): what each counts in the loss, 1 on average. A list counts by 1 / √(movies to be found in it): alike, lists
/// with much to find would decide how all others are ranked; by 1 / that number, those with one movie to find would.
/// </param>
internal sealed record Examples(float[] Features, float[] Watched, int[] Starts, float[] Weights)
{
    /// <summary>Joins lists, but for empty ones.</summary>
    public static Examples Of(IEnumerable<ExampleList> lists)
    {
        ExampleList[] filled = [.. lists.Where(list => list.Movies.Length > 0)];
        int[] starts = new int[filled.Length + 1];
        for (int i = 0; i < filled.Length; i++)
            starts[i + 1] = starts[i] + filled[i].Movies.Length;
        int featureCount =
            filled.Length == 0 ? FeatureSchema.Count : filled[0].Features.Length / filled[0].Movies.Length;
        float[] features = new float[starts[^1] * featureCount];
        for (int i = 0; i < filled.Length; i++)
        {
            int count = filled[i].Movies.Length;
            for (int row = 0; row < count; row++)
            {
                for (int feature = 0; feature < featureCount; feature++)
                    features[(starts[i] + row) * featureCount + feature] = filled[i].Features[feature * count + row];
            }
        }
        float[] weights =
        [
            .. filled.SelectMany(list => Enumerable.Repeat(1 / MathF.Sqrt(list.Hidden), list.Movies.Length)),
        ];
        if (weights.Length > 0)
            TensorPrimitives.Divide(weights, weights.Average(), weights);
        return new Examples(features, [.. filled.SelectMany(list => list.Watched)], starts, weights);
    }
}
