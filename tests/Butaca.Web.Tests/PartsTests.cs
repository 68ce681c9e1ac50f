using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using Butaca.Client.Contracts;
using Butaca.Hosting.Live;
using Butaca.Server.Answers;
using Butaca.Server.Web.Services;
using Butaca.Server.Web.Wording;

namespace Butaca.Web.Tests;

/// <summary>What needs no browser: the state in the address, posters, texts.</summary>
public sealed partial class PartsTests
{
    [Fact]
    public void AnAddressHoldsATaste()
    {
        Random random = Seeds.Create(3, "tastes");
        foreach (int count in new[] { 0, 1, 60, 61, 2_500 })
        {
            long[] seen =
            [
                .. Enumerable.Range(0, 10 * count).Select(_ => random.NextInt64(0, 200_000)).Distinct().Take(count),
            ];
            Taste taste = new()
            {
                Seen = [.. seen],
                HalfStars = seen.Where((_, i) => i % 4 != 1)
                    .ToImmutableDictionary(id => (MovieId)id, _ => random.Next(1, 11)),
                No = [7, 3],
                Genres = ["Sci-Fi", "Film-Noir"],
                Origins = ["Hong Kong"],
                From = 1950,
                To = 1999,
                Gems = 30,
                Variety = 100,
                ForWatching = true,
                Strip = 4,
            };
            string query = taste.Query();
            Taste read = Taste.Parse("http://here/movie/1" + query);
            Assert.Equal(seen.Order(), read.Seen.Select(id => long.Parse(id, CultureInfo.InvariantCulture)).Order());
            Assert.Equal(taste.No, read.No);
            Assert.Equal(
                taste.HalfStars.OrderBy(stars => (string)stars.Key),
                read.HalfStars.OrderBy(stars => (string)stars.Key)
            );
            Assert.Equal(query, read.Query());
            Assert.True(query.Length < 7_500, $"{query.Length} characters are more than servers take"); // of 8,192
        }
        Assert.Equal("", new Taste().Query());
    }

    [Theory]
    [InlineData("?seen=~!!!&no=~&more=abc,1,1,,")]
    [InlineData("?seen=~_____________________&from=99999&gems=-1&variety=1e3")]
    [InlineData("?seen=%00%FF&genre=,,,&origin=&strip=99999999999999999999")]
    [InlineData("?seen=1&seen=2&=&&&?")]
    [InlineData("?seen=1,2,3&stars=9,-1,x,5,5,5")]
    [InlineData("?seen=1,2&stars=~__")]
    [InlineData("?stars=5&seen=")]
    public void AnAddressThatSomebodyBentIsReadAsFarAsItGoes(string query)
    {
        Taste taste = Taste.Parse("http://here/" + query);
        Assert.Equal(taste.Query(), Taste.Parse("http://here/" + taste.Query()).Query());
        Assert.InRange(taste.Gems, 0, 100);
    }

    [Fact]
    public void AMovieIsOneThingWhateverTheAddressSays()
    {
        Taste taste = Taste.Parse("http://here/?seen=1,2,3,2&stars=4,3.5,,2&no=1,4&from=2010&to=1990");
        Assert.Equal([2L, 3], taste.Seen);
        Assert.Equal([1L, 4], taste.No);
        Assert.Equal(3.5, taste.StarsOf(2));
        Assert.Null(taste.StarsOf(1));
        Assert.Equal((1990, 2010), (taste.From, taste.To));
    }

    /// <summary>What was asked for more of, in addresses of earlier versions, was seen and loved.</summary>
    [Fact]
    public void AddressesOfEarlierVersionsStayValid()
    {
        Taste taste = Taste.Parse("http://here/?seen=1,2,3&no=1,4&more=2,4,5");
        Assert.Equal([2L, 3, 5], taste.Seen);
        Assert.Equal([1L, 4], taste.No);
        Assert.Equal([Said.Loved, Said.Seen, Said.Loved], taste.Seen.Select(taste.Of));
        Assert.Equal("?seen=2,3,5&stars=5,,5&no=1,4", taste.Query());
    }

    [Theory]
    [InlineData("seen=7,8,9&stars=4.5,,0.5", "4.5  0.5")]
    [InlineData("seen=7,,9&stars=1,2,3", "1 3")] // each its own, whatever can't be read between them
    [InlineData("seen=7,8,9&stars=3.74,6,0", "3.5  ")]
    [InlineData("seen=7,8,9&stars=~-g", " 5 ")] // 15 half stars, which are none, and 10
    public void StarsAreReadAsFarAsTheyGo(string query, string stars)
    {
        Taste taste = Taste.Parse($"http://here/?{query}");
        Assert.Equal(
            stars,
            string.Join(' ', taste.Seen.Select(id => taste.StarsOf(id)?.ToString(CultureInfo.InvariantCulture)))
        );
    }

    [Fact]
    public void AHistoryJoinsWhatWasSaidByHand()
    {
        Taste taste = new Taste { Seen = [858, 9], No = [6] }
            .Tell(10, Said.Loved)
            .With([
                new HistoryEntry { MovieId = 6, Rating = 5 },
                new HistoryEntry { MovieId = 7, Rating = 0.5 },
                8,
                new HistoryEntry { MovieId = 858, Rating = 3.65 },
                new HistoryEntry { MovieId = 10, Rating = 1 },
            ]);
        Assert.Equal([858L, 9, 10, 7, 8], taste.Seen);
        Assert.Equal([6L], taste.No);
        Assert.Equal([3.5, null, 5, 0.5, null], taste.Seen.Select(taste.StarsOf));
    }

    [Fact]
    public async Task LetterboxdsArchiveIsReadAsItIs()
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(
                "watched.csv",
                "Date,Name,Year,Letterboxd URI\n2020-01-02,The Matrix,1999,u\n2020-01-03,Heat,1995,u\n2020-01-03,Unheard Of,2011,u\n"
            );
            Write(
                "ratings.csv",
                "Date,Name,Year,Letterboxd URI,Rating\n2020-01-03,Heat,1995,u,0.5\n2020-01-03,Unheard Of,2011,u,5\n"
            );
            Write("profile.csv", "Name\nAna\n");

            void Write(string name, string text)
            {
                using StreamWriter writer = new(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        file.Position = 0;
        ExportReading read = await ExportReading.ReadAsync(
            file,
            LiveCatalog.Of(Cinema.Data(), [], []),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([6L, 2571], read.Watched.Select(entry => entry.MovieId));
        Assert.Equal([0.5, null], read.Watched.Select(entry => entry.Rating));
        Assert.Equal("Unheard Of", Assert.Single(read.Unmatched).Title);
    }

    [Fact]
    public async Task AnArchiveOfSomethingElseIsRefused()
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry("photo.jpg");
        foreach (byte[] bytes in new[] { file.ToArray(), file.ToArray()[..12] })
        {
            using MemoryStream sent = new(bytes);
            await Assert.ThrowsAsync<ButacaException>(() =>
                ExportReading.ReadAsync(
                    sent,
                    LiveCatalog.Of(Cinema.Data(), [], []),
                    TestContext.Current.CancellationToken
                )
            );
        }
    }

    [Fact]
    public async Task AnEndlessListIsRefusedBeforeItIsLookedThrough()
    {
        string lines =
            "Date,Name,Year,Letterboxd URI\n" + string.Concat(Enumerable.Repeat("2020-01-01,Alien,1979,x\n", 20_001));
        using MemoryStream file = new(System.Text.Encoding.UTF8.GetBytes(lines));
        ButacaException exception = await Assert.ThrowsAsync<ButacaException>(() =>
            ExportReading.ReadAsync(file, LiveCatalog.Of(Cinema.Data(), [], []), TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            "export.csv: found more than 20000 lines, expected a list of the movies that somebody watched.",
            exception.Message
        );
    }

    [Fact]
    public void WhatWasForgottenIsGoneUntilItIsSaidAgain()
    {
        Forgotten forgotten = new();
        forgotten.Say("");
        forgotten.Say("?seen=1");
        forgotten.Say("?seen=1,2");
        forgotten.All();
        Assert.True(forgotten.Holds("?seen=1") && forgotten.Holds("?seen=1,2"));
        Assert.False(forgotten.Holds("") || forgotten.Holds("?seen=2"));
        forgotten.Say("?seen=1");
        Assert.False(forgotten.Holds("?seen=1"));
        Assert.True(forgotten.Holds("?seen=1,2"));
    }

    /// <summary>The first speaks for both; each of the others for one, and the last hardly at all.</summary>
    [Fact]
    public void ReasonsThatTellAMovieFromTheOthersComeFirst()
    {
        ReasonItem Reason(long id, double share) => new(id, $"{id}", (float)share, share);
        RecommendedMovie Movie(int rank, params ReasonItem[] reasons) =>
            new(rank, new MovieItem(100 + rank, "", null, [], null, null, 0), 1, reasons);
        IReadOnlyList<IReadOnlyList<ReasonItem>> named = TellingReasons.Of([
            Movie(1, Reason(1, 0.5), Reason(2, 0.3), Reason(4, 0.2)),
            Movie(2, Reason(1, 0.5), Reason(3, 0.4), Reason(4, 0.1)),
            Movie(3),
        ]);
        Assert.Equal([2L, 1], named[0].Select(reason => reason.Id));
        Assert.Equal([3L, 1], named[1].Select(reason => reason.Id));
        Assert.Empty(named[2]);
    }

    [Fact]
    public void SayingItAgainTakesItBack()
    {
        Taste taste = new Taste().Tell(5, Said.Seen).Tell(6, Said.NotForMe);
        Assert.Equal(Said.NotForMe, taste.Tell(5, Said.NotForMe).Of(5));
        Assert.Equal([5L], taste.Tell(6, Said.NotForMe).Seen);
        Assert.True(taste.Tell(6, Said.NotForMe).Tell(5, Said.Seen).IsBlank);
        Taste loved = taste.Tell(5, Said.Loved);
        Assert.Equal((Said.Loved, 5.0), (loved.Of(5), loved.StarsOf(5)));
        Assert.Null(loved.Tell(5, Said.NotForMe).StarsOf(5));
        Assert.Equal("?no=6", loved.Tell(5, Said.Loved).Query());
    }

    /// <summary>Of a user with some ratings, not too vague, and in stars.</summary>
    [Theory]
    [InlineData(5, 3f, 4.5f, true)]
    [InlineData(4, 3f, 4.5f, false)]
    [InlineData(5, 1.5f, 4.5f, false)]
    [InlineData(5, 7f, 8f, false)]
    public void StarsAreShownWhereTheyTellSomething(int ratings, float from, float to, bool shown)
    {
        Taste taste = new Taste().With(
            Enumerable.Range(1, ratings).Select(id => new HistoryEntry { MovieId = id, Rating = 3 })
        );
        Assert.Equal(shown, TellingStars.Tell(taste, new PredictedStars((from + to) / 2, from, to)));
        Assert.False(TellingStars.Tell(taste, null));
    }

    [Fact]
    public void AMovieCanBeGivenBackWhatWasSaidOfIt()
    {
        Taste earlier = Taste.Parse("http://here/?seen=5&stars=3.5&no=6");
        Taste later = earlier.Tell(5, Said.NotForMe).Tell(6, Said.Loved).Tell(7, Said.Seen) with { Gems = 30 };
        Taste undone = later.Undo(5, earlier).Undo(6, earlier).Undo(7, earlier);
        Assert.Equal((3.5, 30), (undone.StarsOf(5), undone.Gems));
        Assert.Equal(earlier.Query(), (undone with { Gems = 0 }).Query());
    }

    [Fact]
    public void APosterIsTheSameEveryTimeAndItsTitleFits()
    {
        foreach (
            string title in new[]
            {
                "Up",
                "E.T. the Extra-Terrestrial",
                "The Lord of the Rings: The Fellowship of the Ring",
                new string('W', 90),
                "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb, Part " + new string('I', 40),
                "<b>",
                "",
            }
        )
        {
            foreach (
                string[] genres in new[] { [], ["Drama"], ["Action", "Sci-Fi", "Thriller"], new[] { "Unheard-of" } }
            )
            {
                PosterArt poster = PosterArt.Of(title, genres);
                Assert.Equal(poster.Shapes, PosterArt.Of(title, genres).Shapes);
                Assert.NotEmpty(poster.Shapes);
                Assert.InRange(poster.Lines.Count, 0, 4);
                Assert.All(poster.Lines, line => Assert.True(line.Length * poster.Size * 0.56 <= 180, line));
            }
        }
    }

    [Fact]
    public void BothLanguagesFillTheSamePlaces()
    {
        foreach (
            PropertyInfo text in typeof(Texts)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.PropertyType == typeof(string))
        )
        {
            string english = (string)text.GetValue(Texts.English)!;
            string spanish = (string)text.GetValue(Texts.Spanish)!;
            Assert.NotEqual("", english.Trim());
            Assert.Equal(
                Place().Matches(english).Select(match => match.Value).Order(),
                Place().Matches(spanish).Select(match => match.Value).Order()
            );
        }
        Assert.All(
            Butaca.Hosting.Training.Trainer.Models.All,
            model => Assert.Contains(model.Name, Texts.Spanish.Summaries.Keys)
        );
        Assert.Equal("Alien e Ida", Texts.Spanish.List(["Alien", "Ida"]));
        Assert.Equal("Alien, Heat and Ida", Texts.English.List(["Alien", "Heat", "Ida"]));
        Assert.Equal("12.345", Texts.Spanish.Number(12_345));
    }

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
