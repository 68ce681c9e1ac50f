using System.Text;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Apis;

/// <summary>Directors, cast, translations and what follows from them, through the API.</summary>
public sealed class CatalogueTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly MovieDescription Godfather = new()
    {
        Title = "Godfather, The (1972)",
        Genres = ["Drama"],
        Origin = "American",
        Directors = ["Francis Ford Coppola"],
        Cast = ["Marlon Brando", "Al Pacino"],
        Languages = ["English"],
        Synopsis = "A family meets at a wedding.",
        ExternalIds = new Dictionary<string, string>
        {
            ["tmdb"] = "238",
            ["imdb"] = "tt0068646",
            ["isan"] = "0000-0001-8CFA",
        },
        Translations =
        [
            new MovieText
            {
                Language = "ES",
                Titles = ["El padrino"],
                Synopsis = "Una familia se reúne en una boda.",
            },
        ],
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AMovieIsKeptWholeAndShownInTheAskedLanguage()
    {
        using HttpClient http = server.Http(KeyScope.Write);
        using ButacaClient plain = new(http);
        MovieItem added = await plain.AddMovieAsync(Godfather, Now);
        Assert.Equal(added.Id, (await plain.AddMovieAsync(Godfather, Now)).Id); // the same in everything
        Assert.Equal(["Marlon Brando", "Al Pacino"], added.Cast);
        Assert.Equal(
            [new("imdb", "tt0068646"), new("isan", "0000-0001-8CFA"), new KeyValuePair<string, string>("tmdb", "238")],
            added.ExternalIds
        );
        MovieText text = Assert.Single(added.Translations!);
        Assert.Equal(("es", "El padrino"), (text.Language, text.Titles[0]));
        Assert.True(added.IsNew);

        MovieItem english = await plain.GetMovieAsync(added.Id, Now);
        Assert.Equal(("The Godfather", "en"), (english.Name, english.SynopsisLanguage));
        using ButacaClient spanish = new(http) { Language = "es-MX,fr;q=0.5" };
        MovieItem item = await spanish.GetMovieAsync(added.Id, Now);
        Assert.Equal("Godfather, The (1972)", item.Title);
        Assert.Equal(("El padrino", "es", "es"), (item.Name, item.NameLanguage, item.SynopsisLanguage));
        Assert.Equal("Una familia se reúne en una boda.", item.Synopsis);
        Assert.Contains("The Godfather", item.OtherNames);
        MovieItem other = await spanish.GetMovieAsync(2, Now); // nothing in Spanish: the original, and marked
        Assert.Equal(("en", "en"), (other.NameLanguage, other.SynopsisLanguage));

        MovieItem hit = (await plain.SearchMoviesAsync("el padrino", cancellation: Now)).Movies[0];
        Assert.Equal((added.Id, "translation", "El padrino"), (hit.Id, hit.Match!.Field, hit.Match.Text));
        Assert.Null((await spanish.SearchMoviesAsync("el padrino", cancellation: Now)).Movies[0].Match); // that is what it shows
        hit = (await plain.SearchMoviesAsync("coppola", cancellation: Now)).Movies[0];
        Assert.Equal((added.Id, "director"), (hit.Id, hit.Match!.Field));
        hit = (await spanish.SearchMoviesAsync("familia, boda", cancellation: Now)).Movies[0];
        Assert.Equal((added.Id, "description", "familia, boda"), (hit.Id, hit.Match!.Field, hit.Match.Text));
        Assert.DoesNotContain(
            (await plain.SearchMoviesAsync("familia, boda", cancellation: Now)).Movies,
            movie => movie.Match?.Field == "description"
        );

        MoviePage by = await plain.SearchMoviesAsync(
            filter: new MovieQuery { Directors = ["coppola"] },
            cancellation: Now
        );
        Assert.Equal(added.Id, Assert.Single(by.Movies).Id);
        Assert.True(by.UnknownLeftOut >= 39);
        MoviePage all = await plain.SearchMoviesAsync(
            filter: new MovieQuery { Cast = ["pacino"], Unknown = true },
            cancellation: Now
        );
        Assert.True(all.Total >= 40);

        RecommendationAnswer answer = await spanish.RecommendAsync(
            new RecommendationRequest { Watched = [1, 3, 5], Directors = ["Francis Ford Coppola"] },
            Now
        );
        Assert.Equal("El padrino", Assert.Single(answer.Recommendations).Movie.Name);
        Assert.True(answer.UnknownLeftOut > 0);
    }

    [Fact]
    public async Task AnAddedMovieIsFoundByItsExternalIds()
    {
        using HttpClient http = server.Http(KeyScope.Admin);
        using ButacaClient client = new(http);
        MovieDescription described = new()
        {
            Title = "La película perdida",
            ExternalIds = new Dictionary<string, string> { ["imdb"] = "tt7654321", ["eidr"] = "10.5240/7791-8534" },
        };
        await client.ChangeMovieAsync("lost/1", described, Now);
        MovieItem hit = Assert.Single((await client.SearchMoviesAsync("tt7654321", cancellation: Now)).Movies);
        Assert.Equal("lost/1", hit.Id);
        Assert.Equal(("externalId", "tt7654321"), (hit.Match!.Field, hit.Match.Text));
        Assert.Equal(described.ExternalIds.OrderBy(id => id.Key), hit.ExternalIds);
        foreach (
            string row in (string[])["Const,Title\ntt7654321,Otro título\n", "title,eidr_id\nLost,10.5240/7791-8534\n"]
        )
        {
            using MemoryStream export = new(Encoding.UTF8.GetBytes(row));
            ImportReport report = await client.ReadImportAsync(export, "ratings.csv", Now);
            Assert.Equal("lost/1", Assert.Single(report.Rows).MovieId);
        }
        await client.ChangeMovieAsync("lost/1", described with { ExternalIds = new Dictionary<string, string>() }, Now);
        Assert.Empty((await client.GetMovieAsync("lost/1", Now)).ExternalIds);
        Assert.Empty((await client.SearchMoviesAsync("tt7654321", cancellation: Now)).Movies);
    }

    [Theory]
    [InlineData("/api/v1/movies?lang=not%20one", "lang")]
    [InlineData("/api/v1/movies?director=nobody", "director")]
    public async Task WhatCannotBeIsToldByField(string address, string field)
    {
        using HttpClient http = server.Http(KeyScope.Read);
        HttpResponseMessage response = await http.GetAsync(new Uri(address, UriKind.Relative), Now);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(field, await response.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
    }
}
