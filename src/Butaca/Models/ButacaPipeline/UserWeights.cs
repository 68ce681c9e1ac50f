using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// How much each training user counts in a closed form: w = n^−β, n being how many movies the user watched, scaled so
/// that all interactions together count what they did. With β = 0 whoever watched a thousand movies decides a hundred
/// times as many pairs as whoever watched a hundred. User-side normalisation as in Park et al. 2025, arXiv:2504.05805,
/// but with targets that stay 0 and 1.
/// </summary>
internal static class UserWeights
{
    /// <summary>The weights.</summary>
    /// <param name="users">Who watched what.</param>
    /// <param name="normalization">β, 0 … 1.</param>
    /// <returns>(users): above 0; exactly 1 where β is 0.</returns>
    public static float[] Of(Interactions users, float normalization)
    {
        float[] weights = new float[users.UserCount];
        double interactions = 0;
        double weighted = 0;
        for (int user = 0; user < weights.Length; user++)
        {
            int watched = Math.Max(1, users.MoviesOf(user).Length);
            weights[user] = MathF.Pow(watched, -normalization);
            interactions += watched;
            weighted += (double)watched * weights[user];
        }
        float scale = (float)(interactions / Math.Max(1, weighted));
        for (int user = 0; user < weights.Length; user++)
            weights[user] *= scale;
        return weights;
    }

    /// <summary>What each movie's audience weighs.</summary>
    /// <param name="users">Who watched what.</param>
    /// <param name="weights">(users).</param>
    /// <returns>(movies): the sum of the weights of those who watched it.</returns>
    public static float[] Audiences(Interactions users, float[] weights)
    {
        float[] audiences = new float[users.MovieCount];
        for (int movie = 0; movie < audiences.Length; movie++)
        {
            foreach (int user in users.UsersOf(movie))
                audiences[movie] += weights[user];
        }
        return audiences;
    }
}
