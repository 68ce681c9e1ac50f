using System.ComponentModel.DataAnnotations;
using Butaca.Client.Contracts;
using Butaca.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server.Apis;

/// <summary><see cref="RecommendationSettings"/> as the query of an address.</summary>
internal sealed class RecommendationQuery
{
    private static readonly RecommendationSettings Default = new();

    /// <summary>How many movies; 10 by default.</summary>
    [FromQuery(Name = "n"), Range(1, 100)]
    public int? N { get; init; }

    /// <summary>How many of the best to leave out: a page begins there; 0 by default.</summary>
    [FromQuery(Name = "offset"), Range(0, RecommendationSettings.MostOffset)]
    public int? Offset { get; init; }

    /// <summary>The model; by default the one that serves the user.</summary>
    [FromQuery(Name = "model"), StringLength(64)]
    public string? Model { get; init; }

    /// <summary>Only movies of this genre, or of one of several.</summary>
    [FromQuery(Name = "genre"), MaxLength(20)]
    public string[]? Genre { get; init; }

    /// <summary>Whether a movie must have all these genres rather than one of them.</summary>
    [FromQuery(Name = "allGenres")]
    public bool? AllGenres { get; init; }

    /// <summary>Only movies from there, or from one of several.</summary>
    [FromQuery(Name = "origin"), MaxLength(20)]
    public string[]? Origin { get; init; }

    /// <summary>Only movies in which this language is spoken, or one of several.</summary>
    [FromQuery(Name = "language"), MaxLength(20)]
    public string[]? Language { get; init; }

    /// <summary>Only movies by this director, or by one of several.</summary>
    [FromQuery(Name = "director"), MaxLength(20)]
    public string[]? Director { get; init; }

    /// <summary>Only movies with this actor, or with one of several.</summary>
    [FromQuery(Name = "cast"), MaxLength(20)]
    public string[]? Cast { get; init; }

    /// <summary>Also movies whose origin, language, director or cast is asked for but not known.</summary>
    [FromQuery(Name = "unknown")]
    public bool? Unknown { get; init; }

    /// <summary>Only movies from this year on.</summary>
    [FromQuery(Name = "fromYear"), Range(MovieDescription.FirstYear, MovieDescription.LastYear)]
    public int? FromYear { get; init; }

    /// <summary>Only movies up to this year.</summary>
    [FromQuery(Name = "toYear"), Range(MovieDescription.FirstYear, MovieDescription.LastYear)]
    public int? ToYear { get; init; }

    /// <summary>Never this movie.</summary>
    [FromQuery(Name = "exclude"), MaxLength(1000)]
    public MovieId[]? Exclude { get; init; }

    /// <summary>0, the most accurate, to 1, the most varied; 0 by default.</summary>
    [FromQuery(Name = "diversity"), Range(0.0, 1.0)]
    public double? Diversity { get; init; }

    /// <summary>0, the most accurate, to 1, hidden gems; 0 by default.</summary>
    [FromQuery(Name = "novelty"), Range(0.0, 1.0)]
    public double? Novelty { get; init; }

    /// <summary>A disliked movie: fewer like it, and not itself.</summary>
    [FromQuery(Name = "lessLike"), MaxLength(1000)]
    public MovieId[]? LessLike { get; init; }

    /// <summary>
    /// <c>watch</c>: what they are likely to watch; <c>like</c>, the default where ratings are known: and to like.
    /// </summary>
    [FromQuery(Name = "goal")]
    public string? Goal { get; init; }

    /// <summary>The time to recommend for; by default the history's own. Without an offset it is UTC.</summary>
    [FromQuery(Name = "at")]
    public DateTimeOffset? At { get; init; }

    /// <summary>How many reasons each recommendation carries at most; 2 by default.</summary>
    [FromQuery(Name = "reasons"), Range(0, 10)]
    public int? Reasons { get; init; }

    /// <summary>
    /// The settings, checked: the framework checks bodies, but not the parts of a query that an object holds.
    /// </summary>
    /// <exception cref="RequestException">A value is out of its range.</exception>
    public RecommendationSettings Settings() => Annotations.Checked(Annotations.Checked(this).Unchecked());

    private RecommendationSettings Unchecked() =>
        new()
        {
            N = N ?? Default.N,
            Model = Model,
            Genres = Genre ?? [],
            AllGenres = AllGenres ?? Default.AllGenres,
            Origins = Origin ?? [],
            Languages = Language ?? [],
            Directors = Director ?? [],
            Cast = Cast ?? [],
            Unknown = Unknown ?? Default.Unknown,
            FromYear = FromYear,
            ToYear = ToYear,
            Exclude = Exclude ?? [],
            Diversity = Diversity ?? Default.Diversity,
            Novelty = Novelty ?? Default.Novelty,
            LessLike = LessLike ?? [],
            Goal = Goal,
            At = At,
            Reasons = Reasons ?? Default.Reasons,
        };
}
