using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Cli;

/// <summary>A recommendation as JSON has it; the title is the data set's, the name what people call it.</summary>
internal sealed record RecommendationJson(
    int Rank,
    Id MovieId,
    string Title,
    string Name,
    int? Year,
    IReadOnlyList<string> Genres,
    string? Origin,
    bool IsNew,
    float Score,
    ScoreParts? Parts,
    IReadOnlyList<ReasonJson>? Reasons,
    IReadOnlyList<ReasonJson>? Against,
    RatingJson? Rating
)
{
    public static RecommendationJson Of(Recommendation item, MovieNames names)
    {
        Movie movie = item.Movie;
        ReasonJson[] reasons = [.. item.Reasons.Select(reason => ReasonJson.Of(reason, names))];
        return new RecommendationJson(
            item.Rank,
            movie.Id,
            movie.Title,
            names.Of(movie),
            movie.Year,
            movie.Genres,
            movie.Origin,
            item.IsNew,
            item.Score,
            item.Parts,
            reasons.Length > 0 ? reasons : null,
            item.Against.Count > 0 ? [.. item.Against.Select(reason => ReasonJson.Of(reason, names))] : null,
            item.Rating is { } rating ? new RatingJson(rating.Mean, rating.From, rating.To) : null
        );
    }
}

/// <summary>A reason as JSON has it.</summary>
internal sealed record ReasonJson(Id MovieId, string Title, string Name, float Contribution, double Share)
{
    public static ReasonJson Of(Reason reason, MovieNames names) =>
        new(reason.Watched.Id, reason.Watched.Title, names.Of(reason.Watched), reason.Contribution, reason.Share);
}

/// <summary>A predicted rating as JSON has it, with the interval in which four of five lie.</summary>
internal sealed record RatingJson(float Expected, float From, float To);
