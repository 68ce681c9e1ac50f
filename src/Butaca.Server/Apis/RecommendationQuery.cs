using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Client.Contracts;
using Butaca.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server.Apis;

/// <summary>
/// <see cref="RecommendationSettings"/> as the query of an address. What the API's document says of a parameter is its
/// description: the framework reads none of its comments.
/// </summary>
internal sealed class RecommendationQuery
{
    private static readonly RecommendationSettings Default = new();

    [FromQuery(Name = "n"), Range(1, 100), Description("How many movies; 10 by default.")]
    public int? N { get; init; }

    [
        FromQuery(Name = "offset"),
        Range(0, RecommendationSettings.MostOffset),
        Description("How many of the first to leave out: a page begins there; 0 by default.")
    ]
    public int? Offset { get; init; }

    [FromQuery(Name = "model"), StringLength(64), Description("The model; by default the one that serves.")]
    public string? Model { get; init; }

    [FromQuery(Name = "genre"), MaxLength(20), Description("Only movies of this genre, or of one of several.")]
    public string[]? Genre { get; init; }

    [FromQuery(Name = "allGenres"), Description("Whether a movie must have all these genres rather than one of them.")]
    public bool? AllGenres { get; init; }

    [FromQuery(Name = "origin"), MaxLength(20), Description("Only movies from there, or from one of several.")]
    public string[]? Origin { get; init; }

    [
        FromQuery(Name = "language"),
        MaxLength(20),
        Description("Only movies in which this language is spoken, or one of several.")
    ]
    public string[]? Language { get; init; }

    [FromQuery(Name = "director"), MaxLength(20), Description("Only movies by this director, or by one of several.")]
    public string[]? Director { get; init; }

    [FromQuery(Name = "cast"), MaxLength(20), Description("Only movies with this actor, or with one of several.")]
    public string[]? Cast { get; init; }

    [
        FromQuery(Name = "unknown"),
        Description("Also movies whose origin, language, director or cast is asked for but not known.")
    ]
    public bool? Unknown { get; init; }

    [
        FromQuery(Name = "fromYear"),
        Range(MovieDescription.FirstYear, MovieDescription.LastYear),
        Description("Only movies from this year on.")
    ]
    public int? FromYear { get; init; }

    [
        FromQuery(Name = "toYear"),
        Range(MovieDescription.FirstYear, MovieDescription.LastYear),
        Description("Only movies up to this year.")
    ]
    public int? ToYear { get; init; }

    [FromQuery(Name = "exclude"), MaxLength(1000), Description("Never this movie.")]
    public MovieId[]? Exclude { get; init; }

    [
        FromQuery(Name = "diversity"),
        Range(0.0, 1.0),
        Description("0, the most accurate, to 1, the most varied; 0 by default.")
    ]
    public double? Diversity { get; init; }

    [
        FromQuery(Name = "novelty"),
        Range(0.0, 1.0),
        Description("0, the most accurate, to 1, hidden gems; 0 by default.")
    ]
    public double? Novelty { get; init; }

    [FromQuery(Name = "lessLike"), MaxLength(1000), Description("A disliked movie: fewer like it, and not itself.")]
    public MovieId[]? LessLike { get; init; }

    [
        FromQuery(Name = "goal"),
        Description("`watch`: what they are likely to watch; `like`, the default where ratings are known: and to like.")
    ]
    public string? Goal { get; init; }

    [
        FromQuery(Name = "at"),
        Description("The time to recommend for; by default the history's own. Without an offset it is UTC.")
    ]
    public DateTimeOffset? At { get; init; }

    [
        FromQuery(Name = "reasons"),
        Range(0, 10),
        Description("How many reasons each recommendation carries at most; 2 by default.")
    ]
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
