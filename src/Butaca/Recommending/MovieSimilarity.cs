using Butaca.Data;

namespace Butaca.Recommending;

/// <summary>
/// How alike two movies are to a person who looks at a list, 0 … 1: the Jaccard index of their genres, or, in a
/// catalogue without genres, the cosine of their audiences. What variety is measured by.
/// </summary>
public sealed class MovieSimilarity
{
    private readonly Dataset _data;

    /// <summary>Prepares the similarity of a data set's movies.</summary>
    public MovieSimilarity(Dataset data) => _data = data;

    /// <summary>
    /// The similarity of two movie rows. Symmetric; two movies without genres (or audience) are alike by 0.
    /// </summary>
    public double Of(int a, int b)
    {
        if (_data.Catalog.Genres.IsEmpty)
        {
            ReadOnlySpan<int> left = _data.Interactions.UsersOf(a);
            ReadOnlySpan<int> right = _data.Interactions.UsersOf(b);
            int both = CountCommon(left, right);
            return both == 0 ? 0 : both / Math.Sqrt((double)left.Length * right.Length);
        }
        ReadOnlySpan<int> one = _data.Catalog.GenresOf(a);
        ReadOnlySpan<int> other = _data.Catalog.GenresOf(b);
        int shared = 0; // a handful of genres each: a nested loop is the quickest
        foreach (int genre in one)
            if (other.Contains(genre))
                shared++;
        return shared == 0 ? 0 : (double)shared / (one.Length + other.Length - shared);
    }

    private static int CountCommon(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j])
            {
                common++;
                i++;
                j++;
            }
            else if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return common;
    }
}
