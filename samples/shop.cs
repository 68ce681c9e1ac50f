#:package Butaca.Hosting@0.1.0
#:package Microsoft.Extensions.Hosting@10.0.14
#:package libtorch-cpu-linux-x64@2.10.0
#:property PublishAot=false
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// A shop whose customers have GUIDs and whose films have SKUs. Nobody has bought anything yet.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddButaca<Guid, string>(butaca => butaca.Folder = "butaca").AddMovies<ShopFilms>();
using IHost host = builder.Build();
await host.StartAsync();
IRecommender<Guid, string> recommender = host.Services.GetRequiredService<IRecommender<Guid, string>>();
Guid customer = Guid.NewGuid();
await recommender.RecordAsync([new(customer, "BELICA-03")]);
Show("by what the films are", await recommender.RecommendAsync(customer));

// Thirty others buy four films each. After 20 events a model is trained, and serves once it is there.
for (int i = 0; i < 30; i++)
    await recommender.RecordAsync(Enumerable.Range(0, 4).Select(bought => ShopFilms.Bought(i, bought)));
RecommendationList<string> list;
while ((list = await recommender.RecommendAsync(customer)).Model != "butaca")
    await Task.Delay(200);
Show("by what others bought, too", list);
await host.StopAsync();

static void Show(string how, RecommendationList<string> list) =>
    Console.WriteLine($"{how} ({list.Model}): {string.Join(", ", list.Movies.Take(3).Select(film => film.Id))}");

internal sealed class ShopFilms : IMovieSource
{
    private static readonly (string Sku, string Genre)[] Kinds = [("BELICA", "Bélica"), ("ROMANCE", "Romance")];

    public static UserEvent<Guid, string> Bought(int customer, int film) =>
        new(new Guid(customer, 0, 0, new byte[8]), $"{Kinds[customer % 2].Sku}-{(customer + 3 * film) % 10:00}");

    public IAsyncEnumerable<Movie> ReadAsync(CancellationToken cancellation) =>
        Enumerable.Range(0, 20).Select(i => (Kind: Kinds[i / 10], Number: i % 10)).Select(film =>
            new Movie($"{film.Kind.Sku}-{film.Number:00}", $"Película {film.Number}") { Genres = [film.Kind.Genre] })
            .ToAsyncEnumerable();
}
