#:package Butaca.Hosting@0.1.0
#:package Microsoft.Extensions.Hosting@10.0.14
#:package libtorch-cpu-linux-x64@2.10.0
#:property PublishAot=false
using Butaca.Data;
using Butaca.Hosting;
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
await ShowAsync("by what the films are");

// Other customers buy; after 20 events a model is trained in the background, then again whenever there are twice as many.
for (int other = 0; other < 30; other++)
    await recommender.RecordAsync(
        Enumerable.Range(0, 4).Select(i => new UserEvent<Guid, string>(new(other, 0, 0, new byte[8]), ShopFilms.Sku(other % 2, other + 3 * i)))
    );
while ((await recommender.RecommendAsync(customer)).Model != "butaca")
    await Task.Delay(200);
await ShowAsync("by what others bought, too");
await host.StopAsync();

async Task ShowAsync(string how)
{
    RecommendationList<string> list = await recommender.RecommendAsync(customer, new() { Count = 3, Reasons = 1 });
    Console.WriteLine($"{how} ({list.Model}): {string.Join(", ", list.Movies.Select(film => $"{film.Id} {film.Recommendation.Movie.Title}"))}");
}

internal sealed class ShopFilms : IMovieSource
{
    public static string Sku(int kind, int number) => $"{(kind == 0 ? "BELICA" : "ROMANCE")}-{number % 10:00}";

    public IAsyncEnumerable<Movie> ReadAsync(CancellationToken cancellation) =>
        Enumerable.Range(0, 20).Select(i => new Movie(Sku(i / 10, i), $"Película {i}") { Year = 2000 + i, Genres = [i < 10 ? "Bélica" : "Romance"] }).ToAsyncEnumerable();
}
