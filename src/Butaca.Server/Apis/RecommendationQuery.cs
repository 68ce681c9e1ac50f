using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Butaca.Client.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server.Apis;

/// <summary><see cref="RecommendationSettings"/> as the query of an address.</summary>
/// <param name="N">How many movies.</param>
/// <param name="Model">The model; by default the one that serves the person.</param>
/// <param name="Genre">Only movies of this genre, or of one of several.</param>
/// <param name="Origin">Only movies from there, or from one of several.</param>
/// <param name="FromYear">Only movies from this year on.</param>
/// <param name="ToYear">Only movies up to this year.</param>
/// <param name="Exclude">Never this movie.</param>
/// <param name="Diversity">0, the most accurate, to 1, the most varied.</param>
/// <param name="Novelty">0, the most accurate, to 1, hidden gems.</param>
/// <param name="LessLike">A disliked movie: fewer like it, and not itself.</param>
/// <param name="At">The time to recommend for; by default the history's own.</param>
/// <param name="Reasons">How many reasons each recommendation carries at most.</param>
internal sealed record RecommendationQuery(
    [FromQuery(Name = "n"), Range(1, 100)] int N = 10,
    [FromQuery(Name = "model"), StringLength(64)] string? Model = null,
    [FromQuery(Name = "genre"), MaxLength(20)] string[]? Genre = null,
    [FromQuery(Name = "origin"), MaxLength(20)] string[]? Origin = null,
    [FromQuery(Name = "fromYear"), Range(1870, 2100)] int? FromYear = null,
    [FromQuery(Name = "toYear"), Range(1870, 2100)] int? ToYear = null,
    [FromQuery(Name = "exclude"), MaxLength(1000)] long[]? Exclude = null,
    [FromQuery(Name = "diversity"), Range(0.0, 1.0)] double Diversity = 0,
    [FromQuery(Name = "novelty"), Range(0.0, 1.0)] double Novelty = 0,
    [FromQuery(Name = "lessLike"), MaxLength(1000)] long[]? LessLike = null,
    [FromQuery(Name = "at")] DateTimeOffset? At = null,
    [FromQuery(Name = "reasons"), Range(0, 10)] int Reasons = 2)
{
    /// <summary>The settings, checked: the framework checks bodies, but not the parts of a query that a record holds.</summary>
    /// <exception cref="RequestException">A value is out of its range.</exception>
    public RecommendationSettings Settings()
    {
        RecommendationSettings settings = Unchecked();
        List<ValidationResult> wrong = [];
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), wrong, validateAllProperties: true))
            throw RequestException.Field(JsonNamingPolicy.CamelCase.ConvertName(wrong[0].MemberNames.First()), wrong[0].ErrorMessage!);
        return settings;
    }

    private RecommendationSettings Unchecked() => new()
    {
        N = N,
        Model = Model,
        Genres = Genre ?? [],
        Origins = Origin ?? [],
        FromYear = FromYear,
        ToYear = ToYear,
        Exclude = Exclude ?? [],
        Diversity = Diversity,
        Novelty = Novelty,
        LessLike = LessLike ?? [],
        At = At,
        Reasons = Reasons,
    };
}
