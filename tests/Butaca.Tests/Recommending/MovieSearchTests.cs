using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Recommending;

namespace Butaca.Tests.Recommending;

/// <summary>Films found by what is told of them, after those whose titles or people were meant.</summary>
public sealed class MovieSearchTests
{
    // The more of the first rows' letters, the larger the audience: row 0 is watched by all.
    private static readonly Dataset Data = Toy.Of(
        [
            Of(0, "Harbour Lights (1990)", "A captain waits in the rain for her ship.", ["Drama"]),
            Of(
                1,
                "Silent Orbit (2004)",
                "A widow drifts alone through space, slow and sad.",
                ["Sci-Fi", "Drama"],
                "una viuda triste en el espacio"
            ),
            Of(2, "Spaceship Nine (2010)", "Pirates race in a spaceship for gold.", ["Action", "Sci-Fi"]),
            Of(3, "The Fool (1970)", "A sad clown loses his circus in Paris.", ["Comedy"], null, "French"),
            Of(4, "Ghosts of June (1981)", "Two ghosts keep an old hotel in order.", ["Comedy"]),
            Of(5, "The Waking (1999)", "A ghost leads a girl in a red coat home.", ["Horror"]),
            Of(6, "Paper Moons (1962)", "Brothers sell maps in the desert.", ["Comedy"]),
            Of(7, "Nobody Knows Of It", null, []),
        ],
        [.. Enumerable.Range(0, 7).Select(user => Enumerable.Range(0, 7 - user).ToArray())]
    );

    private static readonly MovieNames Spanish = new("es");

    private static Movie Of(
        int row,
        string title,
        string? synopsis,
        string[] genres,
        string? translated = null,
        string? origin = null
    ) =>
        new(Toy.IdOf(row), title)
        {
            Genres = [.. genres],
            Origin = origin,
            Synopsis = synopsis,
            Directors =
                row == 6 ? ["Clown Hartmann"]
                : row == 5 ? ["Mary Pirat"]
                : [],
            Translations = translated is null ? [] : [new MovieTranslation("es") { Synopsis = translated }],
        };

    private static int[] Told(string text, MovieNames? names = null) =>
        [.. new DescriptionIndex(Data, names).Search(text).Select(found => found.Row)];

    private static IReadOnlyList<TitleCandidate> Find(string text, int limit = 10) =>
        new MovieSearch(TitleIndex.Of(Data), new DescriptionIndex(Data)).Find(text, limit);

    [Theory]
    [InlineData("slow, sad, in space", new[] { 1 })] // the others have less than half of it
    [InlineData("SAD", new[] { 1, 3 })] // the most watched first
    [InlineData("ghost", new[] { 4, 5 })] // plurals are no other words
    [InlineData("ghosts", new[] { 4, 5 })]
    [InlineData("space", new[] { 1, 2 })] // a word comes before another that it begins
    [InlineData("spa", new int[0])] // three letters begin too much
    [InlineData("sci-fi pirates", new[] { 2, 1 })]
    [InlineData("scifi", new[] { 1, 2 })]
    [InlineData("french", new[] { 3 })]
    [InlineData("in", new int[0])] // most have it: it tells nothing
    [InlineData("", new int[0])]
    [InlineData(" ,.!", new int[0])]
    [InlineData("zeppelin", new int[0])]
    public void WhatIsToldIsFoundByItsRarestWords(string text, int[] rows) => Assert.Equal(rows, Told(text));

    [Fact]
    public void TheReadersLanguageIsReadBesideTheDatasOwn()
    {
        Assert.Empty(Told("triste"));
        Assert.Equal([1], Told("TRISTES", Spanish));
        Assert.Equal([1, 3], Told("sad", Spanish));
    }

    [Fact]
    public void ItSaysWhichWordsItMet()
    {
        TitleCandidate found = new DescriptionIndex(Data).Search("space, ghost, sad")[0];
        Assert.Equal((1, "space, sad"), (found.Row, found.Matched));
        Assert.Equal((MatchedField.Description, TitleMatchKind.Described), (found.Field, found.Kind));
        Assert.InRange(found.Score, 1, 60);
        Assert.Equal("spaceship", new DescriptionIndex(Data).Search("space")[1].Matched);
    }

    [Fact]
    public void TitlesAndPeopleComeBeforeWhatIsTold()
    {
        Assert.Equal(
            [(4, MatchedField.Title), (5, MatchedField.Description)],
            Find("ghosts").Select(found => (found.Row, found.Field))
        );
        Assert.Equal(
            [(6, MatchedField.Director), (3, MatchedField.Description)],
            Find("clown").Where(found => found.Kind != TitleMatchKind.Fuzzy).Select(found => (found.Row, found.Field))
        );
        Assert.Equal((2, MatchedField.Title), (Find("space")[0].Row, Find("space")[0].Field));
        Assert.Single(Find("space", limit: 1));
        Assert.Equal(Find("sad").Count, Find("sad").Select(found => found.Row).Distinct().Count());
    }

    [Fact]
    public void WordsThatAreToldComeBeforeNamesThatAreLikeThem()
    {
        Assert.Equal(
            [(2, MatchedField.Description), (5, MatchedField.Director)],
            Find("pirate").Select(found => (found.Row, found.Field))
        );
        Assert.Equal((5, MatchedField.Director), (Find("pirat")[0].Row, Find("pirat")[0].Field));
    }

    [Fact]
    public void ATypingErrorIsStillATitle() => Assert.Equal(1, Find("silnt orbit")[0].Row);
}
