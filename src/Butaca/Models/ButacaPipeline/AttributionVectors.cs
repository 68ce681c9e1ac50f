using System.Buffers;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// What splitting a movie's score over the watched movies needs and no user changes: the movie's vectors in the space
/// of users, prepared for it. Computed when a movie is first recommended and kept, as the same movies are recommended
/// to many. Safe for many threads.
/// </summary>
/// <param name="movies">How many movies there are.</param>
/// <param name="collaborative">Who else watched them.</param>
/// <param name="content">What they are; null: only the first vector is kept.</param>
/// <param name="space">The space of users.</param>
/// <param name="mostBytes">
/// Beyond it none is kept. The default has room for 12,000 movies where 671 users span the space, for 2,700 with 3,000.
/// </param>
internal sealed class AttributionVectors(
    int movies,
    ICollaborative collaborative,
    ContentSpace? content,
    IUserSpace space,
    long mostBytes = 64 << 20
)
{
    private readonly float[]?[] _kept = new float[movies][];
    private AttributionVectors? _root; // keeps those of the first movies
    private int _count;

    /// <summary>The same over more movies, whose first rows are these.</summary>
    /// <param name="count">How many movies there are then.</param>
    /// <param name="more">Who else watched them.</param>
    /// <param name="places">What they are.</param>
    /// <param name="users">The space of users.</param>
    public AttributionVectors Extend(int count, ICollaborative more, ContentSpace? places, IUserSpace users) =>
        new(count - (_root ?? this)._kept.Length, more, places, users, mostBytes) { _root = _root ?? this };

    /// <summary>How many movies' vectors are kept.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// A movie's vectors (2, d), or (d) without content: that of its collaborative score, then that of what it is.
    /// </summary>
    public ReadOnlySpan<float> Of(int movie)
    {
        if (_root is { } root)
        {
            if (movie < root._kept.Length)
                return root.Of(movie);
            movie -= root._kept.Length;
        }
        if (_kept[movie] is { } kept)
            return kept;
        int row = movie + (_root?._kept.Length ?? 0);
        int d = space.Dimension;
        float[] vectors = new float[content is null ? d : 2 * d];
        float[] rented = ArrayPool<float>.Shared.Rent(d);
        Span<float> vector = rented.AsSpan(0, d);
        collaborative.VectorOf(row, vector);
        space.Prepare(vector, vectors.AsSpan(0, d));
        if (content is not null)
        {
            content.VectorOf(row, vector);
            space.Prepare(vector, vectors.AsSpan(d));
        }
        ArrayPool<float>.Shared.Return(rented);
        if (Count < mostBytes / (2L * d * sizeof(float)))
        {
            _kept[movie] = vectors;
            Interlocked.Increment(ref _count);
        }
        return vectors;
    }
}
