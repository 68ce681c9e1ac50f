// Asks a server (ADDRESS TITLE…). .ci/run publishes it ahead of time, where JSON can't be read by reflection.
using Butaca.Client;
using Butaca.Client.Contracts;

using ButacaClient client = new(new Uri(args[0]));
await client.PingAsync();
List<HistoryEntry> watched = [];
foreach (string title in args[1..])
{
    MoviePage found = await client.SearchMoviesAsync(title, limit: 1);
    watched.Add(new HistoryEntry { MovieId = found.Movies[0].Id, Rating = 5 });
}
RecommendationAnswer answer = await client.RecommendAsync(new RecommendationRequest { Watched = watched, N = 5 });
foreach (RecommendedMovie item in answer.Recommendations)
    Console.WriteLine($"{item.Rank}. {item.Movie.Name} from {string.Join(", ", item.Movie.Directors)}");
