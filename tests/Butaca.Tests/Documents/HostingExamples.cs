using System.Runtime.CompilerServices;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butaca.Tests.Documents;

/// <summary>
/// The code of docs/guide/embed.md on hosting, compiled. <see cref="ReadmeTests"/> holds that the page shows exactly
/// this.
/// </summary>
internal static class HostingExamples
{
    public static async Task HostAsync(Guid customer)
    {
        // snippet: host
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder
            .Services.AddButaca<Guid, string>(butaca => butaca.Folder = "butaca") // users have GUIDs, movies SKUs
            .AddMovies<ShopFilms>();
        using IHost host = builder.Build();
        await host.StartAsync();

        IRecommender<Guid, string> recommender = host.Services.GetRequiredService<IRecommender<Guid, string>>();
        await recommender.RecordAsync([
            new(customer, "SKU-7"),
            new(customer, "SKU-9", EventKind.Rated) { Rating = 4.5 },
        ]);
        RecommendationList<string> list = await recommender.RecommendAsync(customer, new() { Count = 5, Reasons = 1 });
        foreach (RecommendedMovie<string> item in list.Movies)
            Console.WriteLine($"{item.Id}: {item.Recommendation.Movie.Title}");
        // end
    }

    /// <summary>A shop's film.</summary>
    internal sealed record Product(string Sku, string Name, int? Year, string[] Kinds);

    /// <summary>A shop's database.</summary>
    internal sealed class ShopDatabase
    {
        public IAsyncEnumerable<Product> Films { get; } = AsyncEnumerable.Empty<Product>();
    }

    // snippet: films
    internal sealed class ShopFilms(ShopDatabase database) : IMovieSource
    {
        public async IAsyncEnumerable<Movie> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (Product film in database.Films.WithCancellation(cancellation))
                yield return new Movie(film.Sku, film.Name) { Year = film.Year, Genres = [.. film.Kinds] };
        }
    }
    // end
}
