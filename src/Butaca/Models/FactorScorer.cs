using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// Movie factors, and a user's factors solved from the history at hand ("fold-in", Hu, Koren, Volinsky 2008):
/// x = A⁻¹ Σ over watched h of y_h with A = α₀·YᵀY + Σ y_h·y_hᵀ + λ_u·I; score(c) = x·y_c.
/// </summary>
public sealed class FactorScorer : Scorer, ILoadableScorer, IUserSpace, IMovieVectors
{
    private readonly int _d;
    private readonly float[] _factors; // (n, d)
    private readonly Panels _panels;
    private readonly FixedSide _movies;
    private readonly FoldIn _foldIn;
    private readonly float[] _none; // (d): the factors of movies that came later

    /// <summary>Takes the movies' factors.</summary>
    /// <param name="movieCount">n, the movies of the catalogue.</param>
    /// <param name="factors">n × d, row-major. Not copied.</param>
    /// <param name="foldIn">How a user's factors are solved.</param>
    public FactorScorer(int movieCount, float[] factors, FoldIn foldIn)
        : base(movieCount)
    {
        if (movieCount == 0 || factors.Length % movieCount != 0)
            throw new ArgumentException(
                $"found {factors.Length} values, expected a multiple of {movieCount}.",
                nameof(factors)
            );
        _d = factors.Length / movieCount;
        _factors = factors;
        _foldIn = foldIn;
        _movies = new FixedSide(factors, _d);
        _panels = new Panels(factors, _d);
        _none = new float[_d];
    }

    private FactorScorer(FactorScorer smaller, int movieCount)
        : base(movieCount)
    {
        _d = smaller._d;
        _factors = smaller._factors;
        _panels = smaller._panels;
        _movies = smaller._movies;
        _foldIn = smaller._foldIn;
        _none = smaller._none;
    }

    /// <inheritdoc/>
    int IUserSpace.Dimension => _d;

    /// <inheritdoc/>
    int IMovieVectors.Dimension => _d;

    /// <inheritdoc/>
    ReadOnlySpan<float> IMovieVectors.VectorOf(int movie) => FactorsOf(movie);

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        using Rented<float> system = new(SystemLength);
        Score(history, scores, system.Span);
    }

    /// <inheritdoc/>
    /// <remarks>score(c) = Σ_h y_cᵀ·A⁻¹·y_h, as section 5 of the paper splits it.</remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        Explain(history, FactorsOf(movie), contributions);
        return ScoreParts.Of(contributions);
    }

    /// <inheritdoc/>
    public override void ExplainMany(
        in History history,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    )
    {
        using Rented<float> rented = new(movies.Length * _d);
        Span<float> factors = rented.Span;
        for (int i = 0; i < movies.Length; i++)
            FactorsOf(movies[i]).CopyTo(factors[(i * _d)..]);
        Explain(history, factors, contributions);
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length; i++)
            parts[i] = ScoreParts.Of(contributions.Slice(i * watched, watched));
    }

    /// <inheritdoc/>
    void IUserSpace.Place(in History history, uint at, Span<float> place, Span<float> system) =>
        Place(history, place, system);

    /// <inheritdoc/>
    /// <remarks>All of the work depends on the user.</remarks>
    void IUserSpace.Prepare(ReadOnlySpan<float> movie, Span<float> prepared) => movie.CopyTo(prepared);

    /// <inheritdoc/>
    void IUserSpace.Explain(
        in History history,
        uint at,
        ReadOnlySpan<float> system,
        ReadOnlySpan<float> movies,
        Span<float> contributions
    ) => Explain(history, system, movies, contributions);

    /// <inheritdoc/>
    /// <remarks>The cosine of the two movies' factors.</remarks>
    public override void Similar(int movie, Span<float> scores)
    {
        ReadOnlySpan<float> y = FactorsOf(movie);
        float norm = TensorPrimitives.Norm(y);
        for (int other = 0; other < scores.Length; other++)
        {
            ReadOnlySpan<float> z = FactorsOf(other);
            float norms = norm * TensorPrimitives.Norm(z);
            scores[other] = norms > 0 ? TensorPrimitives.Dot(y, z) / norms : 0;
        }
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        float[] factors = new float[MovieCount * _d];
        _factors.CopyTo(factors, 0);
        arrays.Write("factors", factors, MovieCount, _d);
        arrays.Write("fold-in", [_foldIn.UnobservedWeight, _foldIn.Regularization, _foldIn.FrequencyExponent], 3);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        float[] foldIn = arrays.Read<float>("fold-in", 3);
        return new FactorScorer(
            data.Catalog.Count,
            arrays.Read<float>("factors", data.Catalog.Count, -1),
            new FoldIn(foldIn[0], foldIn[1], foldIn[2])
        );
    }

    /// <summary>Numbers of a user's system of equations: d².</summary>
    internal int SystemLength => _d * _d;

    /// <summary>A movie's factors (d).</summary>
    internal ReadOnlySpan<float> FactorsOf(int movie) =>
        movie < _factors.Length / _d || movie >= MovieCount ? _factors.AsSpan(movie * _d, _d) : _none;

    /// <summary>
    /// The same over more movies, whose first rows are these; the others have no factors and score 0.
    /// </summary>
    internal FactorScorer Extend(int movieCount) => new(this, movieCount);

    /// <summary>Scores every movie, and keeps the user's system for the reasons.</summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="scores">One score a movie row is written here.</param>
    /// <param name="system">Receives <see cref="SystemLength"/> numbers.</param>
    internal void Score(in History history, Span<float> scores, Span<float> system)
    {
        using Rented<float> place = new(_d);
        Span<float> x = place.Span;
        Place(history, x, system);
        Score(x, scores);
    }

    /// <summary>Scores every movie for a user who is placed already.</summary>
    /// <param name="place">The user's factors (d).</param>
    /// <param name="scores">One score a movie row is written here.</param>
    internal void Score(ReadOnlySpan<float> place, Span<float> scores) => _panels.Multiply(place, scores);

    /// <summary>Splits the products of a user and movies over the watched movies.</summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="system">The user's system.</param>
    /// <param name="movies">The movies' factors (movies, d), or vectors in their space.</param>
    /// <param name="contributions">(movies, watched): the share of each watched movie is written here.</param>
    internal void Explain(
        in History history,
        ReadOnlySpan<float> system,
        ReadOnlySpan<float> movies,
        Span<float> contributions
    )
    {
        using Rented<float> rented = new(_d);
        Span<float> w = rented.Span;
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length / _d; i++)
        {
            movies.Slice(i * _d, _d).CopyTo(w);
            NormalEquations.Solve(system, w);
            for (int h = 0; h < watched; h++)
                contributions[i * watched + h] = TensorPrimitives.Dot<float>(w, FactorsOf(history.Movies[h]));
        }
    }

    /// <param name="history">What the user has watched.</param>
    /// <param name="x">Receives the user's factors (d).</param>
    /// <param name="system">Receives the user's system, factorised (d, d).</param>
    private void Place(in History history, Span<float> x, Span<float> system)
    {
        _foldIn.Prepare(_movies, history.Movies, system, x);
        NormalEquations.Solve(system, x);
    }

    private void Explain(in History history, ReadOnlySpan<float> movies, Span<float> contributions)
    {
        using Rented<float> rented = new(SystemLength + _d);
        Span<float> system = rented.Span[..SystemLength];
        _foldIn.Prepare(_movies, history.Movies, system, rented.Span[SystemLength..]);
        Explain(history, system, movies, contributions);
    }
}
