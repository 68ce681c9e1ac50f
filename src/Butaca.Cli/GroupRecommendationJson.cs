using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Cli;

/// <summary>A movie recommended to several users as JSON has it.</summary>
internal sealed record GroupRecommendationJson(
    int Rank,
    Id MovieId,
    string Title,
    string Name,
    int? Year,
    IReadOnlyList<string> Genres,
    string? Origin,
    bool IsNew,
    IReadOnlyList<MemberFitJson> Users
)
{
    public static GroupRecommendationJson Of(GroupRecommendation item, MovieNames names) =>
        new(
            item.Rank,
            item.Movie.Id,
            item.Movie.Title,
            names.Of(item.Movie),
            item.Movie.Year,
            item.Movie.Genres,
            item.Movie.Origin,
            item.IsNew,
            [
                .. item.Members.Select(member => new MemberFitJson(
                    member.Name,
                    member.Fit,
                    member.IsFor,
                    member.HasSeen,
                    member.Score,
                    member.Parts,
                    [.. member.Reasons.Select(reason => ReasonJson.Of(reason, names))]
                )),
            ]
        );
}

/// <summary>What a movie is to one of several users as JSON has it.</summary>
internal sealed record MemberFitJson(
    string Name,
    double Fit,
    bool IsFor,
    bool HasSeen,
    float? Score,
    ScoreParts? Parts,
    IReadOnlyList<ReasonJson> Reasons
);
