using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Tests.Recommending;

/// <summary>One list for several users.</summary>
public sealed class TogetherTests
{
    /// <summary>20 movies; nobody's history matters but for what the scorers below make of it.</summary>
    private static readonly Dataset Data = Toy.Of(20, [0, 1, 2, 3], [1, 2, 18, 19]);

    /// <summary>
    /// Who watched 18 likes 0, 1, 2, …; who watched 19 likes 17, 16, 15, …; anybody else all the same.
    /// </summary>
    private static readonly FixedScorer Scorer = new(
        20,
        watched =>
            watched.Contains(18) ? [.. Enumerable.Range(0, 20).Select(i => 20f - i)]
            : watched.Contains(19) ? [.. Enumerable.Range(0, 20).Select(i => (float)i)]
            : new float[20]
    );

    private static readonly GroupMember Ana = new("Ana", StoredHistory.Of([18]));
    private static readonly GroupMember Luis = new("Luis", StoredHistory.Of([19]));

    private static IReadOnlyList<GroupRecommendation> Together(
        GroupMember[] members,
        RecommendOptions? options = null,
        GroupOptions? group = null
    ) => new Recommender(Data, Scorer).RecommendTogether(members, options, group);

    private static int[] Rows(IReadOnlyList<GroupRecommendation> list) =>
        [.. list.Select(item => Data.Catalog.Vocabulary.RowOf(item.Movie.Id))];

    [Fact]
    public void EachPrefixServesBoth()
    {
        IReadOnlyList<GroupRecommendation> list = Together([Ana, Luis], new RecommendOptions { Count = 4 });
        Assert.Equal([1, 2, 3, 4], list.Select(item => item.Rank));
        for (int prefix = 2; prefix <= 4; prefix += 2)
            Assert.Equal(
                prefix / 2,
                list.Take(prefix).Count(item => item.Members.Single(member => member.IsFor).Name == "Ana")
            );
        Assert.Equal(new HashSet<int> { 0, 1, 16, 17 }, [.. Rows(list)]);
    }

    [Fact]
    public void SaysForWhom()
    {
        GroupRecommendation first = Together([Ana, Luis], new RecommendOptions { Count = 2 })
            .Single(item => item.Movie.Id == Data.Catalog[0].Id);
        Assert.Equal(["Ana", "Luis"], first.Members.Select(member => member.Name));
        Assert.True(first.Members[0].IsFor);
        Assert.False(first.Members[1].IsFor);
        Assert.Equal(1, first.Members[0].Fit, 1e-9);
        Assert.InRange(first.Members[1].Fit, 0, 0.5);
        Assert.Equal(20, first.Members[0].Score);
        Assert.DoesNotContain(first.Members, member => member.HasSeen);
    }

    /// <summary>The reasons are those that each has for the movie alone.</summary>
    [Fact]
    public void SaysBecauseOfWhat()
    {
        Dataset data = Toy.Tastes(60, 30);
        Recommender recommender = new(
            data,
            new Edlae().Train(data, new EdlaeOptions { Lambda = 20 }, new TrainContext())
        );
        GroupMember[] members = [new("Ana", StoredHistory.Of([0, 2, 4])), new("Luis", StoredHistory.Of([1, 3, 5]))];
        RecommendOptions options = new() { Count = 6, Reasons = 2 };
        IReadOnlyList<GroupRecommendation> list = recommender.RecommendTogether(members, options);
        Assert.Equal(6, list.Count);
        for (int i = 0; i < members.Length; i++)
        {
            Dictionary<Id, Recommendation> own = recommender
                .Recommend(members[i].History.AsHistory(), options with { Count = 30 })
                .ToDictionary(item => item.Movie.Id);
            foreach (GroupRecommendation item in list)
            {
                Recommendation alone = own[item.Movie.Id];
                Assert.Equal(alone.Reasons, item.Members[i].Reasons);
                Assert.Equal(alone.Parts, item.Members[i].Parts);
                Assert.Equal(alone.Score, item.Members[i].Score);
            }
            Assert.Contains(list, item => item.Members[i].IsFor && item.Members[i].Reasons.Count == 2);
        }
    }

    [Fact]
    public void NobodysDislikesComeUp()
    {
        GroupMember dislikes = Luis with { LessLike = [Data.Catalog[0].Id] };
        IReadOnlyList<GroupRecommendation> list = Together([Ana, dislikes], new RecommendOptions { Count = 20 });
        Assert.DoesNotContain(0, Rows(list));
        Assert.Contains(1, Rows(list));
        list = Together([Ana, Luis], new RecommendOptions { Count = 20, LessLike = [Data.Catalog[17].Id] });
        Assert.DoesNotContain(17, Rows(list));
    }

    [Fact]
    public void WhatSomebodyHasSeenIsLeftOutOrMarked()
    {
        GroupMember seen = Luis with { History = StoredHistory.Of([0, 5, 19]) };
        GroupMember also = Ana with { History = StoredHistory.Of([5, 18]) };
        RecommendOptions all = new() { Count = 20 };
        IReadOnlyList<GroupRecommendation> list = Together([also, seen], all);
        Assert.Equal(16, list.Count);
        Assert.Empty(Rows(list).Intersect([0, 5, 18, 19]));
        list = Together([also, seen], all, new GroupOptions { KeepSeen = true });
        Assert.Equal(19, list.Count);
        Assert.DoesNotContain(5, Rows(list));
        GroupRecommendation marked = list.Single(item => item.Movie.Id == Data.Catalog[0].Id);
        Assert.Equal([false, true], marked.Members.Select(member => member.HasSeen));
        Assert.Null(marked.Members[1].Score);
        Assert.False(marked.Members[1].IsFor);
        Assert.True(marked.Members[0].IsFor);
    }

    /// <summary>Whoever rated what they have seen lower than the rest would not see it again.</summary>
    [Fact]
    public void WhatSomebodyRatedLowIsNotSeenAgain()
    {
        GroupMember seen = Luis with { History = new StoredHistory([0, 1, 19], [1, 4, 4], []) };
        int[] rows = Rows(
            Together([Ana, seen], new RecommendOptions { Count = 20 }, new GroupOptions { KeepSeen = true })
        );
        Assert.DoesNotContain(0, rows);
        Assert.Contains(1, rows);
    }

    [Fact]
    public void FiltersHoldForAll()
    {
        MovieFilter filter = new() { CandidateIds = [Data.Catalog[3].Id, Data.Catalog[9].Id, Data.Catalog[18].Id] };
        Assert.Equal(
            new HashSet<int> { 3, 9 },
            [.. Rows(Together([Ana, Luis], new RecommendOptions { Filter = filter }))]
        );
    }

    [Fact]
    public void OfOneItIsTheirOwnList()
    {
        int[] own =
        [
            .. new Recommender(Data, Scorer)
                .Recommend(Ana.History.AsHistory())
                .Select(item => Data.Catalog.Vocabulary.RowOf(item.Movie.Id)),
        ];
        Assert.Equal(own, Rows(Together([Ana])));
    }

    [Fact]
    public void WhoeverNothingIsKnownOfGetsTheMostWatched()
    {
        IReadOnlyList<GroupRecommendation> list = new Recommender(Data, Scorer).RecommendTogether(
            [Ana, new GroupMember("Eva", StoredHistory.Of([]))],
            new RecommendOptions { Count = 4 },
            new GroupOptions(),
            out IReadOnlyList<bool> arePersonal
        );
        Assert.Equal([true, false], arePersonal);
        Assert.Contains(1, Rows(list)); // most watched, and high on Ana's list
        Assert.All(list, item => Assert.Contains(item.Members, member => member.IsFor));
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.Contains(
            "fairness",
            Assert
                .Throws<ButacaException>(() => Together([Ana, Luis], group: new GroupOptions { Fairness = 1.1 }))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ButacaException>(() => Together([Ana, Luis], group: new GroupOptions { Fairness = double.NaN }));
        Assert.Throws<ArgumentException>(() => Together([]));
    }

    /// <summary>
    /// The first two are worth .5 to one, the third .4 to the other, the last .3 to both. On average the last comes
    /// first, then the two; by the least happy alone the last, then whom it leaves least.
    /// </summary>
    [Fact]
    public void FairnessGoesFromTheAverageToTheLeastHappy()
    {
        double[][] hits =
        [
            [0.5, 0.5, 0, 0.3],
            [0, 0, 0.4, 0.3],
        ];
        Assert.Equal([3, 0, 1, 2], Select(hits, 0));
        // After the last, both expect .3: log(.9/.4) for the first > log(.8/.4) for the third; then the third.
        Assert.Equal([3, 0, 2, 1], Select(hits, 0.5));
        Assert.Equal([3, 0, 2, 1], Select(hits, 1));

        static IReadOnlyList<int> Select(double[][] hits, double fairness) =>
            GroupSelection.Select(hits, fairness, 4, null, 0, (_, _) => 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void TheGainIsThatOfTheWelfare(double fairness)
    {
        double[][] hits =
        [
            [0.9, 0.2, 0.35, 0.1, 0.5],
            [0.1, 0.6, 0.4, 0.2, 0.05],
            [0.2, 0.1, 0.25, 0.7, 0.3],
        ];
        IReadOnlyList<int> chosen = GroupSelection.Select(hits, fairness, 5, null, 0, (_, _) => 0);
        double alpha = Math.Min(50, fairness / (1 - fairness));
        List<int> slow = [];
        while (slow.Count < 5)
            slow.Add(Enumerable.Range(0, 5).Except(slow).MaxBy(movie => Welfare([.. slow, movie])));
        Assert.Equal(slow, chosen);

        double Welfare(int[] list) =>
            hits.Sum(user =>
            {
                double expected = list.Sum(movie => user[movie]) + 0.1;
                return alpha == 1 ? Math.Log(expected) : Math.Pow(expected, 1 - alpha) / (1 - alpha);
            });
    }
}
