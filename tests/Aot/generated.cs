// Asks a server (ADDRESS TITLE…) through the client that NSwag generates from docs/reference/openapi.json. .ci/run puts
// that one behind this.
#:property PublishAot=false
using Generated;

using HttpClient http = new();
ButacaClient client = new(http) { BaseUrl = args[0] };
await client.PingAsync();
List<Watched> watched = [];
foreach (string title in args[1..])
{
    MoviePage found = await client.SearchMoviesAsync(query: title, limit: 1);
    MovieItem movie = await client.GetMovieAsync($"{found.Movies.First().Id}");
    watched.Add(new Watched { AdditionalProperties = { ["movieId"] = movie.Id, ["rating"] = 5 } });
}
RecommendationAnswer answer = await client.RecommendAsync(new RecommendationRequest { Watched = watched, N = 5 });
foreach (RecommendedMovie item in answer.Recommendations)
    Console.WriteLine($"{item.Rank}. {item.Movie.Name} from {string.Join(", ", item.Movie.Directors)}");

namespace Generated
{
    public partial class ButacaClient
    {
        // What isn't said is left out: the server takes null for a value, and refuses it where there is none.
        static partial void UpdateJsonSerializerSettings(System.Text.Json.JsonSerializerOptions settings) =>
            settings.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
    }
}
