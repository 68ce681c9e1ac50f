using System.Collections.Immutable;
using System.Globalization;
using Butaca.Data;

namespace Butaca.Recommending;

/// <content>Recommends for several users at once.</content>
public sealed partial class Recommender
{
    /// <inheritdoc cref="RecommendTogether(IReadOnlyList{GroupMember}, RecommendOptions, GroupOptions, out
    /// IReadOnlyList{bool})"/>
    public IReadOnlyList<GroupRecommendation> RecommendTogether(
        IReadOnlyList<GroupMember> members,
        RecommendOptions? options = null,
        GroupOptions? group = null
    ) => RecommendTogether(members, options ?? new RecommendOptions(), group ?? new GroupOptions(), out _);

    /// <summary>
    /// Recommends one list for users who want to watch something together. Each one's own list counts, as
    /// <see cref="Recommend(in History, RecommendOptions?)"/> makes it of their history and dislikes with the same
    /// options; what somebody dislikes is not on it.
    /// </summary>
    /// <param name="members">The users, at least one; two to six are what it is measured for.</param>
    /// <param name="options">
    /// What to recommend: filters, reasons for each user, <see cref="RecommendOptions.LessLike"/> for all of them.
    /// </param>
    /// <param name="group">How the list is shared.</param>
    /// <param name="arePersonal">
    /// For each of the users, whether their part follows from what they watched; where not, it is the most watched
    /// movies.
    /// </param>
    /// <returns>At most <see cref="RecommendOptions.Count"/> movies; fewer only where fewer pass.</returns>
    /// <exception cref="ButacaException">An option cannot be used.</exception>
    public IReadOnlyList<GroupRecommendation> RecommendTogether(
        IReadOnlyList<GroupMember> members,
        RecommendOptions options,
        GroupOptions group,
        out IReadOnlyList<bool> arePersonal
    )
    {
        if (members.Count == 0)
            throw new ArgumentException("found nobody, expected at least one user.", nameof(members));
        if (group.Fairness is not (>= 0 and <= 1))
            Throw.Option("fairness", group.Fairness.ToString(CultureInfo.InvariantCulture), "a number from 0 to 1");
        ImmutableArray<Id> disliked = [.. members.SelectMany(member => member.LessLike)];
        MovieFilter filter = options.Filter with { ExcludedIds = [.. options.Filter.ExcludedIds, .. disliked] };
        RecommendOptions[] own =
        [
            .. members.Select(member =>
                options with
                {
                    Filter = filter,
                    Goal = options.Goal ?? GoalFor(member.History.AsHistory()),
                    LessLike = [.. options.LessLike.Union(member.LessLike)],
                }
            ),
        ];
        RankOptions[] rankings = [.. own.Select(Prepare)];
        StoredHistory[] histories =
        [
            .. members.Select((member, i) => Settle(member.History.AsHistory(), own[i], ref rankings[i])),
        ];
        GroupRanking found = _groups.Value.Rank(histories, rankings, group, Math.Min(options.Count, Catalog.Count));
        arePersonal = found.ArePersonal;
        AllowedMovies chosen = AllowedMovies.Only(Catalog.Count, found.Rows);
        Dictionary<Id, Recommendation>[] each = new Dictionary<Id, Recommendation>[members.Count];
        for (int i = 0; i < each.Length; i++)
        {
            RankOptions plain = rankings[i] with { Allowed = chosen, Diversity = 0, Novelty = 0, PlacesForOneNew = 0 };
            RecommendOptions all = own[i] with { Count = Math.Max(1, found.Rows.Length) };
            each[i] = List(histories[i].AsHistory(), all, plain, out _).ToDictionary(item => item.Movie.Id);
        }
        return
        [
            .. found.Rows.Select(
                (row, place) =>
                    new GroupRecommendation(place + 1, Catalog[row], FitsOf(members, found, place, each))
                    {
                        IsNew = IsNew(row),
                    }
            ),
        ];
    }

    private MemberFit[] FitsOf(
        IReadOnlyList<GroupMember> members,
        GroupRanking found,
        int place,
        Dictionary<Id, Recommendation>[] each
    )
    {
        int row = found.Rows[place];
        double best = found.Fits.Max(fits => fits[place]);
        return
        [
            .. members.Select(
                (member, i) =>
                {
                    Recommendation? item = each[i].GetValueOrDefault(Catalog[row].Id); // none of what they have seen
                    double fit = found.Fits[i][place];
                    return new MemberFit(
                        member.Name,
                        fit,
                        IsFor: fit > 0 && fit >= best / 2,
                        HasSeen: Array.BinarySearch(member.History.Movies, row) >= 0,
                        item?.Score,
                        item?.Reasons ?? []
                    )
                    {
                        Parts = item?.Parts,
                    };
                }
            ),
        ];
    }
}
